import type { DateField } from '#declare'
import { useDays } from '../blocks/days.ts'
import { DayInput } from './day-input.tsx'
import { DaysFilter } from './filters.tsx'
import { Dash } from './dash.tsx'
import { fieldView } from './view.ts'

function Day({ value }: { value: unknown }) {
  return <time dateTime={String(value)}>{useDays().day(String(value))}</time>
}

function NoDay({ field }: { field: DateField }) {
  const days = useDays()
  return field.endless ? <>{days.until(null)}</> : <Dash />
}

export const view = fieldView<DateField>({
  Cell: Day,
  Absent: NoDay,
  Input: ({ id, value, onChange, invalid, describedBy }) => (
    <DayInput {...{ id, onChange, invalid, describedBy }} value={typeof value === 'string' ? value : null} />
  ),
  Filter: DaysFilter,
})
