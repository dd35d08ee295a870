import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from 'react-router'
import { calls } from '../api/calls.ts'
import { ApiProblem } from '../api/problem.ts'
import { Page, useSay } from '../blocks/index.ts'
import { useText } from '../texts.ts'
import { WithEditedRecord, type EditedRecord } from './edited-record.tsx'
import { FieldsForm } from '../forms/fields-form.tsx'
import { registerTexts } from './texts.ts'

function Change({ edited: { register, detail, fields, initial, changes, problems } }: { edited: EditedRecord }) {
  const t = useText(registerTexts)
  const navigate = useNavigate()
  const client = useQueryClient()
  const say = useSay()
  const { record } = detail
  const at = `/desk/registers/${register.name}/${record.id}`
  const title = String(record[register.title] ?? register.label)
  const send = async (values: Record<string, unknown>) => {
    const changed = changes(values)
    if (Object.keys(changed).length === 0) throw new ApiProblem({ status: 422, title: t.nothingChanged })
    try {
      await calls.changeRecord(register.name, record.id, record.version, changed)
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
        {...{ fields, initial, send }}
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
