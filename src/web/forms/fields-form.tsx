import type { Fields, Problem } from '#declare'
import { useContext, useState, type ReactNode, type SubmitEvent } from 'react'
import { fieldProblems } from '../api/problem.ts'
import { Button, ButtonLink, Failure } from '../blocks/index.ts'
import { CodesDay } from '../fields/codes-shown.ts'
import { FieldsAsked } from './fields-asked.tsx'
import { ProblemSummary } from './problem-summary.tsx'

type Values = Record<string, unknown>

interface FieldsFormProps {
  fields: Fields
  initial: Values
  check: (values: Values) => Problem[]
  send: (values: Values) => Promise<void>
  /** The group under which the server names the fields of this form. */
  group: string
  submitLabel: string
  cancel?: { to: string; label: string }
  /** Questions of another kind, after the fields. */
  children?: ReactNode
}

/** Fields, their problems by our check and by the server's, and the two ways out. */
export function FieldsForm({ fields, initial, check, send, group, submitLabel, cancel, children }: FieldsFormProps) {
  const [values, setValues] = useState(initial)
  const [turn, setTurn] = useState(0)
  const [sending, setSending] = useState(false)
  const [refusal, setRefusal] = useState<Error>()
  const day = useContext(CodesDay)
  // What holds for a period is chosen as of the day on which it begins.
  const begins = fields.from?.kind === 'date' && typeof values.from === 'string' ? values.from : undefined
  const own = turn > 0 ? check(values) : []
  const theirs = fieldProblems(refusal, group)
  const problems = own.length > 0 ? own : theirs
  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    setTurn(turn + 1)
    setRefusal(undefined)
    if (check(values).length > 0) return
    setSending(true)
    try {
      await send(values)
    } catch (error) {
      setRefusal(error as Error)
    } finally {
      setSending(false)
    }
  }
  return (
    <form className="panel stack" onSubmit={(event) => void submit(event)} noValidate>
      <ProblemSummary problems={problems} fields={fields} prefix="fields" turn={turn} />
      {refusal && theirs.length === 0 && <Failure error={refusal} />}
      <CodesDay value={begins ?? day}>
        <FieldsAsked
          fields={fields}
          values={values}
          prefix="fields"
          problems={problems}
          onChange={(changed) => {
            setValues(changed)
            setRefusal(undefined)
          }}
        />
      </CodesDay>
      {children}
      <div className="form-foot">
        <Button type="submit" look="primary" busy={sending}>
          {submitLabel}
        </Button>
        {cancel && <ButtonLink to={cancel.to}>{cancel.label}</ButtonLink>}
      </div>
    </form>
  )
}
