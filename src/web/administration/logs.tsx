import { useInfiniteQuery } from '@tanstack/react-query'
import { useSearchParams } from 'react-router'
import { deskCalls, type AccessRow, type ChangeRow } from '../api/desk-calls.ts'
import { Button, Empty, Failure, Page, Skeleton, Table, Tabs, useDays, type Column } from '../blocks/index.ts'
import { DayInput } from '../fields/day-input.tsx'
import { useSigns, useText } from '../texts.ts'
import './administration.css'
import { administrationTexts } from './texts.ts'

const acts = ['read', 'search', 'export', 'reveal', 'history', 'file', 'prefill', 'import'] as const

/** A day of the city as the moment at which it begins, or the next one does. */
const moment = (day: string | null, after = 0): string | undefined =>
  day ? new Date(Date.parse(`${day}T00:00:00+08:00`) + after * 86_400_000).toISOString() : undefined

const purposeInWords = (purpose: string | null) => (purpose ?? '').replace(/^case:\S+ ?/, '').replace(/^[a-z-]+:/, '') || '—'

/** Both logs share who, when and why. */
function useColumns<Row extends AccessRow | ChangeRow>(): Column<Row>[] {
  const t = useText(administrationTexts)
  const days = useDays()
  return [
    { key: 'when', label: t.when, title: true, cell: (row) => <span className="number">{days.moment(row.recorded)}</span> },
    {
      key: 'who',
      label: t.who,
      cell: (row) =>
        row.actor ? (
          <>
            {row.actor.name || '—'}
            <br />
            <span className="small soft">{[row.organisationName, row.postName].filter(Boolean).join(' ')}</span>
          </>
        ) : (
          t.system
        ),
    },
    { key: 'what', label: t.what, cell: (row) => row.label },
    { key: 'why', label: t.why, cell: (row) => purposeInWords(row.purpose) },
  ]
}

interface LogProps {
  since: string | undefined
  until: string | undefined
  act: string
}

function Pages<Row>({
  label,
  columns,
  keyOf,
  found,
}: {
  label: string
  columns: readonly Column<Row>[]
  keyOf: (row: Row) => string
  found: {
    data: { pages: { items: Row[] }[] } | undefined
    error: Error | null
    refetch: () => unknown
    hasNextPage: boolean
    fetchNextPage: () => unknown
    isFetchingNextPage: boolean
  }
}) {
  const t = useText(administrationTexts)
  const rows = found.data?.pages.flatMap(({ items }) => items) ?? []
  if (found.error) return <Failure error={found.error} retry={() => void found.refetch()} />
  if (!found.data) return <Skeleton shape="table" lines={8} />
  if (rows.length === 0) return <Empty icon="history">{t.nothing}</Empty>
  return (
    <div className="stack">
      <p className="small soft" role="status">
        {t.shown(rows.length, found.hasNextPage)}
      </p>
      <Table label={label} columns={columns} rows={rows} keyOf={keyOf} />
      {found.hasNextPage && (
        <Button busy={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          {t.more}
        </Button>
      )}
    </div>
  )
}

function Access({ since, until, act }: LogProps) {
  const t = useText(administrationTexts)
  const signs = useSigns()
  const found = useInfiniteQuery({
    queryKey: ['audit', 'access', since, until, act],
    queryFn: ({ pageParam }) => deskCalls.accessLog({ since, until, act: act || undefined, before: pageParam }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  })
  const columns: Column<AccessRow>[] = [
    ...useColumns<AccessRow>(),
    { key: 'act', label: t.act, cell: (row) => t[`act_${row.act as 'read'}`] ?? row.act },
    { key: 'subjects', label: t.subjects, align: 'end', cell: (row) => t.subjectCount(row.subjects) },
    { key: 'fields', label: t.fields, cell: (row) => signs.list(row.fields) || '—' },
  ]
  return <Pages label={t.access} columns={columns} keyOf={(row) => row.id} found={found} />
}

function Changes({ since, until }: LogProps) {
  const t = useText(administrationTexts)
  const signs = useSigns()
  const found = useInfiniteQuery({
    queryKey: ['audit', 'changes', since, until],
    queryFn: ({ pageParam }) => deskCalls.changeLog({ since, until, before: pageParam }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  })
  const columns: Column<ChangeRow>[] = [
    ...useColumns<ChangeRow>(),
    { key: 'op', label: t.operation, cell: (row) => `${t[`op_${row.op}`]} · ${t.versionOf(row.version)}` },
    { key: 'fields', label: t.fields, cell: (row) => signs.list(row.fields) || '—' },
  ]
  return <Pages label={t.changes} columns={columns} keyOf={(row) => row.at} found={found} />
}

/** The two logs, for the audit administrator. */
export function Logs() {
  const t = useText(administrationTexts)
  const [search, setSearch] = useSearchParams()
  const kind = search.get('log') === 'changes' ? 'changes' : 'access'
  const set = (key: string, value: string | null) => {
    const next = new URLSearchParams(search)
    if (value) next.set(key, value)
    else next.delete(key)
    setSearch(next, { replace: true })
  }
  const act = search.get('act') ?? ''
  const range = { since: moment(search.get('from')), until: moment(search.get('to'), 1), act }
  return (
    <Page title={t.logs} lead={t.logsLead}>
      <Tabs
        label={t.logs}
        open={kind}
        onOpen={(log) => set('log', log === 'access' ? null : log)}
        tabs={[
          { key: 'access', label: t.access },
          { key: 'changes', label: t.changes },
        ]}
      >
        <div className="stack">
          <div className="log-filters">
            {(['from', 'to'] as const).map((end) => (
              <div key={end} className="asked">
                <label htmlFor={`log-${end}`}>{t[end]}</label>
                <DayInput id={`log-${end}`} label={t[end]} value={search.get(end)} onChange={(day) => set(end, day)} />
              </div>
            ))}
            {kind === 'access' && (
              <div className="asked">
                <label htmlFor="log-act">{t.act}</label>
                <select id="log-act" className="input" value={act} onChange={(event) => set('act', event.target.value)}>
                  <option value="">{t.any}</option>
                  {acts.map((one) => (
                    <option key={one} value={one}>
                      {t[`act_${one}`]}
                    </option>
                  ))}
                </select>
              </div>
            )}
          </div>
          {kind === 'access' ? <Access {...range} /> : <Changes {...range} />}
        </div>
      </Tabs>
    </Page>
  )
}
