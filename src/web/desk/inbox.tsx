import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useDeferredValue, useEffect, useMemo, useRef, useState } from 'react'
import { useNavigate } from 'react-router'
import { calls } from '../api/calls.ts'
import { useSession } from '../api/session.tsx'
import type { TaskSummary } from '../api/types.ts'
import { Button, Empty, Failure, FilterBar, Page, Skeleton, useSay, type Chip } from '../blocks/index.ts'
import { useAddress } from '../lists/address.ts'
import { Views } from '../lists/views.tsx'
import { useSigns, useText } from '../texts.ts'
import { AskedCases } from '../cases/asked-cases.tsx'
import { BulkActs } from './inbox-bulk.tsx'
import { useInbox } from './inbox-data.ts'
import { InboxList, rowId } from './inbox-list.tsx'
import { facets, grouped, readView, shown, sorts, writeView, type InboxView } from './inbox-model.ts'
import { Beside } from './inbox-preview.tsx'
import { useKeys } from './keys.ts'
import { deskTexts } from './texts.ts'

/** How many rows are drawn before one asks for more: the next ones are drawn when somebody comes near them. */
const DRAWN = 200
const none: ReadonlySet<string> = new Set()
const cityDay = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' })

/** Today by the city's clock, also past midnight. */
function useToday(): string {
  const [today, setToday] = useState(() => cityDay.format(new Date()))
  useEffect(() => {
    const timer = setInterval(() => setToday(cityDay.format(new Date())), 60_000)
    return () => clearInterval(timer)
  }, [])
  return today
}

interface PartProps {
  view: InboxView
  set: (change: Partial<InboxView>, typed?: boolean) => void
  tasks: readonly TaskSummary[]
}

/** Words to look for, and how the rows are sorted. */
function Looking({ view, set }: Pick<PartProps, 'view' | 'set'>) {
  const t = useText(deskTexts)
  return (
    <div className="row inbox-looking">
      <label className="unseen" htmlFor="inbox-words">
        {t.lookFor}
      </label>
      <input
        id="inbox-words"
        type="search"
        className="input"
        placeholder={t.lookForHint}
        value={view.words}
        onChange={(event) => set({ words: event.target.value }, true)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') event.currentTarget.blur()
        }}
      />
      {view.state === 'open' && (
        <label className="row inbox-sort">
          <span className="soft small">{t.sortBy}</span>
          <select className="input" value={view.sort} onChange={(event) => set({ sort: event.target.value as InboxView['sort'] })}>
            {sorts.map((sort) => (
              <option key={sort} value={sort}>
                {t[`sort_${sort}`]}
              </option>
            ))}
          </select>
        </label>
      )}
    </div>
  )
}

function Filters({ view, set, tasks }: PartProps) {
  const t = useText(deskTexts)
  const signs = useSigns()
  const { matters, regions } = useMemo(() => facets(tasks), [tasks])
  const lights = { green: t.green, yellow: t.yellow, red: t.red, paused: t.paused }
  const mines = { me: t.takenByMe, nobody: t.free }
  const chips: Chip[] = [
    ...(view.light ? [{ key: 'light', label: t.light, value: lights[view.light], onRemove: () => set({ light: '' }) }] : []),
    ...(view.matter ? [{ key: 'matter', label: t.matter, value: view.matter, onRemove: () => set({ matter: '' }) }] : []),
    ...(view.region
      ? [
          {
            key: 'region',
            label: t.town,
            value: regions.find(([key]) => key === view.region)?.[1] ?? t.elsewhere,
            onRemove: () => set({ region: '' }),
          },
        ]
      : []),
    ...(view.mine ? [{ key: 'mine', label: t.takenBy, value: mines[view.mine], onRemove: () => set({ mine: '' }) }] : []),
  ]
  const select = (
    id: string,
    label: string,
    value: string,
    options: readonly (readonly [string, string])[],
    to: (value: string) => void,
  ) => (
    <div className="asked">
      <label htmlFor={id}>{label}</label>
      <select id={id} className="input" value={value} onChange={(event) => to(event.target.value)}>
        <option value="">{t.any}</option>
        {options.map(([key, name]) => (
          <option key={key} value={key}>
            {name}
          </option>
        ))}
      </select>
    </div>
  )
  return (
    <FilterBar chips={chips} onClear={() => set({ light: '', matter: '', region: '', mine: '' })}>
      {select(
        'by-matter',
        t.matter,
        view.matter,
        matters.map(([name, count]) => [name, `${name}${signs.aside(count)}`]),
        (matter) => set({ matter }),
      )}
      {select(
        'by-town',
        t.town,
        view.region,
        regions.map(([key, name, count]) => [key, `${name}${signs.aside(count)}`]),
        (region) => set({ region }),
      )}
      {view.state === 'open' && (
        <>
          {select('by-light', t.light, view.light, Object.entries(lights), (light) => set({ light: light as InboxView['light'] }))}
          {select('by-taker', t.takenBy, view.mine, Object.entries(mines), (mine) => set({ mine: mine as InboxView['mine'] }))}
        </>
      )}
    </FilterBar>
  )
}

