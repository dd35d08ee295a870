import { useState } from 'react'
import { Button, Failure, ReasonBox } from '../blocks/index.ts'
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
      <ReasonBox label={label} value={reason} onChange={setReason} problem={isMissing ? t.reasonNeeded : undefined} most={1000} />
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
