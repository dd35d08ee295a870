import { date, type Fields } from '#declare'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams, useSearchParams } from 'react-router'
import { calls } from '../api/calls.ts'
import type { RegisterSummary } from '../api/types.ts'
import { Empty, Page, useSay } from '../blocks/index.ts'
import { answersOf, fieldsProblems } from '../forms/asked.ts'
import { useText } from '../texts.ts'
import { useRegister } from './declared.ts'
import { FieldsForm } from '../forms/fields-form.tsx'
import { registerTexts } from './texts.ts'

function NewRecordOf({ register }: { register: RegisterSummary }) {
  const t = useText(registerTexts)
  const navigate = useNavigate()
  const client = useQueryClient()
  const say = useSay()
  // A record that holds for a period says from which day; the register starts it today when nothing is said.
  const period: Fields = register.effective ? { from: date(t.from, { optional: true, help: t.fromHelp }) } : {}
  const fields: Fields = { ...register.fields, ...period }
  const list = `/desk/registers/${register.name}`
  // What the page before knows already stands in the address.
  const initial = Object.fromEntries([...useSearchParams()[0]].filter(([key]) => Object.hasOwn(fields, key)))
  const send = async (values: Record<string, unknown>) => {
    const { record } = await calls.addRecord(register.name, answersOf(fields, values))
    await client.invalidateQueries({ queryKey: ['records', register.name] })
    say(t.added)
    // Where its records are worked with on a page of their own, one goes on there.
    const { page } = register
    const opens = page && (!page.act || register.acts.includes(page.act))
    await navigate(opens ? page.at.replace('{id}', record.id) : `${list}/${record.id}`, { replace: true })
  }
  return (
    <Page title={t.addTo(register.label)} lead={register.about} up={{ to: list, label: register.label }}>
      <FieldsForm
        fields={fields}
        initial={initial}
        check={(values) => fieldsProblems(fields, values)}
        send={send}
        group="fields"
        submitLabel={t.save}
        cancel={{ to: list, label: t.cancel }}
      />
    </Page>
  )
}

/** A new record of any register. */
export function NewRecord() {
  const t = useText(registerTexts)
  const register = useRegister(useParams().register ?? '')
  return register?.acts.includes('add') ? <NewRecordOf register={register} /> : <Empty>{register ? t.noAdding : t.unknown}</Empty>
}
