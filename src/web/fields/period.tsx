import type { Days } from '#declare'
import { useDays } from '../blocks/days.ts'
import { DayInput } from './day-input.tsx'
import { fieldView } from './view.ts'
import { useText } from '../texts.ts'
import { fieldTexts } from './texts.ts'

function Period({ value }: { value: unknown }) {
  const t = useText(fieldTexts)
  const days = useDays()
  if (typeof value !== 'object' || value === null) return <>{String(value)}</>
  const { from, until } = value as Days
  return <>{until === null ? t.from(days.day(from)) : t.fromUntil(days.day(from), days.day(until))}</>
}

export const view = fieldView({
  group: () => true,
  Cell: Period,
  // A last day that is left empty is none.
  Input: ({ id, field, value, onChange, invalid, describedBy }) => {
    const t = useText(fieldTexts)
    const { from, until = null } = (typeof value === 'object' && value !== null ? value : {}) as Partial<Days>
    const give = (next: Partial<Days>) =>
      onChange(next.from || next.until ? { ...(next.from ? { from: next.from } : {}), until: next.until ?? null } : null)
    return (
      <span className="range">
        <DayInput
          {...{ id, invalid, describedBy }}
          label={t.joined([field.label, t.firstDay])}
          hint={t.firstDay}
          value={from ?? null}
          onChange={(day) => give({ from: day ?? '', until })}
        />
        <DayInput
          {...{ invalid, describedBy }}
          id={`${id}-until`}
          label={t.joined([field.label, t.lastDay])}
          hint={t.lastDay}
          value={until}
          onChange={(day) => give({ ...(from ? { from } : {}), until: day })}
        />
      </span>
    )
  },
  Filter: ({ id, field, value, onChange }) => {
    const t = useText(fieldTexts)
    return (
      <DayInput
        id={id}
        label={t.joined([field.label, t.holdsOn])}
        hint={t.holdsOn}
        value={value.contains ?? null}
        onChange={(day) => onChange(day ? { contains: day } : {})}
      />
    )
  },
})
