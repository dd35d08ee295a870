import { dayInWords } from '../blocks/days.ts'
import { DayInput } from './day-input.tsx'
import { DaysFilter } from './filters.tsx'
import { fieldView } from './view.ts'

export const view = fieldView({
  Cell: ({ value }) => <time dateTime={String(value)}>{dayInWords(String(value))}</time>,
  Input: ({ id, value, onChange, invalid, describedBy }) => (
    <DayInput {...{ id, onChange, invalid, describedBy }} value={typeof value === 'string' ? value : null} />
  ),
  Filter: DaysFilter,
})
