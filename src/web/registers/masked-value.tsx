import type { Field } from '#declare'
import { useState, type SubmitEvent } from 'react'
import { deskCalls } from '../api/desk-calls.ts'
import type { RecordRow, RegisterSummary } from '../api/types.ts'
import { Button, Dialog, Failure, Notice } from '../blocks/index.ts'
import { FieldCell } from '../fields/field-cell.tsx'
import { useText } from '../texts.ts'
import { registerTexts } from './texts.ts'

const SHORTEST = 4
/** A plain value stays in sight so long, in milliseconds; whoever still needs it says again what for. */
const SHOWN = 60_000

/** A masked value with the way to see it plainly: asked what for, shown once, on record. */
export function MaskedValue({ register, record, field: key }: { register: RegisterSummary; record: RecordRow; field: string }) {
  const t = useText(registerTexts)
  const field = register.fields[key] as Field
  const [asking, setAsking] = useState(false)
  const [reason, setReason] = useState('')
  const [tried, setTried] = useState(false)
  const [plain, setPlain] = useState<{ value: unknown }>()
  const [refusal, setRefusal] = useState<Error>()
  const [busy, setBusy] = useState(false)
  const short = reason.trim().length < SHORTEST
  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    setTried(true)
    if (short) return
    setBusy(true)
    setRefusal(undefined)
    try {
      setPlain(await deskCalls.reveal(register.name, record.id, key, reason.trim()))
      setTimeout(() => setPlain(undefined), SHOWN)
      setAsking(false)
      setReason('')
      setTried(false)
    } catch (error) {
      setRefusal(error as Error)
    } finally {
      setBusy(false)
    }
  }
  if (plain)
    return (
      <span className="value-line" role="status">
        <FieldCell field={field} value={plain.value} />
        <Button look="quiet" small onClick={() => setPlain(undefined)}>
          {t.hide}
        </Button>
      </span>
    )
  const id = `reveal-${key}`
  return (
    <span className="value-line">
      <FieldCell field={field} value={record[key]} masked />
      <Button look="quiet" small icon="eye" onClick={() => setAsking(true)} aria-label={t.revealField(field.label)}>
        {t.reveal}
      </Button>
      {asking && (
        <Dialog title={t.revealField(field.label)} onClose={() => setAsking(false)}>
          <form className="stack" onSubmit={(event) => void submit(event)} noValidate>
            {refusal && <Failure error={refusal} />}
            <div className={tried && short ? 'asked asked-wrong' : 'asked'}>
              <label htmlFor={id}>{t.revealReason}</label>
              <textarea
                id={id}
                className="input"
                rows={2}
                maxLength={200}
                value={reason}
                aria-invalid={(tried && short) || undefined}
                aria-describedby={`${id}-problem`}
                onChange={(event) => setReason(event.target.value)}
              />
              <p id={`${id}-problem`} className="problem" role="status">
                {tried && short && t.reasonShort(SHORTEST)}
              </p>
            </div>
            <Notice tone="info" title={t.revealRecorded} />
            <div className="form-foot">
              <Button type="submit" look="primary" icon="eye" busy={busy}>
                {t.reveal}
              </Button>
              <Button onClick={() => setAsking(false)}>{t.cancel}</Button>
            </div>
          </form>
        </Dialog>
      )}
    </span>
  )
}