/** What waits for the acting post, the most pressing first. */
export function Inbox() {
  const t = useText(deskTexts)
  const { actor } = useSession()
  const [search, setSearch] = useAddress()
  const view = useMemo(() => readView(search), [search])
  const set: PartProps['set'] = (change, typed) => setSearch(new URLSearchParams(writeView({ ...view, ...change })), typed)
  const { data, error, refetch } = useInbox(view.state, view.whose === 'office' ? 'office' : 'own')
  const navigate = useNavigate()
  const client = useQueryClient()
  const say = useSay()
  const [current, setCurrent] = useState<string | null>(null)
  const [chosen, setChosen] = useState(none)
  const [drawn, setDrawn] = useState(DRAWN)
  const account = actor?.account ?? ''
  const leads = actor?.roles.includes('cases.head') ?? false
  const done = view.state === 'done'
  const tasks = useMemo(() => data?.tasks ?? [], [data])
  // What one types is in the box at once; the list follows when there is time.
  const deferred = useDeferredValue(view)
  const found = useMemo(() => shown(tasks, deferred, account), [tasks, deferred, account])
  const today = useToday()
  const groups = useMemo(() => grouped(found.slice(0, drawn), deferred, today), [found, drawn, deferred, today])
  const inOrder = useMemo(() => groups.flatMap((group) => group.tasks), [groups])
  // What left the inbox is no longer chosen, nor pointed at.
  const chosenTasks = useMemo(() => tasks.filter(({ id }) => chosen.has(id)), [tasks, chosen])
  const pointed = inOrder.find(({ id }) => id === current)
  const counts = data?.counts
  // The counts of the views are of one's own tasks, whichever list is open.
  const own = view.whose === 'own' ? counts : undefined

  const choose = useCallback((task: string) => {
    setChosen((before) => {
      const after = new Set(before)
      if (!after.delete(task)) after.add(task)
      return after
    })
  }, [])
  const chooseAll = useCallback((all: readonly TaskSummary[], on: boolean) => {
    setChosen(on ? new Set(all.map(({ id }) => id)) : none)
  }, [])
  const list = useRef<HTMLDivElement>(null)
  const step = (by: 1 | -1) => {
    const at = inOrder.findIndex(({ id }) => id === current)
    const next = inOrder[at === -1 ? (by === 1 ? 0 : inOrder.length - 1) : Math.min(inOrder.length - 1, Math.max(0, at + by))]
    if (!next) return
    setCurrent(next.id)
    document.getElementById(rowId(next.id))?.focus()
  }
  const claim = async (task: TaskSummary) => {
    const take = task.claimedBy === null
    await calls.claim(task.id, take).then(
      () => say(take ? t.taken : t.givenBack),
      (problem: Error) => say(problem.message),
    )
    void client.invalidateQueries({ queryKey: ['inbox'] })
    void client.invalidateQueries({ queryKey: ['case', task.case] })
  }
  useKeys({
    j: () => step(1),
    k: () => step(-1),
    x: () => pointed && !done && choose(pointed.id),
    c: () => pointed && !done && void claim(pointed),
    o: () => pointed && void navigate(`/desk/cases/${pointed.case}`),
    Escape: () => setChosen(none),
    '/': () => document.getElementById('inbox-words')?.focus(),
  })
  const given = [
    { key: 'open', label: t.open, query: '', ...(own ? { count: own.open } : {}) },
    { key: 'yellow', label: t.yellow, query: 'light=yellow', ...(own ? { count: own.yellow } : {}) },
    { key: 'red', label: t.red, query: 'light=red', ...(own ? { count: own.red } : {}) },
    { key: 'mine', label: t.takenByMe, query: 'mine=me' },
    { key: 'free', label: t.free, query: 'mine=nobody' },
    ...(leads ? [{ key: 'office', label: t.office, query: 'whose=office' }] : []),
    { key: 'done', label: t.done, query: 'state=done' },
    { key: 'asked', label: t.asked, query: 'whose=asked' },
  ]
  const views = <Views page="inbox" given={given} query={search.toString()} onOpen={(query) => setSearch(new URLSearchParams(query))} />
  if (view.whose === 'asked')
    return (
      <Page title={t.inboxTitle}>
        <div className="stack">
          {views}
          <AskedCases />
        </div>
      </Page>
    )
  return (
    <Page title={t.inboxTitle}>
      <div className="inbox">
        <div className="inbox-main stack" ref={list}>
          {views}
          <Looking view={view} set={set} />
          <Filters view={view} set={set} tasks={tasks} />
          {error && !data && <Failure error={error} retry={() => void refetch()} />}
          {!data && !error && <Skeleton shape="table" lines={8} />}
          {data && (
            <p className="small soft" role="status">
              {done ? t.doneShown(found.length) : t.shownOf(found.length, counts?.open ?? found.length)}
              {data.more && !done && ` ${t.mostPressing(tasks.length)}`}
            </p>
          )}
          {data && found.length === 0 && (
            <Empty icon={tasks.length === 0 ? 'done' : 'search'}>{tasks.length > 0 ? t.noneFound : done ? t.nothingDone : t.nothing}</Empty>
          )}
          {groups.length > 0 && (
            <InboxList
              groups={groups}
              done={done}
              current={current}
              chosen={chosen}
              onChoose={choose}
              onChooseAll={chooseAll}
              onPoint={setCurrent}
            />
          )}
          {found.length > drawn && <Button onClick={() => setDrawn(drawn + DRAWN)}>{t.drawMore(found.length - drawn)}</Button>}
          <BulkActs tasks={chosenTasks} leads={leads} onClear={() => setChosen(none)} />
        </div>
        <Beside task={pointed} />
      </div>
    </Page>
  )
}
