import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { historyCalls } from '../../api/history-calls.ts'
import type { RecordRow, RegisterSummary } from '../../api/types.ts'
import { Button, Dialog, Failure, ReasonBox, useSay } from '../../blocks/index.ts'
import { useText } from '../../texts.ts'
import { registerTexts } from '../texts.ts'
import { historyTexts } from './texts.ts'

/** Makes an ended record count again, with the reason. */
export function ReopenDialog({ register, record, onClose }: { register: RegisterSummary; record: RecordRow; onClose: () => void }) {
  const t = useText(historyTexts)
  const common = useText(registerTexts)
  const client = useQueryClient()
  const say = useSay()
  const [reason, setReason] = useState('')
  const [missing, setMissing] = useState(false)
  const [busy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<Error>()
  const reopen = async () => {
    setMissing(reason.trim() === '')
    if (reason.trim() === '') return
    setBusy(true)
    setRefusal(undefined)
    try {
      await historyCalls.reopen(register.name, record.id, record.version, reason.trim())
      await Promise.all(['record', 'records'].map((what) => client.invalidateQueries({ queryKey: [what, register.name] })))
      say(t.reopened)
      onClose()
    } catch (failed) {
      setRefusal(failed as Error)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Dialog title={t.reopenOf(String(record[register.title] ?? register.label))} onClose={onClose}>
      <div className="stack">
        <p>{t.reopenLead}</p>
        <ReasonBox label={t.reason} value={reason} onChange={setReason} problem={missing ? t.reasonNeeded : undefined} />
        {refusal && <Failure error={refusal} />}
        <div className="form-foot">
          <Button look="primary" busy={busy} onClick={() => void reopen()}>
            {t.reopen}
          </Button>
          <Button onClick={onClose}>{common.cancel}</Button>
        </div>
      </div>
    </Dialog>
  )
}
