import type { Field } from '#declare'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from 'react-router'
import { historyCalls } from '../../api/history-calls.ts'
import type { Correction, RecordDetail, RegisterSummary } from '../../api/types.ts'
import { Button, Panel, Timeline, useDays, useSay, type Happening, type Tone } from '../../blocks/index.ts'
import { FieldCell } from '../../fields/field-cell.tsx'
import { useText } from '../../texts.ts'
import { registerTexts } from '../texts.ts'
import { historyTexts } from './texts.ts'

const tones: Record<Correction['state'], Tone> = { open: 'warn', accepted: 'good', refused: 'bad', withdrawn: 'info' }

/** What was put right of a record, or is asked to be: both values, who asked and why, who answered. */
export function Corrections({ register, detail }: { register: RegisterSummary; detail: RecordDetail }) {
  const t = useText(historyTexts)
  const common = useText(registerTexts)
  const days = useDays()
  const client = useQueryClient()
  const say = useSay()
  const { record } = detail
  const { data } = useQuery({
    queryKey: ['record', register.name, record.id, 'corrections', record.version],
    queryFn: () => historyCalls.corrections(register.name, record.id),
  })
  if (!data || data.items.length === 0) return null
  const titles = { ...detail.titles, ...data.titles }
  const states = { open: t.stateOpen, accepted: t.stateAccepted, refused: t.stateRefused, withdrawn: t.stateWithdrawn }
  const cell = (key: string, value: unknown) => {
    const field = register.fields[key] as Field | undefined
    if (value === null || value === undefined) return <span className="soft">{common.emptied}</span>
    return field ? (
      <FieldCell field={field} value={value} titles={titles} masked={typeof value === 'string' && /[*＊]/.test(value)} />
    ) : (
      <>{String(value)}</>
    )
  }
  const withdraw = async (id: string) => {
    await historyCalls.withdraw(id)
    await client.invalidateQueries({ queryKey: ['record', register.name, record.id] })
    say(t.withdrawn)
  }
  const items = data.items.map((one): Happening => ({
    key: one.id,
    tone: tones[one.state],
    state: one.state === 'open' ? 'now' : 'done',
    title: [states[one.state], one.version ? t.inVersion(one.version) : ''].filter(Boolean).join(' · '),
    at: one.answered ?? one.asked,
    by: [one.organisation, one.answererName].filter(Boolean).join(' ') || undefined,
    children: (
      <>
        <ul className="changes">
          {one.changes.map(({ field, before, after }) => (
            <li key={field}>
              <span className="soft">{common.fieldLine((register.fields[field] as Field | undefined)?.label ?? field)}</span>
              <del>{cell(field, before)}</del> <span aria-hidden="true">→</span>
              <span className="unseen">{common.became}</span> <ins>{cell(field, after)}</ins>
            </li>
          ))}
        </ul>
        <p className="small">
          {t.askedBy(one.askerName)} <time dateTime={one.asked}>{days.moment(one.asked)}</time>
          {one.evidence > 0 && <> · {t.evidence(one.evidence)}</>}
        </p>
        <p className="small">{t.why(one.reason)}</p>
        {one.answer && <p className="small">{t.answer(one.answer)}</p>}
        {one.case && one.own && (
          <p className="small">
            <Link to={`/desk/cases/${one.case}`}>{t.itsCase}</Link>
          </p>
        )}
        {one.own && one.state === 'open' && !one.case && (
          <Button small onClick={() => void withdraw(one.id)}>
            {t.withdraw}
          </Button>
        )}
      </>
    ),
  }))
  return (
    <Panel title={t.corrections}>
      <Timeline items={items} label={t.corrections} />
    </Panel>
  )
}
