import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useId, useRef, useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import type { ComparisonView, PresentView } from '#engines/indicators'
import { Button, Failure, Loading, Notice, Page, Panel, Tabs, useDays, useNumber, useSay } from '../../blocks/index.ts'
import { useText } from '../../texts.ts'
import { useFigures } from '../data.ts'
import { Trail } from '../where.tsx'
import { compare, keep, readKept, useKept, usePresent, type Kept, type Scope } from './data.ts'
import { KeptList } from './kept-list.tsx'
import { DriverInput } from './driver-input.tsx'
import { asked, driversOf, type Changed, type Driver, type Present } from './drivers.ts'
import { names } from './outcomes.tsx'
import { useWords, type Comparison } from './in-words.ts'
import { Result, Tested } from './result.tsx'
import './scenarios.css'
import { scenarioTexts } from './texts.ts'

/** A first answer soon, the whole one after it: the runs of the first are the first of the whole. */
const FIRST = 8
const WHOLE = 40
/** The seed of a new comparison; whoever makes one again takes the kept one. */
const SEED = 20_260_315
const HORIZONS = [3, 6, 12]

const isWhole = (present: PresentView): present is Present => 'traces' in present

/** The scenarios' drivers, one scenario in sight at a time. */
function Assumptions({
  drivers,
  scenarios,
  set,
}: {
  drivers: readonly Driver[]
  scenarios: readonly Changed[]
  set: (scenarios: readonly Changed[]) => void
}) {
  const t = useText(scenarioTexts)
  const [open, setOpen] = useState('0')
  const at = Math.min(Number(open), scenarios.length - 1)
  const changed = scenarios[at]!
  const put = (next: Changed) => set(scenarios.map((one, i) => (i === at ? next : one)))
  const groups = [
    ['in', t.groupIn],
    ['people', t.groupPeople],
    ['pace', t.groupPace],
    ['limits', t.groupLimits],
  ] as const
  return (
    <Panel
      title={t.assumptions}
      lead={t.assumptionsLead}
      aside={
        scenarios.length < 3 && (
          <Button
            small
            onClick={() => {
              set([...scenarios, {}])
              setOpen(String(scenarios.length))
            }}
          >
            {t.add}
          </Button>
        )
      }
    >
      <Tabs
        label={t.assumptions}
        tabs={scenarios.map((one, i) => ({ key: String(i), label: t.scenario(names[i]!), count: Object.keys(one).length }))}
        open={String(at)}
        onOpen={setOpen}
      >
        <div className="row">
          <Button small disabled={Object.keys(changed).length === 0} onClick={() => put({})}>
            {t.reset}
          </Button>
          {scenarios.length > 1 && (
            <Button
              small
              onClick={() => {
                set(scenarios.filter((_, i) => i !== at))
                setOpen('0')
              }}
            >
              {t.remove(names[at]!)}
            </Button>
          )}
        </div>
        {groups.map(([group, label]) => {
          const own = drivers.filter((driver) => driver.group === group)
          return (
            own.length > 0 && (
              <fieldset className="drivers" key={group}>
                <legend>{label}</legend>
                {own.map((driver) => (
                  <DriverInput
                    key={`${at} ${driver.key}`}
                    driver={driver}
                    value={changed[driver.key]}
                    onChange={(value) => {
                      const { [driver.key]: _, ...rest } = changed
                      put(value === undefined ? rest : { ...rest, [driver.key]: value })
                    }}
                  />
                ))}
              </fieldset>
            )
          )
        })}
      </Tabs>
    </Panel>
  )
}

