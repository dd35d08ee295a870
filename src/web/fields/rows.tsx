import { kindOf, type RowsField } from '#declare'
import { useId, useState } from 'react'
import { Button } from '../blocks/button.tsx'
import { PresenceFilter } from './filters.tsx'
import { fieldView, problemsBelow, type InputProps } from './view.ts'
import { useText } from '../texts.ts'
import { fieldTexts } from './texts.ts'

type Row = Record<string, unknown>

function RowsInput({ id, field, value, onChange, inside = [], Parts }: InputProps<RowsField>) {
  const t = useText(fieldTexts)
  const name = useId()
  const rows = Array.isArray(value) ? (value as Row[]) : []
  const max = field.max ?? 200
  return (
    <div className="rows" id={id} tabIndex={-1}>
      {rows.map((row, index) => (
        <fieldset key={index} className="rows-one">
          <legend>
            {t.row(index + 1)}
            <Button look="quiet" onClick={() => onChange(rows.filter((_, other) => other !== index))} aria-label={t.removeRow(index + 1)}>
              {t.delete}
            </Button>
          </legend>
          <Parts
            fields={field.fields}
            values={row}
            prefix={`${name}-${index}`}
            problems={problemsBelow(inside, String(index))}
            onChange={(changed) => onChange(rows.map((one, other) => (other === index ? changed : one)))}
          />
        </fieldset>
      ))}
      {rows.length < max && <Button onClick={() => onChange([...rows, {}])}>{t.addRow}</Button>}
    </div>
  )
}

/** The rows that stood there, each with a box: those that are left out can be taken in again. */
function RowsKept({ id, field, value, onChange }: InputProps<RowsField>) {
  const kept = Array.isArray(value) ? (value as Row[]) : []
  const [all] = useState(kept)
  const named = (row: Row) =>
    Object.entries(field.fields)
      .flatMap(([key, inner]) => (row[key] === undefined || row[key] === null ? [] : [kindOf(inner).format(row[key], inner)]))
      .join(' ')
  return (
    <div className="radios radios-listed" id={id} tabIndex={-1}>
      {all.map((row, index) => (
        <label key={index} className="radio">
          <input
            type="checkbox"
            checked={kept.includes(row)}
            onChange={({ target }) => onChange(all.filter((one) => (one === row ? target.checked : kept.includes(one))))}
          />
          <span>{named(row)}</span>
        </label>
      ))}
    </div>
  )
}

export const view = fieldView<RowsField>({
  group: () => true,
  Cell: ({ value, field, titles, Part }) => {
    const t = useText(fieldTexts)
    const rows = value as Row[]
    if (rows.length === 0) return <span className="soft">{t.none}</span>
    return (
      <ol className="rows-cell">
        {rows.map((row, index) => (
          <li key={index}>
            {Object.entries(field.fields)
              .filter(([key]) => row[key] !== undefined && row[key] !== null)
              .map(([key, inner]) => (
                <span key={key}>
                  <span className="soft small">{inner.label} </span>
                  <Part field={inner} value={row[key]} titles={titles} />
                </span>
              ))}
          </li>
        ))}
      </ol>
    )
  },
  Input: (props) => (props.field.leaveOut ? <RowsKept {...props} /> : <RowsInput {...props} />),
  Filter: PresenceFilter,
})
