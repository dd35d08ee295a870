import { kindOf } from '#declare'
import { RangeFilter } from './filters.tsx'
import { fieldView } from './view.ts'

/** The city keeps Beijing time (UTC+8, no summer time since 1991), wherever the browser stands. */
const offset = '+08:00'

const wallClock = (moment: unknown) => {
  const at = typeof moment === 'string' ? Date.parse(moment) : Number.NaN
  return Number.isNaN(at) ? '' : new Date(at + 8 * 3_600_000).toISOString().slice(0, 16)
}

export const view = fieldView({
  Cell: ({ value, field }) => <time dateTime={String(value)}>{kindOf(field).format(value, field)}</time>,
  Input: ({ id, value, onChange, invalid, describedBy }) => (
    <input
      id={id}
      className="input input-day"
      type="datetime-local"
      value={wallClock(value)}
      aria-invalid={invalid || undefined}
      aria-describedby={describedBy}
      onChange={(event) => onChange(event.target.value ? `${event.target.value}:00${offset}` : null)}
    />
  ),
  Filter: (props) => <RangeFilter {...props} type="date" />,
})
