import { useQuery } from '@tanstack/react-query'
import { useRef, useState, type SubmitEvent } from 'react'
import { calls } from '../api/calls.ts'
import type { CaseAct, TaskSummary } from '../api/types.ts'
import { Button, Dialog, Empty, Failure, Loading, Notice } from '../blocks/index.ts'
import { Radios } from '../fields/radios.tsx'
import { answersOf, fieldsProblems } from '../forms/asked.ts'
import { FieldsAsked } from '../forms/fields-asked.tsx'
import { ProblemSummary } from '../forms/problem-summary.tsx'
import { useText } from '../texts.ts'
import { deskTexts } from './texts.ts'

const actsOf = async (task: TaskSummary): Promise<readonly CaseAct[]> =>
  (await calls.case(task.case)).tasks.find(({ id }) => id === task.id)?.acts ?? []

/** One act for several tasks of the same stage: asked once what is said with it, done in each case as that case then stands. */
export function SeveralActs({
  tasks,
  onClose,
  onChosen,
}: {
  tasks: readonly TaskSummary[]
  onClose: () => void
  onChosen: (act: (task: TaskSummary) => Promise<unknown>, said: (count: number) => string) => void
}) {
  const t = useText(deskTexts)
  const [key, setKey] = useState<string>()
  const [values, setValues] = useState<Record<string, unknown>>({})
  const [turn, setTurn] = useState(0)
  const run = useRef(crypto.randomUUID())
  const { data, error, refetch } = useQuery({
    queryKey: ['acts-of', tasks[0]!.id],
    queryFn: () => actsOf(tasks[0]!),
  })
  // A grave act is looked at case by case.
  const acts = data?.filter((act) => !act.grave) ?? []
  const act = acts.find((one) => one.key === key)
  const problems = turn > 0 && act ? fieldsProblems(act.asks, values) : []
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    setTurn(turn + 1)
    if (!act || fieldsProblems(act.asks, values).length > 0) return
    const input = answersOf(act.asks, values)
    onChosen(
      async (task) => {
        const { version } = await calls.case(task.case)
        return calls.act(task.case, { task: task.id, act: act.key, version, input, idempotencyKey: `${run.current}-${task.id}` })
      },
      (count) => t.actedMany(count, act.label),
    )
  }
  return (
    <Dialog title={t.actCount(tasks.length)} onClose={onClose}>
      <form className="stack" onSubmit={submit} noValidate>
        {error && <Failure error={error} retry={() => void refetch()} />}
        {!data && !error && <Loading />}
        {data && acts.length === 0 && <Empty>{t.noActs}</Empty>}
        {acts.length > 0 && (
          <fieldset className="asked">
            <legend>{t.whichAct}</legend>
            <Radios
              id="several-act"
              value={key ?? null}
              choices={Object.fromEntries(acts.map((one) => [one.key, one.label]))}
              onChange={(to) => {
                setKey(to)
                setValues({})
                setTurn(0)
              }}
            />
          </fieldset>
        )}
        {act && (
          <>
            <ProblemSummary problems={problems} fields={act.asks} prefix="several" turn={turn} />
            <FieldsAsked fields={act.asks} values={values} onChange={setValues} prefix="several" problems={problems} />
            <Notice tone="info" title={t.actEach(tasks.length)} />
          </>
        )}
        <div className="form-foot">
          <Button type="submit" look="primary" disabled={!act}>
            {act?.label ?? t.actMany}
          </Button>
          <Button onClick={onClose}>{t.cancel}</Button>
        </div>
      </form>
    </Dialog>
  )
}
