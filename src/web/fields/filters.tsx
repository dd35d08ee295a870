import { DayInput } from './day-input.tsx'
import type { Comparisons, FilterProps } from './view.ts'

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

/** The comparisons with one end of a range set anew. */
function withEnd(value: Comparisons, end: 'atLeast' | 'atMost', text: string | null): Comparisons {
  const { [end]: _, ...rest } = value
  return text ? { ...rest, [end]: text } : rest
}

/** From … to …, both ends included. Money is in yuan here, as it is written. */
export const NumbersFilter = ({ id, field, value, onChange }: FilterProps) => (
  <span className="range">
    {(['atLeast', 'atMost'] as const).map((end) => (
      <input
        key={end}
        id={end === 'atLeast' ? id : undefined}
        className="input"
        inputMode="decimal"
        aria-label={`${field.label}，${end === 'atLeast' ? '不小于' : '不大于'}`}
        placeholder={end === 'atLeast' ? '不小于' : '不大于'}
        value={value[end] ?? ''}
        onChange={(event) => onChange(withEnd(value, end, event.target.value))}
      />
    ))}
  </span>
)

/** From one day to another, both included. */
export const DaysFilter = ({ id, field, value, onChange }: FilterProps) => (
  <span className="range">
    {(['atLeast', 'atMost'] as const).map((end) => (
      <DayInput
        key={end}
        id={end === 'atLeast' ? id : `${id}-to`}
        label={`${field.label}，${end === 'atLeast' ? '不早于' : '不晚于'}`}
        hint={end === 'atLeast' ? '不早于' : '不晚于'}
        value={value[end] ?? null}
        onChange={(day) => onChange(withEnd(value, end, day))}
      />
    ))}
  </span>
)

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
