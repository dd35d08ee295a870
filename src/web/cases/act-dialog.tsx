import { useRef, useState, type SubmitEvent } from 'react'
import { calls } from '../api/calls.ts'
import { ApiProblem, fieldProblems, unreachable } from '../api/problem.ts'
import type { CaseAct, CaseTask, CaseView, FileSummary, Said } from '../api/types.ts'
import { Button, Dialog, Failure, Notice } from '../blocks/index.ts'
import { Upload } from '../fields/file.tsx'
import { answersOf, fieldsProblems } from '../forms/asked.ts'
import { FieldsAsked } from '../forms/fields-asked.tsx'
import { ProblemSummary } from '../forms/problem-summary.tsx'
import { useText } from '../texts.ts'
import { Consequences } from './consequences.tsx'
import { Sayings } from './sayings.tsx'
import { caseTexts } from './texts.ts'

interface ActDialogProps {
  view: CaseView
  task: CaseTask
  act: CaseAct
  /** What was asked of the applicant. */
  notice: readonly Said[]
  onClose: () => void
  onDone: (view: CaseView) => void
  /** The case is no longer as this page shows it. */
  onMoved: () => void
}

/** Materials that an applicant may give anew: those that are the applicant's to bring. */
function MaterialsAsked({
  view,
  given,
  onChange,
}: {
  view: CaseView
  given: Record<string, FileSummary>
  onChange: (given: Record<string, FileSummary>) => void
}) {
  const t = useText(caseTexts)
  return (
    <fieldset className="asked">
      <legend>{t.uploadAsked}</legend>
      <p className="help">{t.uploadAskedHelp}</p>
      <ul className="papers">
        {view.materials
          .filter(({ source }) => source === 'applicant')
          .map(({ key, name }) => (
            <li key={key} className="stack-tight">
              <p>{name}</p>
              <Upload
                id={`material-${key}`}
                label={name}
                file={given[key] ?? null}
                onChange={(file) => {
                  const { [key]: _, ...rest } = given
                  onChange(file ? { ...rest, [key]: file } : rest)
                }}
              />
            </li>
          ))}
      </ul>
    </fieldset>
  )
}

/** Asks what must be said with an act, and does it. A grave act is asked for twice. */
export function ActDialog({ view, task, act, notice, onClose, onDone, onMoved }: ActDialogProps) {
  const t = useText(caseTexts)
  const [values, setValues] = useState<Record<string, unknown>>(() =>
    Object.fromEntries(act.prefill.flatMap((key) => (key in view.answers ? [[key, view.answers[key]]] : []))),
  )
  const [files, setFiles] = useState<Record<string, FileSummary>>({})
  const [turn, setTurn] = useState(0)
  const [confirming, setConfirming] = useState(false)
  const [sending, setSending] = useState(false)
  const [refusal, setRefusal] = useState<Error>()
  const [moved, setMoved] = useState(false)
  // One key for this dialog: an answer that got lost on the way is asked for again without acting twice.
  const idempotencyKey = useRef(crypto.randomUUID())
  const own = turn > 0 ? fieldsProblems(act.asks, values) : []
  const theirs = fieldProblems(refusal, 'input')
  const problems = own.length > 0 ? own : theirs
  const send = async () => {
    setSending(true)
    setRefusal(undefined)
    setMoved(false)
    try {
      const { case: after } = await calls.act(view.id, {
        task: task.id,
        act: act.key,
        version: view.version,
        input: answersOf(act.asks, values),
        ...(Object.keys(files).length > 0 ? { materials: Object.entries(files).map(([key, file]) => ({ key, file: file.id })) } : {}),
        idempotencyKey: idempotencyKey.current,
      })
      onDone(after)
    } catch (error) {
      // A key stands for one request: what was refused may be mended and is then another one.
      if (error instanceof ApiProblem && error.status !== unreachable) idempotencyKey.current = crypto.randomUUID()
      setConfirming(false)
      if (!(error instanceof ApiProblem) || error.status !== 409) return setRefusal(error as Error)
      setMoved(true)
      onMoved()
    } finally {
      setSending(false)
    }
  }
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    setTurn(turn + 1)
    setRefusal(undefined)
    if (fieldsProblems(act.asks, values).length > 0) return
    if (act.grave && !confirming) setConfirming(true)
    else void send()
  }
  return (
    <Dialog title={act.label} onClose={onClose}>
      <form className="stack" onSubmit={submit} noValidate>
        <div className="stack" hidden={confirming}>
          {moved && <Notice tone="warn" title={t.movedKept} live />}
          <ProblemSummary problems={problems} fields={act.asks} prefix="act" turn={turn} />
          {refusal && theirs.length === 0 && (
            <>
              <Failure error={refusal} />
              {refusal instanceof ApiProblem && refusal.status === unreachable && <p>{t.doneUnsure}</p>}
            </>
          )}
          <FieldsAsked
            fields={act.asks}
            values={values}
            onChange={(changed) => {
              setValues(changed)
              setRefusal(undefined)
            }}
            prefix="act"
            problems={problems}
          />
          {notice.length > 0 && act.as === 'resubmit' && (
            <blockquote>
              <Sayings said={notice} />
            </blockquote>
          )}
          {task.applicant && act.as === 'resubmit' && <MaterialsAsked view={view} given={files} onChange={setFiles} />}
          <Consequences view={view} act={act} />
          {act.instrument && <p className="soft">{t.makes(act.instrument)}</p>}
        </div>
        {confirming && <Notice tone="warn" title={t.confirmGrave(act.label)} live />}
        <div className="form-foot">
          <Button type="submit" look={act.grave ? 'danger' : 'primary'} busy={sending}>
            {confirming ? t.confirm : act.label}
          </Button>
          <Button onClick={confirming ? () => setConfirming(false) : onClose}>{confirming ? t.back : t.cancel}</Button>
        </div>
      </form>
    </Dialog>
  )
}
