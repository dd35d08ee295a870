import { useId, useRef, useState } from 'react'
import { Failure, Icon, Progress } from '../blocks/index.ts'
import { sizeInWords } from '../fields/file.tsx'
import { useText } from '../texts.ts'
import { sendFile, type Batch } from './import-data.ts'
import { importTexts } from './texts.ts'

/** Takes one file, chosen or dropped, with its CSVW metadata if that comes too, and sends it; says how far it is, and can be stopped. */
export function DropFile({ register, label, onTaken }: { register: string; label: string; onTaken: (batch: Batch) => void }) {
  const t = useText(importTexts)
  const help = useId()
  const [over, setOver] = useState(false)
  const [sending, setSending] = useState<{ file: File; sent: number }>()
  const [refusal, setRefusal] = useState<Error>()
  const stop = useRef<AbortController>(null)
  const send = async (files: readonly File[]) => {
    const beside = files.length > 1 ? files.find(({ name }) => name.endsWith('.json')) : undefined
    const file = files.find((one) => one !== beside)
    if (!file || sending) return
    const stopping = new AbortController()
    stop.current = stopping
    setRefusal(undefined)
    setSending({ file, sent: 0 })
    try {
      const metadata = await beside?.text()
      onTaken(
        await sendFile(
          register,
          { file, ...(metadata === undefined ? {} : { metadata }) },
          (sent) => setSending({ file, sent }),
          stopping.signal,
        ),
      )
    } catch (error) {
      if (!stopping.signal.aborted) setRefusal(error as Error)
    } finally {
      setSending(undefined)
    }
  }
  if (sending) {
    const { file, sent } = sending
    return (
      <Progress
        label={t.sending(file.name)}
        done={Math.round((100 * sent) / Math.max(file.size, 1))}
        total={100}
        note={sent >= file.size ? t.received : sizeInWords(file.size)}
        onCancel={() => stop.current?.abort()}
      />
    )
  }
  return (
    <div className="stack">
      {refusal && <Failure error={refusal} />}
      <div
        className={over ? 'drop drop-over' : 'drop'}
        onDragOver={(event) => {
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault()
          setOver(false)
          void send([...event.dataTransfer.files])
        }}
      >
        <Icon name="upload" size={2} />
        <label className="upload-label">
          <input
            type="file"
            multiple
            accept=".xlsx,.csv,.tsv,.txt,.ndjson,.jsonl,.json"
            aria-label={t.fileTo(label)}
            aria-describedby={help}
            onChange={(event) => {
              void send([...(event.target.files ?? [])])
              event.target.value = ''
            }}
          />
          <span className="button button-primary">{refusal ? t.chooseOther : t.choose}</span>
        </label>
        <p className="soft">{t.drop}</p>
        <p className="small soft" id={help}>
          {t.kinds}
          <br />
          {t.described}
        </p>
      </div>
    </div>
  )
}
