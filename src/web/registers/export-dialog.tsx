import { isKeyOfFile, type Fields } from '#declare'
import { useState, type SubmitEvent } from 'react'
import { CutShort, exportList } from '../api/desk-calls.ts'
import type { RegisterSummary } from '../api/types.ts'
import { Button, Dialog, Failure, Notice, Progress, useNumber, useSay } from '../blocks/index.ts'
import { Checkboxes, Radios } from '../fields/radios.tsx'
import { useText } from '../texts.ts'
import { listAddress } from './query.ts'
import { registerTexts } from './texts.ts'

/** As many records as one export may hold; more are refused by the server. */
const MOST = 100_000
const SHORTEST = 4
const formats = { csv: 'CSV', xlsx: 'Excel', ndjson: 'NDJSON' }

function keep(file: Blob, name: string) {
  const address = URL.createObjectURL(file)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}

/** Asks what for, and takes the list away as a file: what it holds is what the list shows, masked as the list is. */
export function ExportDialog({
  register,
  search,
  columns,
  onClose,
}: {
  register: RegisterSummary
  search: URLSearchParams
  columns: readonly string[]
  onClose: () => void
}) {
  const t = useText(registerTexts)
  const say = useSay()
  const number = useNumber()
  const [reason, setReason] = useState('')
  const offered = Object.entries(register.fields as Fields).filter(([, field]) => !isKeyOfFile(field))
  const [keys, setKeys] = useState<readonly string[]>(() => columns.filter((key) => offered.some(([one]) => one === key)))
  const [format, setFormat] = useState<keyof typeof formats>('csv')
  const [tried, setTried] = useState(false)
  const [busy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<Error>()
  const short = reason.trim().length < SHORTEST
  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    setTried(true)
    if (short || keys.length === 0) return document.getElementById('export-reason')?.focus()
    setBusy(true)
    setRefusal(undefined)
    try {
      const { file, name, rows, announced } = await exportList(register.name, {
        query: listAddress(search),
        columns: [...keys],
        format,
        reason: reason.trim(),
      })
      keep(file, name)
      say(rows === announced ? t.exported(number(rows)) : t.exportedOther(number(rows), number(announced)))
      onClose()
    } catch (error) {
      setRefusal(error as Error)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Dialog title={t.exportOf(register.label)} onClose={onClose}>
      <form className="stack" onSubmit={(event) => void submit(event)} noValidate>
        {refusal instanceof CutShort ? (
          <Notice tone="bad" title={t.exportCut} live>
            <p>{t.exportCutNext(number(refusal.announced))}</p>
          </Notice>
        ) : (
          refusal && <Failure error={refusal} />
        )}
        <p>{t.exportLead(number(MOST))}</p>
        <div className={tried && short ? 'asked asked-wrong' : 'asked'}>
          <label htmlFor="export-reason">{t.exportReason}</label>
          <p className="help" id="export-reason-help">
            {t.exportReasonHelp}
          </p>
          <textarea
            id="export-reason"
            className="input"
            rows={2}
            maxLength={200}
            value={reason}
            aria-invalid={(tried && short) || undefined}
            aria-describedby="export-reason-help export-reason-problem"
            onChange={(event) => setReason(event.target.value)}
          />
          <p id="export-reason-problem" className="problem" role="status">
            {tried && short && t.reasonShort(SHORTEST)}
          </p>
        </div>
        <fieldset className="asked">
          <legend>{t.exportColumns}</legend>
          <Checkboxes
            id="export-columns"
            value={keys}
            choices={Object.fromEntries(offered.map(([key, field]) => [key, field.label]))}
            onChange={setKeys}
          />
        </fieldset>
        <fieldset className="asked">
          <legend>{t.exportFormat}</legend>
          <Radios id="export-format" value={format} choices={formats} onChange={(one) => setFormat(one as keyof typeof formats)} />
        </fieldset>
        <Notice tone="info" title={t.exportRecorded} />
        {busy && <Progress label={t.exporting} done={0} total={null} />}
        <div className="form-foot">
          <Button type="submit" look="primary" icon="download" busy={busy}>
            {t.export}
          </Button>
          <Button onClick={onClose}>{t.cancel}</Button>
        </div>
      </form>
    </Dialog>
  )
}
