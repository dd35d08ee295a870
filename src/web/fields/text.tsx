import type { TextField } from '#declare'
import { paperAddress } from '../api/calls.ts'
import { To } from '../blocks/to.tsx'
import { useText } from '../texts.ts'
import { fieldTexts } from './texts.ts'
import { TypedInput } from './typed-input.tsx'
import { fieldView, type CellProps } from './view.ts'

/** A document by its key: a link for whoever may read it, which the answer says by naming it; for others, that there is one. */
function DocumentLink({ value, titles }: Pick<CellProps<TextField>, 'value' | 'titles'>) {
  const t = useText(fieldTexts)
  const key = String(value)
  return titles?.[key] === undefined ? (
    <span className="soft">{t.documentElsewhere}</span>
  ) : (
    <a href={paperAddress(key)} target="_blank" rel="noopener">
      {t.openDocument}
      <span className="small"> PDF</span>
    </a>
  )
}

/** A verification code, leading to the page that tells what it stands for. */
function VerificationLink({ value }: Pick<CellProps<TextField>, 'value'>) {
  const t = useText(fieldTexts)
  return (
    <To to={`/verify/${encodeURIComponent(String(value))}`}>
      <span className="number">{String(value)}</span> {t.verifyDocument}
    </To>
  )
}

export const view = fieldView<TextField>({
  Cell: ({ value, field, titles }) =>
    field.opens === 'document' ? (
      <DocumentLink value={value} titles={titles} />
    ) : field.opens === 'verification' ? (
      <VerificationLink value={value} />
    ) : (
      // A key that has a name is shown by it.
      <span className={field.lines ? 'lines' : undefined}>{titles?.[String(value)] ?? String(value)}</span>
    ),
  Input: (props) => {
    const max = props.field.max ?? 200
    return (
      <TypedInput
        {...props}
        lines={props.field.lines === true || max > 300}
        maxLength={max}
        width={max <= 40 ? Math.max(max, 8) : undefined}
        grows={max > 40}
      />
    )
  },
  Filter: ({ id, value, onChange }) => (
    <input
      id={id}
      className="input"
      value={value.contains ?? ''}
      onChange={(event) => onChange(event.target.value ? { contains: event.target.value } : {})}
    />
  ),
})
