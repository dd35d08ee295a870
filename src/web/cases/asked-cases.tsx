import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { calls } from '../api/calls.ts'
import type { CaseSummary } from '../api/types.ts'
import { Empty, Failure, Light, Skeleton, Table, Tag, useDays, type Column } from '../blocks/index.ts'
import { useSigns, useText } from '../texts.ts'
import { caseTexts } from './texts.ts'

const tones = { open: 'info', concluded: 'good', withdrawn: 'plain', refused: 'bad' } as const

/** What the own organisation asked other departments, the latest first: whose turn it is, and until when. */
export function AskedCases() {
  const t = useText(caseTexts)
  const days = useDays()
  const signs = useSigns()
  const { data, error, refetch } = useQuery({ queryKey: ['inbox', 'asked'], queryFn: calls.askedCases, refetchInterval: 60_000 })
  const columns: Column<CaseSummary>[] = [
    { key: 'title', label: t.askedCase, title: true, cell: ({ id, title }) => <Link to={`/desk/cases/${id}`}>{title}</Link> },
    { key: 'number', label: t.askedNumber, cell: ({ number }) => <span className="number">{number}</span> },
    {
      key: 'turn',
      label: t.turn,
      cell: ({ state, stageLabels, asked }) =>
        state === 'open' ? signs.list([...(asked ? [t.askedOfUs] : []), ...stageLabels]) : undefined,
    },
    {
      key: 'due',
      label: t.askedDue,
      cell: ({ due, light }) => (
        <span className="row">
          {due && days.day(due)}
          {light && <Light colour={light} />}
        </span>
      ),
    },
    { key: 'state', label: t.askedState, cell: ({ state }) => <Tag tone={tones[state]}>{t[`state_${state}`]}</Tag> },
  ]
  if (error) return <Failure error={error} retry={() => void refetch()} />
  if (!data) return <Skeleton shape="table" lines={3} />
  if (data.items.length === 0) return <Empty icon="done">{t.nothingAsked}</Empty>
  return <Table label={t.askedByUs} columns={columns} rows={data.items} keyOf={({ id }) => id} />
}
