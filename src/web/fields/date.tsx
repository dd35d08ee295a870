import { useDays } from '../blocks/days.ts'
import { DayInput } from './day-input.tsx'
import { DaysFilter } from './filters.tsx'
import { fieldView } from './view.ts'

function Day({ value }: { value: unknown }) {
  return <time dateTime={String(value)}>{useDays().day(String(value))}</time>
}

export const view = fieldView({
  Cell: Day,
  Input: ({ id, value, onChange, invalid, describedBy }) => (
    <DayInput {...{ id, onChange, invalid, describedBy }} value={typeof value === 'string' ? value : null} />
  ),
  Filter: DaysFilter,
})
