import { useState, type SubmitEvent } from 'react'
import { Button, Dialog, Failure, useSay } from '../../blocks/index.ts'
import { useText } from '../../texts.ts'
import { isShort, ReasonField } from './reason-field.tsx'
import { baseTexts } from './texts.ts'

/** Asks for something that a colleague has to agree to, with the reason. */
export function ReasonDialog({
  title,
  lead,
  send,
  onClose,
}: {
  title: string
  lead: string
  send: (reason: string) => Promise<void>
  onClose: () => void
}) {
  const t = useText(baseTexts)
  const say = useSay()
  const [reason, setReason] = useState('')
  const [tried, setTried] = useState(false)
  const [busy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<Error>()
  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    setTried(true)
    if (isShort(reason)) return
    setBusy(true)
    setRefusal(undefined)
    try {
      await send(reason.trim())
      say(t.askedFor)
      onClose()
    } catch (error) {
      setRefusal(error as Error)
      setBusy(false)
    }
  }
  return (
    <Dialog title={title} onClose={onClose}>
      <form className="stack" onSubmit={(event) => void submit(event)} noValidate>
        <p>{lead}</p>
        {refusal && <Failure error={refusal} />}
        <ReasonField id="unmerge-reason" reason={reason} wrong={tried && isShort(reason)} onChange={setReason} />
        <div className="form-foot">
          <Button type="submit" look="primary" busy={busy}>
            {t.ask}
          </Button>
          <Button onClick={onClose}>{t.cancel}</Button>
        </div>
      </form>
    </Dialog>
  )
}
