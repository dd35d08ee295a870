import { useDays } from '../blocks/days.ts'
import { DayInput } from './day-input.tsx'
import { DaysFilter } from './filters.tsx'
import { fieldView } from './view.ts'

/** The city keeps Beijing time (UTC+8, no summer time since 1991), wherever the browser stands. */
const offset = '+08:00'

const wallClock = (moment: unknown) => {
  const at = typeof moment === 'string' ? Date.parse(moment) : Number.NaN
  return Number.isNaN(at) ? null : new Date(at + 8 * 3_600_000).toISOString().slice(0, 16)
}

function Moment({ value }: { value: unknown }) {
  return <time dateTime={String(value)}>{useDays().moment(String(value))}</time>
}

export const view = fieldView({
  Cell: Moment,
  Input: ({ id, value, onChange, invalid, describedBy }) => (
    <DayInput
      {...{ id, invalid, describedBy }}
      withTime
      value={wallClock(value)}
      onChange={(wall) => onChange(wall && `${wall}:00${offset}`)}
    />
  ),
  Filter: ({ value, onChange, ...rest }) => (
    <DaysFilter
      {...rest}
      value={{ atLeast: value.atLeast?.slice(0, 10), atMost: value.atMost?.slice(0, 10) }}
      onChange={({ atLeast, atMost }) =>
        onChange({
          ...(atLeast ? { atLeast: `${atLeast}T00:00:00${offset}` } : {}),
          ...(atMost ? { atMost: `${atMost}T23:59:59${offset}` } : {}),
        })
      }
    />
  ),
})
