import { text, type Fields } from '#declare'
import { useNavigate } from 'react-router'
import { calls } from '../api/calls.ts'
import { ApiProblem } from '../api/problem.ts'
import { Page, useSay } from '../blocks/index.ts'
import { fieldsProblems } from '../forms/asked.ts'
import { useText } from '../texts.ts'
import { WithEditedRecord, type EditedRecord } from './edited-record.tsx'
import { FieldsForm } from '../forms/fields-form.tsx'
import { registerTexts } from './texts.ts'

/** Stands among the record's own fields; no field of a register begins with this sign. */
const reasonKey = '$reason'

function Correct({ edited: { register, detail, fields, initial, changes, problems } }: { edited: EditedRecord }) {
  const t = useText(registerTexts)
  const navigate = useNavigate()
  const say = useSay()
  const { record } = detail
  const at = `/desk/registers/${register.name}/${record.id}`
  const title = String(record[register.title] ?? register.label)
  const reason: Fields = { [reasonKey]: text(t.reason, { max: 500, lines: true, help: t.reasonHelp }) }
  const check = (values: Record<string, unknown>) => [...problems(values), ...fieldsProblems(reason, { [reasonKey]: values[reasonKey] })]
  const send = async (values: Record<string, unknown>) => {
    const changed = changes(values)
    if (Object.keys(changed).length === 0) throw new ApiProblem({ status: 422, title: t.nothingChanged })
    await calls.askCorrection(register.name, record.id, changed, String(values[reasonKey]))
    say(t.asked)
    await navigate(at, { replace: true })
  }
  return (
    <Page title={t.correctOf(title)} lead={t.correctLead} up={{ to: at, label: title }}>
      <FieldsForm
        fields={{ ...fields, ...reason }}
        {...{ initial, check, send }}
        group="changes"
        submitLabel={t.send}
        cancel={{ to: at, label: t.cancel }}
      />
    </Page>
  )
}

/** Asks the steward to correct a record, with the reason. */
export const CorrectRecord = () => (
  <WithEditedRecord>{(edited) => <Correct key={edited.detail.record.version} edited={edited} />}</WithEditedRecord>
)
