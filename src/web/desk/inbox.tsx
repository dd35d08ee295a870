import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useSearchParams } from 'react-router'
import { calls } from '../api/calls.ts'
import type { TaskSummary } from '../api/types.ts'
import { dayOfMoment } from '../blocks/days.ts'
import { Button, Empty, Failure, Light, Loading, Page, Table, type Column } from '../blocks/index.ts'
import { Due } from '../cases/due.tsx'
import { useText } from '../texts.ts'
import { deskTexts } from './texts.ts'

type View = { state: 'open' | 'done'; light?: string }

/** The officer's tasks, asked for again each half minute: another may have done one. */
export const useInbox = ({ state, light }: View) =>
  useInfiniteQuery({
    queryKey: ['inbox', state, light ?? ''],
    queryFn: ({ pageParam }) => calls.inbox({ state, light, after: pageParam }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: (before) => before,
    refetchInterval: 30_000,
  })

function Choices({ view, counts }: { view: View; counts: { open: number; yellow: number; red: number } | undefined }) {
  const t = useText(deskTexts)
  const link = (label: string, to: string, on: boolean, count?: number, light?: 'yellow' | 'red') => (
    <Link to={to} className="choice" aria-current={on ? 'page' : undefined} replace>
      {light ? <Light colour={light} words={label} /> : label}
      {count !== undefined && <b className="number">{count}</b>}
    </Link>
  )
  return (
    <nav className="row choices" aria-label={t.counts}>
      {link(t.open, '/desk', view.state === 'open' && !view.light, counts?.open)}
      {link(t.yellow, '/desk?light=yellow', view.light === 'yellow', counts?.yellow, 'yellow')}
      {link(t.red, '/desk?light=red', view.light === 'red', counts?.red, 'red')}
      {link(t.done, '/desk?state=done', view.state === 'done')}
    </nav>
  )
}

/** What waits for the acting post, the most pressing first. */
export function Inbox() {
  const t = useText(deskTexts)
  const [search] = useSearchParams()
  const light = search.get('light')
  const view: View = {
    state: search.get('state') === 'done' ? 'done' : 'open',
    ...(light === 'yellow' || light === 'red' ? { light } : {}),
  }
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInbox(view)
  const tasks = data?.pages.flatMap((page) => page.items) ?? []
  const done = view.state === 'done'
  const columns: Column<TaskSummary>[] = [
    {
      key: 'title',
      label: t.title,
      cell: (task) => (
        <>
          <Link to={`/desk/cases/${task.case}`}>{task.title}</Link>
          <br />
          <span className="small soft number">{task.number}</span>
        </>
      ),
    },
    { key: 'stage', label: t.stage, cell: (task) => [task.branchLabel, task.stageLabel].filter(Boolean).join(' · ') },
    done
      ? { key: 'closed', label: t.finished, cell: (task) => (task.closed ? dayOfMoment(task.closed) : '—') }
      : { key: 'due', label: t.due, cell: (task) => <Due due={task.due} light={task.light} provisional={task.provisional} /> },
    { key: 'created', label: t.came, cell: (task) => dayOfMoment(task.created) },
    { key: 'claimed', label: t.takenBy, cell: (task) => task.claimedBy?.name ?? <span className="soft">{t.free}</span> },
  ]
  return (
    <Page title={t.inboxTitle}>
      <div className="stack">
        <Choices view={view} counts={data?.pages[0]?.counts} />
        {error && <Failure error={error} retry={() => void refetch()} />}
        {!data && !error && <Loading />}
        {data && tasks.length === 0 && <Empty>{done ? t.nothingDone : t.nothing}</Empty>}
        {tasks.length > 0 && <Table label={t.inboxTitle} columns={columns} rows={tasks} keyOf={(task) => task.id} />}
        {hasNextPage && (
          <Button busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t.more}
          </Button>
        )}
      </div>
    </Page>
  )
}
