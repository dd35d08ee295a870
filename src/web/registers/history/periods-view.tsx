import type { Field } from '#declare'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { historyCalls } from '../../api/history-calls.ts'
import type { PeriodRow, RecordDetail, RegisterSummary } from '../../api/types.ts'
import { ButtonLink, Failure, Panel, Skeleton, Tag, Timeline, useDays, type Happening } from '../../blocks/index.ts'
import { FieldCell } from '../../fields/field-cell.tsx'
import { useText } from '../../texts.ts'
import { historyTexts } from './texts.ts'

const holds = ({ from, to }: PeriodRow) => (from === null || Date.parse(from) <= Date.now()) && (to === null || Date.parse(to) > Date.now())

/** Every period of what the record is one period of, the latest first, with the gaps between them. */
export function Periods({ register, detail }: { register: RegisterSummary; detail: RecordDetail }) {
  const t = useText(historyTexts)
  const days = useDays()
  const { record } = detail
  const { data, error, refetch } = useQuery({
    queryKey: ['record', register.name, record.id, 'periods', record.version],
    queryFn: () => historyCalls.periods(register.name, record.id),
  })
  const span = ({ from, to }: { from: string | null; to: string | null }) =>
    to === null ? t.since(from ? days.dayOf(from) : '') : t.between(from ? days.dayOf(from) : '', days.dayOf(to))
  const at = `/desk/registers/${register.name}`
  const shown = [register.title, ...register.list.filter((key) => key !== register.title)].slice(0, 3)
  const periods = (data?.periods ?? []).map((one): Happening & { from: string | null } => ({
    from: one.from,
    key: one.id,
    state: one.id === record.id ? 'now' : 'done',
    tone: holds(one) ? 'good' : 'info',
    title: (
      <>
        {one.id === record.id ? span(one) : <Link to={`${at}/${one.id}`}>{span(one)}</Link>} {holds(one) && <Tag tone="good">{t.now}</Tag>}{' '}
        {one.id === record.id && <Tag tone="plain">{t.thisOne}</Tag>}
      </>
    ),
    children: (
      <p className="row">
        {shown.map((key) => (
          <span key={key}>
            <FieldCell
              field={register.fields[key] as Field}
              value={one[key]}
              titles={{ ...detail.titles, ...data?.titles }}
              masked={data?.masked.includes(key) ?? false}
            />
          </span>
        ))}
      </p>
    ),
  }))
  const gaps = (data?.gaps ?? []).map((gap): Happening & { from: string | null } => ({
    from: gap.from,
    key: `gap ${gap.from}`,
    state: 'ahead',
    tone: 'warn',
    title: `${t.gap} · ${span(gap)}`,
  }))
  const items = [...periods, ...gaps].toSorted((one, other) => (other.from ?? '').localeCompare(one.from ?? ''))
  return (
    <Panel
      title={t.periods}
      aside={
        register.acts.includes('add') &&
        register.acts.includes('change') && (
          <ButtonLink small to={`${at}/${record.id}/period`} icon="add">
            {t.addPeriod}
          </ButtonLink>
        )
      }
    >
      {error && <Failure error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeleton lines={3} />}
      <Timeline items={items} label={t.periods} />
    </Panel>
  )
}
