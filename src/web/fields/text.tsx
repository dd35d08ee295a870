import type { TextField } from '#declare'
import { TypedInput } from './typed-input.tsx'
import { fieldView } from './view.ts'

export const view = fieldView<TextField>({
  // A key that has a name is shown by it.
  Cell: ({ value, field, titles }) => <span className={field.lines ? 'lines' : undefined}>{titles?.[String(value)] ?? String(value)}</span>,
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
