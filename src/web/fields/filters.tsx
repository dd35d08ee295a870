import type { FilterProps } from './view.ts'

/** Equal to what is typed. */
export const EqualFilter = ({ id, value, onChange }: FilterProps) => (
  <input
    id={id}
    className="input"
    value={value.is ?? ''}
    onChange={(event) => onChange(event.target.value ? { is: event.target.value } : {})}
  />
)

/** Whether there is a value at all, for kinds that can't be compared. */
export const PresenceFilter = ({ id, value, onChange }: FilterProps) => (
  <select
    id={id}
    className="input"
    value={value.isEmpty ?? ''}
    onChange={(event) => onChange(event.target.value ? { isEmpty: event.target.value } : {})}
  >
    <option value="">不限</option>
    <option value="false">已填写</option>
    <option value="true">未填写</option>
  </select>
)

/** From … to …, both ends included. */
export function RangeFilter({ id, field, value, onChange, type }: FilterProps & { type: 'number' | 'date' }) {
  const set = (end: 'atLeast' | 'atMost', text: string) => {
    const { [end]: _, ...rest } = value
    onChange(text ? { ...rest, [end]: text } : rest)
  }
  return (
    <span className="range">
      <input
        id={id}
        className="input"
        type={type}
        step="any"
        aria-label={`${field.label}，不小于`}
        value={value.atLeast ?? ''}
        onChange={(event) => set('atLeast', event.target.value)}
      />
      <span aria-hidden="true">至</span>
      <input
        className="input"
        type={type}
        step="any"
        aria-label={`${field.label}，不大于`}
        value={value.atMost ?? ''}
        onChange={(event) => set('atMost', event.target.value)}
      />
    </span>
  )
}

/** One of a few values. */
export const ChoiceFilter = ({ id, value, onChange, choices }: FilterProps & { choices: Record<string, string> }) => (
  <select
    id={id}
    className="input"
    value={value.is ?? ''}
    onChange={(event) => onChange(event.target.value ? { is: event.target.value } : {})}
  >
    <option value="">不限</option>
    {Object.entries(choices).map(([key, label]) => (
      <option key={key} value={key}>
        {label}
      </option>
    ))}
  </select>
)
