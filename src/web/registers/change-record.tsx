import { date, text, type Fields } from '#declare'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from 'react-router'
import { calls } from '../api/calls.ts'
import { ApiProblem } from '../api/problem.ts'
import { dateOfMoment } from '../blocks/days.ts'
import { Page, useSay } from '../blocks/index.ts'
import { useText } from '../texts.ts'
import { WithEditedRecord, type EditedRecord } from './edited-record.tsx'
import { FieldsForm } from '../forms/fields-form.tsx'
import { historyTexts } from './history/texts.ts'
import { registerTexts } from './texts.ts'

/** Stands among the record's own fields; no field of a register begins with this sign. */
const reasonKey = '$reason'

function Change({ edited: { register, detail, fields, initial, changes, problems } }: { edited: EditedRecord }) {
  const t = useText(registerTexts)
  const own = useText(historyTexts)
  const navigate = useNavigate()
  const client = useQueryClient()
  const say = useSay()
  const { record } = detail
  const at = `/desk/registers/${register.name}/${record.id}`
  const title = String(record[register.title] ?? register.label)
  const period: Fields = register.effective
    ? { from: date(own.from, { optional: true }), to: date(own.to, { optional: true, help: own.toHelp }) }
    : {}
  const why: Fields = { [reasonKey]: text(own.changeReason, { max: 500, lines: true, optional: true, help: own.changeReasonHelp }) }
  const ends = Object.fromEntries(
    Object.keys(period).map((key) => [key, typeof record[key] === 'string' ? dateOfMoment(record[key]) : null]),
  )
  /** The ends of its period that were set otherwise. */
  const periodIn = (values: Record<string, unknown>) =>
    Object.fromEntries(Object.keys(ends).flatMap((key) => (values[key] === ends[key] ? [] : [[key, values[key] ?? null]])))
  const send = async (values: Record<string, unknown>) => {
    const changed = { ...changes(values), ...periodIn(values) }
    if (Object.keys(changed).length === 0) throw new ApiProblem({ status: 422, title: t.nothingChanged })
    try {
      await calls.changeRecord(register.name, record.id, record.version, changed, String(values[reasonKey] ?? '').trim() || undefined)
    } catch (error) {
      throw error instanceof ApiProblem && error.status === 409 && error.problems.length === 0
        ? new ApiProblem({ status: 409, title: t.conflict })
        : error
    }
    await Promise.all([
      client.invalidateQueries({ queryKey: ['record', register.name, record.id] }),
      client.invalidateQueries({ queryKey: ['records', register.name] }),
    ])
    say(t.saved)
    await navigate(at, { replace: true })
  }
  return (
    <Page title={t.changeOf(title)} up={{ to: at, label: title }}>
      <FieldsForm
        fields={{ ...period, ...fields, ...why }}
        initial={{ ...initial, ...ends }}
        send={send}
        check={problems}
        group="changes"
        submitLabel={t.save}
        cancel={{ to: at, label: t.cancel }}
      />
    </Page>
  )
}

/** Changes a record; only what was really changed is sent. */
export const ChangeRecord = () => (
  <WithEditedRecord>{(edited) => <Change key={edited.detail.record.version} edited={edited} />}</WithEditedRecord>
)
