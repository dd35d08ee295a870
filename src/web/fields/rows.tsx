import { kindOf, type RowsField } from '#declare'
import { useId, useState } from 'react'
import { Button } from '../blocks/button.tsx'
import { PresenceFilter } from './filters.tsx'
import { fieldView, problemsBelow, type CellProps, type InputProps } from './view.ts'
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

const isThere = (value: unknown) => value !== null && value !== undefined

/** Rows for reading: their values under headings; many of them, on a phone, each after its label. */
function RowsCell({ value, field, titles, Part }: CellProps<RowsField>) {
  const t = useText(fieldTexts)
  const rows = value as Row[]
  if (rows.length === 0) return <span className="soft">{t.none}</span>
  const parts = Object.entries(field.fields).filter(([key]) => rows.some((row) => isThere(row[key])))
  if (parts.length === 1)
    return (
      <ul className="rows-line">
        {rows.map((row, index) => (
          <li key={index}>
            {parts.map(([key, inner]) => isThere(row[key]) && <Part key={key} field={inner} value={row[key]} titles={titles} />)}
          </li>
        ))}
      </ul>
    )
  const side = (kind: string) => (kind === 'number' || kind === 'money' ? 'end' : undefined)
  return (
    <table className={parts.length > 3 ? 'rows-cell rows-wide' : 'rows-cell'}>
      <thead>
        <tr>
          {parts.map(([key, { label, kind }]) => (
            <th key={key} scope="col" className={side(kind)}>
              {label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, index) => (
          <tr key={index}>
            {parts.map(([key, inner]) => (
              <td key={key} data-label={inner.label} className={side(inner.kind)}>
                {isThere(row[key]) && <Part field={inner} value={row[key]} titles={titles} />}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

export const view = fieldView<RowsField>({
  group: () => true,
  Cell: RowsCell,
  Input: (props) => (props.field.leaveOut ? <RowsKept {...props} /> : <RowsInput {...props} />),
  Filter: PresenceFilter,
})
