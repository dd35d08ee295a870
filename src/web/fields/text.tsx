import type { TextField } from '#declare'
import { TypedInput } from './typed-input.tsx'
import { fieldView } from './view.ts'

export const view = fieldView<TextField>({
  Cell: ({ value, field }) => <span className={field.lines ? 'lines' : undefined}>{String(value)}</span>,
  Input: (props) => {
    const max = props.field.max ?? 200
    return (
      <TypedInput
        {...props}
        lines={props.field.lines === true || max > 300}
        maxLength={max}
        width={max <= 40 ? Math.max(max, 8) : undefined}
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