/** Keeps a comparison so that it can be made again. */
function Keeping({ view, present, drivers, scenarios, scope }: Comparison) {
  const t = useText(scenarioTexts)
  const id = useId()
  const say = useSay()
  const client = useQueryClient()
  const inWords = useWords({ view, present, drivers, scenarios, scope })
  const [name, setName] = useState('')
  const [question, setQuestion] = useState('')
  const done = useMutation({
    mutationFn: () =>
      keep({
        name: name.trim(),
        ...(question.trim() ? { question: question.trim() } : {}),
        region: view.region.id,
        ...(scope.matter ? { matter: scope.matter } : {}),
        ...(scope.organisation ? { office: scope.organisation } : {}),
        startsOn: view.on,
        horizon: Math.round((Date.parse(view.to) - Date.parse(view.on)) / 86_400_000) + 1,
        dataFrom: present.period.from,
        dataTo: present.period.to,
        traces: present.traces,
        seed: view.seed,
        runs: view.replications,
        ...inWords(),
        drivers: JSON.stringify(scenarios),
        results: resultText(view),
      }),
    onSuccess: async ({ number }) => {
      say(t.kept(number))
      await client.invalidateQueries({ queryKey: ['register', 'decision.scenario'], exact: true })
    },
  })
  return (
    <Panel title={t.keep} lead={t.keepLead} aside={<Link to="/desk/registers/decision.scenario">{t.list}</Link>}>
      <form
        className="keeping"
        onSubmit={(event) => {
          event.preventDefault()
          if (name.trim()) done.mutate()
        }}
      >
        <label htmlFor={`${id}-name`}>{t.name}</label>
        <input id={`${id}-name`} className="input" value={name} maxLength={80} required onChange={({ target }) => setName(target.value)} />
        <label htmlFor={`${id}-question`}>
          {t.question}
          <span className="soft small">{t.optional}</span>
        </label>
        <textarea
          id={`${id}-question`}
          className="input"
          rows={2}
          value={question}
          maxLength={400}
          onChange={({ target }) => setQuestion(target.value)}
        />
        <div className="row">
          <Button type="submit" busy={done.isPending} disabled={!name.trim()}>
            {t.keep}
          </Button>
          {done.data && <Link to={`?kept=${done.data.scenario}`}>{t.kept(done.data.number)}</Link>}
        </div>
        {done.error && <Failure error={done.error} />}
      </form>
    </Panel>
  )
}

/** The means of each scenario's outcomes, short and the same each time. */
const resultText = ({ results }: ComparisonView): string =>
  results
    .map(({ outcomes }, i) =>
      [i === 0 ? '0' : names[i - 1]!, ...Object.entries(outcomes).map(([key, one]) => `${key}=${one ? one.mean.toFixed(2) : '-'}`)].join(
        ' ',
      ),
    )
    .join('\n')

/** A choice with how many cases each has. */
function Choice({
  label,
  value,
  options,
  onChange,
}: {
  label: string
  value: string
  options: readonly { key: string; label: string; n: number }[]
  onChange: (key: string) => void
}) {
  const t = useText(scenarioTexts)
  const write = useNumber()
  const id = useId()
  return (
    <div className="scope-one">
      <label htmlFor={id}>{label}</label>
      <select id={id} className="input" value={value} onChange={({ target }) => onChange(target.value)}>
        <option value="">{t.all}</option>
        {options.map(({ key, label: name, n }) => (
          <option key={key} value={key}>
            {t.counted(name, write(n))}
          </option>
        ))}
      </select>
    </div>
  )
}

function Working({ present, scope, months, kept }: { present: Present; scope: Scope; months: number; kept: Kept | undefined }) {
  const t = useText(scenarioTexts)
  const write = useNumber()
  const { day } = useDays()
  const say = useSay()
  const drivers = driversOf(present, t, write, day)
  const [scenarios, setScenarios] = useState<readonly Changed[]>(() => (kept ? readKept(kept) : [{}]))
  const [view, setView] = useState<ComparisonView>()
  const [stage, setStage] = useState<'first' | 'whole'>()
  const [compared, setCompared] = useState<readonly Changed[]>([])
  const turn = useRef(0)
  const runs = kept?.runs ?? WHOLE
  const run = useMutation({
    mutationFn: async () => {
      const mine = ++turn.current
      const question = {
        ...scope,
        on: present.on,
        region: present.region.id,
        scenarios: scenarios.map(asked),
        horizon: kept?.horizon ?? months * 30,
        seed: kept?.seed ?? SEED,
      }
      setCompared(scenarios)
      setStage('first')
      setView(await compare({ ...question, replications: FIRST }))
      if (mine !== turn.current) return
      setStage('whole')
      setView(await compare({ ...question, replications: runs }))
      say(t.done)
    },
    onSettled: () => setStage(undefined),
  })
  // A kept comparison is made again as soon as it is opened.
  const begun = useRef(false)
  useEffect(() => {
    if (!kept || begun.current) return
    begun.current = true
    run.mutate()
  }, [kept, run])
  const nothing = scenarios.every((one) => Object.keys(one).length === 0)
  return (
    <div className="scenarios">
      <div className="scenarios-left">
        <Assumptions drivers={drivers} scenarios={scenarios} set={setScenarios} />
        <div className="row scenario-run">
          <Button look="primary" busy={run.isPending} disabled={nothing} onClick={() => run.mutate()}>
            {t.run}
          </Button>
          {nothing && <span className="soft small">{t.nothingChanged}</span>}
          {stage === 'first' && (
            <span role="status" className="soft small">
              {t.running(String(FIRST))}
            </span>
          )}
        </div>
      </div>
      <div className="scenarios-right">
        {run.error && <Failure error={run.error} retry={() => run.mutate()} />}
        {kept && (
          <Notice title={t.keptFrom(kept.number, kept.name)}>
            {view?.replications === kept.runs && <p>{resultText(view) === kept.results ? t.keptSame : t.keptDiffers}</p>}
          </Notice>
        )}
        {view && <Result view={view} present={present} busy={stage === 'whole' ? t.refining(String(runs)) : undefined} />}
        {view?.replications === runs && !kept && (
          <Keeping key={JSON.stringify(compared)} view={view} present={present} drivers={drivers} scenarios={compared} scope={scope} />
        )}
        <Tested test={present.test} />
        <Panel title={t.method}>
          <p>{t.methodText}</p>
          <p>{t.methodLimits}</p>
          <p className="small soft">{t.methodSources}</p>
        </Panel>
      </div>
    </div>
  )
}

