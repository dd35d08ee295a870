import { date, text, type Fields } from '#declare'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from 'react-router'
import { historyCalls } from '../../api/history-calls.ts'
import { Page, useSay } from '../../blocks/index.ts'
import { answersOf, fieldsProblems } from '../../forms/asked.ts'
import { FieldsForm } from '../../forms/fields-form.tsx'
import { useText } from '../../texts.ts'
import { WithEditedRecord, type EditedRecord } from '../edited-record.tsx'
import { registerTexts } from '../texts.ts'
import { historyTexts } from './texts.ts'

/** Stands among the record's own fields; no field of a register begins with this sign. */
const reasonKey = '$reason'

function Add({ edited: { register, detail, fields, initial } }: { edited: EditedRecord }) {
  const t = useText(historyTexts)
  const common = useText(registerTexts)
  const navigate = useNavigate()
  const client = useQueryClient()
  const say = useSay()
  const { record } = detail
  const list = `/desk/registers/${register.name}`
  const title = String(detail.titles[String(record[register.title])] ?? record[register.title] ?? register.label)
  const period: Fields = { from: date(t.from), to: date(t.to, { optional: true, help: t.toHelp }) }
  const asked: Fields = {
    ...period,
    ...fields,
    [reasonKey]: text(t.changeReason, { max: 500, lines: true, optional: true, help: t.changeReasonHelp }),
  }
  const send = async (values: Record<string, unknown>) => {
    const { from, to, [reasonKey]: reason, ...rest } = answersOf(asked, values)
    const added = await historyCalls.addPeriod(register.name, record.id, {
      from: String(from),
      ...(to ? { to: String(to) } : {}),
      ...(reason ? { reason: String(reason) } : {}),
      values: rest,
    })
    await Promise.all(['record', 'records'].map((what) => client.invalidateQueries({ queryKey: [what, register.name] })))
    say(t.periodAdded)
    await navigate(`${list}/${added.record.id}`, { replace: true })
  }
  return (
    <Page title={t.addPeriodOf(title)} lead={t.addPeriodLead} up={{ to: `${list}/${record.id}`, label: title }}>
      <FieldsForm
        fields={asked}
        initial={initial}
        check={(values) => fieldsProblems(asked, values)}
        send={send}
        group="fields"
        submitLabel={common.save}
        cancel={{ to: `${list}/${record.id}`, label: common.cancel }}
      />
    </Page>
  )
}

/** A new period of what the record is one period of. */
export const AddPeriod = () => <WithEditedRecord>{(edited) => <Add key={edited.detail.record.version} edited={edited} />}</WithEditedRecord>
