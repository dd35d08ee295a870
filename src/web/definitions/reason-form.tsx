import { useId, useState } from 'react'
import { Button, Failure } from '../blocks/index.ts'
import { useText } from '../texts.ts'
import { definitionTexts } from './texts.ts'

/** A reason, without which nothing is done, and what can be done with it. */
export function ReasonForm({
  label,
  acts,
}: {
  label: string
  acts: readonly { label: string; primary?: boolean; disabled?: boolean; act: (reason: string) => Promise<void> }[]
}) {
  const t = useText(definitionTexts)
  const id = useId()
  const [reason, setReason] = useState('')
  const [isMissing, setMissing] = useState(false)
  const [busy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<Error>()
  const run = async (act: (reason: string) => Promise<void>) => {
    const said = reason.trim()
    setMissing(said === '')
    if (said === '') return
    setBusy(true)
    setRefusal(undefined)
    try {
      await act(said)
    } catch (error) {
      setRefusal(error as Error)
    } finally {
      setBusy(false)
    }
  }
  return (
    <div className="stack">
      <div className="asked">
        <label htmlFor={id}>{label}</label>
        <textarea
          id={id}
          className="input"
          rows={3}
          maxLength={1000}
          aria-invalid={isMissing || undefined}
          aria-describedby={isMissing ? `${id}-problem` : undefined}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
        <p id={`${id}-problem`} className="problem" role="status">
          {isMissing && t.reasonNeeded}
        </p>
      </div>
      {refusal && <Failure error={refusal} />}
      <div className="row">
        {acts.map((one) => (
          <Button
            key={one.label}
            look={one.primary ? 'primary' : 'plain'}
            busy={busy}
            disabled={one.disabled}
            onClick={() => void run(one.act)}
          >
            {one.label}
          </Button>
        ))}
      </div>
    </div>
  )
}
