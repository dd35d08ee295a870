import type { Picture, PictureField } from '#declare'
import { useState } from 'react'
import type { FileSummary } from '../api/types.ts'
import { Upload } from './file.tsx'
import { PresenceFilter } from './filters.tsx'
import { fieldView, type InputProps } from './view.ts'
import { useText } from '../texts.ts'
import { fieldTexts } from './texts.ts'

const partsOf = (value: unknown): Partial<Picture> => (typeof value === 'object' && value !== null ? (value as Partial<Picture>) : {})

function PictureInput({ id, field, value, onChange, invalid, describedBy }: InputProps<PictureField>) {
  const t = useText(fieldTexts)
  const { file, alt = '' } = partsOf(value)
  const [known, setKnown] = useState<FileSummary | null>(null)
  const shown = file === undefined ? null : known?.id === file ? known : { id: file, name: t.uploadedFile, type: '', size: 0 }
  return (
    <div className="stack-tight">
      <Upload
        {...{ id, invalid, describedBy }}
        label={field.label}
        accept={['png', 'jpg']}
        file={shown}
        onChange={(given) => {
          setKnown(given)
          onChange(given ? { file: given.id, alt } : null)
        }}
      />
      {file !== undefined && (
        <label className="stack-tight">
          <span className="small">{t.altOf}</span>
          <input
            id={`${id}-alt`}
            className="input"
            value={alt}
            maxLength={200}
            aria-describedby={describedBy}
            onChange={(event) => onChange({ file, alt: event.target.value })}
          />
        </label>
      )}
    </div>
  )
}

export const view = fieldView<PictureField>({
  group: () => true,
  // Where it is not known of which record it is, its words stand for it.
  Cell: ({ value, at }) => {
    const { alt } = partsOf(value)
    if (alt === undefined) return <>{String(value)}</>
    return at ? <img className="picture-cell" src={at} alt={alt} loading="lazy" decoding="async" /> : <>{alt}</>
  },
  Input: PictureInput,
  Filter: PresenceFilter,
})
