import { useText } from '../texts.ts'
import { DayInput } from './day-input.tsx'
import { fieldTexts } from './texts.ts'
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
export function PresenceFilter({ id, value, onChange }: FilterProps) {
  const t = useText(fieldTexts)
  return (
    <select
      id={id}
      className="input"
      value={value.isEmpty ?? ''}
      onChange={(event) => onChange(event.target.value ? { isEmpty: event.target.value } : {})}
    >
      <option value="">{t.any}</option>
      <option value="false">{t.filled}</option>
      <option value="true">{t.notFilled}</option>
    </select>
  )
}

/** The comparisons with one end of a range set anew. */
function withEnd(value: Comparisons, end: 'atLeast' | 'atMost', text: string | null): Comparisons {
  const { [end]: _, ...rest } = value
  return text ? { ...rest, [end]: text } : rest
}

/** From … to …, both ends included. Money is in yuan here, as it is written. */
export function NumbersFilter({ id, field, value, onChange }: FilterProps) {
  const t = useText(fieldTexts)
  return (
    <span className="range">
      {(['atLeast', 'atMost'] as const).map((end) => (
        <input
          key={end}
          id={end === 'atLeast' ? id : undefined}
          className="input"
          inputMode="decimal"
          aria-label={t.joined([field.label, end === 'atLeast' ? t.atLeast : t.atMost])}
          placeholder={end === 'atLeast' ? t.atLeast : t.atMost}
          value={value[end] ?? ''}
          onChange={(event) => onChange(withEnd(value, end, event.target.value))}
        />
      ))}
    </span>
  )
}

/** From one day to another, both included. */
export function DaysFilter({ id, field, value, onChange }: FilterProps) {
  const t = useText(fieldTexts)
  return (
    <span className="range">
      {(['atLeast', 'atMost'] as const).map((end) => (
        <DayInput
          key={end}
          id={end === 'atLeast' ? id : `${id}-to`}
          label={t.joined([field.label, end === 'atLeast' ? t.notBefore : t.notAfter])}
          hint={end === 'atLeast' ? t.notBefore : t.notAfter}
          value={value[end] ?? null}
          onChange={(day) => onChange(withEnd(value, end, day))}
        />
      ))}
    </span>
  )
}

/** One of a few values. */
export function ChoiceFilter({ id, value, onChange, choices }: FilterProps & { choices: Record<string, string> }) {
  const t = useText(fieldTexts)
  return (
    <select
      id={id}
      className="input"
      value={value.is ?? ''}
      onChange={(event) => onChange(event.target.value ? { is: event.target.value } : {})}
    >
      <option value="">{t.any}</option>
      {Object.entries(choices).map(([key, label]) => (
        <option key={key} value={key}>
          {label}
        </option>
      ))}
    </select>
  )
}