/** How cases would go if something were otherwise: drivers to change, and what comes of it with its error. */
export function ScenariosPage() {
  const t = useText(scenarioTexts)
  const { day } = useDays()
  const write = useNumber()
  const [query, setQuery] = useSearchParams()
  const keptId = query.get('kept')
  const kept = useKept(keptId)
  const home = useFigures(undefined).data
  const scope: Scope = keptId
    ? {
        region: kept.data?.region,
        matter: kept.data?.matter ?? undefined,
        organisation: kept.data?.office ?? undefined,
        on: kept.data?.startsOn,
      }
    : {
        region: query.get('region') ?? undefined,
        matter: query.get('matter') ?? undefined,
        organisation: query.get('organisation') ?? undefined,
      }
  const months = Number(query.get('months') ?? 6)
  const ready = !keptId || kept.data !== undefined
  const whole = usePresent(ready ? { ...scope } : {})
  const present = ready ? whole.data : undefined
  const set = (key: string, value: string) =>
    setQuery((before) => {
      const next = new URLSearchParams(before)
      if (value) next.set(key, value)
      else next.delete(key)
      return next
    })
  const error = whole.error ?? kept.error
  return (
    <Page title={present ? t.titleOf(present.region.name) : t.title} lead={t.lead}>
      {present && <Trail region={present.region} top={home?.region.path} to={(to) => `/cockpit/scenarios?region=${to}`} />}
      {error && <Failure error={error} retry={() => void whole.refetch()} />}
      {!present && !error && (
        <>
          <Loading />
          <p role="status">{t.reading}</p>
        </>
      )}
      {present && !isWhole(present) && <Notice tone="warn" title={t.few(write(present.fewest))} />}
      {present && isWhole(present) && (
        <>
          {!keptId && (
            <div className="scope" role="group" aria-label={t.scope}>
              <Choice
                label={t.matter}
                value={scope.matter ?? ''}
                options={present.matters.slice(0, 60)}
                onChange={(key) => set('matter', key)}
              />
              <Choice
                label={t.organisation}
                value={scope.organisation ?? ''}
                options={present.organisations.slice(0, 120)}
                onChange={(key) => set('organisation', key)}
              />
              <div className="scope-one">
                <label htmlFor="months">{t.horizon}</label>
                <select id="months" className="input" value={months} onChange={({ target }) => set('months', target.value)}>
                  {HORIZONS.map((n) => (
                    <option key={n} value={n}>
                      {t.months(String(n))}
                    </option>
                  ))}
                </select>
              </div>
            </div>
          )}
          <KeptList open={keptId} />
          <p className="soft small scenario-basis">{t.basis(day(present.period.from), day(present.period.to), write(present.traces))}</p>
          <Working
            key={`${keptId} ${JSON.stringify(scope)} ${present.on}`}
            present={present}
            scope={scope}
            months={months}
            kept={kept.data}
          />
        </>
      )}
    </Page>
  )
}
