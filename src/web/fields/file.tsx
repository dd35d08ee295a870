import type { FileField } from '#declare'
import { useState } from 'react'
import { calls, fileAddress } from '../api/calls.ts'
import type { FileSummary } from '../api/types.ts'
import { Button } from '../blocks/button.tsx'
import { PresenceFilter } from './filters.tsx'
import { fieldView } from './view.ts'
import { useText } from '../texts.ts'
import { fieldTexts } from './texts.ts'

/** 1536 as 1.5 KB. */
export const sizeInWords = (bytes: number): string =>
  bytes < 1024 ? `${bytes} B` : bytes < 1024 ** 2 ? `${(bytes / 1024).toFixed(1)} KB` : `${(bytes / 1024 ** 2).toFixed(1)} MB`

/** Types that a page may give when the declaration says none. */
const usual = ['pdf', 'png', 'jpg']

interface UploadProps {
  id: string
  label: string
  accept?: readonly string[] | null
  file: FileSummary | null
  onChange: (file: FileSummary | null) => void
  invalid?: boolean
  describedBy?: string
}

/** Gives one file: sent at once, so that what is handed in later is only its key. */
export function Upload({ id, label, accept, file, onChange, invalid, describedBy }: UploadProps) {
  const t = useText(fieldTexts)
  const [state, setState] = useState<{ busy: boolean; error?: string }>({ busy: false })
  const types = accept?.length ? accept : usual
  const send = async (given: File | undefined) => {
    if (!given) return
    setState({ busy: true })
    try {
      onChange(await calls.upload(given))
      setState({ busy: false })
    } catch (error) {
      setState({ busy: false, error: (error as Error).message })
    }
  }
  return (
    <div className="upload">
      {file && (
        <p className="row">
          <a href={fileAddress(file.id)} download={file.name}>
            {file.name}
          </a>
          {file.size > 0 && <span className="small soft">{sizeInWords(file.size)}</span>}
          <Button look="quiet" onClick={() => onChange(null)} aria-label={t.removeFile(label, file.name)}>
            {t.remove}
          </Button>
        </p>
      )}
      <label className="upload-label">
        <input
          id={id}
          type="file"
          accept={types.map((type) => `.${type}`).join(',')}
          aria-busy={state.busy || undefined}
          aria-label={file ? t.replaceOf(label) : t.uploadOf(label)}
          aria-invalid={invalid || undefined}
          aria-describedby={describedBy}
          // Not disabled while a file is on its way: that would take the focus from whoever works by keyboard.
          onClick={(event) => state.busy && event.preventDefault()}
          onChange={(event) => {
            void send(event.target.files?.[0])
            event.target.value = ''
          }}
        />
        <span className="button button-plain">{state.busy ? t.uploading : file ? t.replaceFile : t.chooseFile}</span>
        <span className="small soft">{t.joined(types).toUpperCase()}</span>
      </label>
      <p role="status" className="problem">
        {state.error}
      </p>
    </div>
  )
}

export const view = fieldView<FileField>({
  Cell: ({ value, titles }) => {
    const t = useText(fieldTexts)
    return (
      <a href={fileAddress(String(value))} download>
        {titles?.[String(value)] ?? t.downloadFile}
      </a>
    )
  },
  Input: ({ id, field, value, onChange, invalid, describedBy }) => {
    const t = useText(fieldTexts)
    const [known, setKnown] = useState<FileSummary | null>(null)
    const file = typeof value !== 'string' ? null : known?.id === value ? known : { id: value, name: t.uploadedFile, type: '', size: 0 }
    return (
      <Upload
        {...{ id, file, invalid, describedBy }}
        label={field.label}
        accept={field.accept}
        onChange={(given) => {
          setKnown(given)
          onChange(given?.id ?? null)
        }}
      />
    )
  },
  Filter: PresenceFilter,
})
