import { lazy, Suspense } from 'react'
import { dayInWords } from '../blocks/days.ts'
import { RangeFilter } from './filters.tsx'
import { fieldView } from './view.ts'

const DayPicker = lazy(async () => ({ default: (await import('./day-picker.tsx')).DayPicker }))

export const view = fieldView({
  Cell: ({ value }) => <time dateTime={String(value)}>{dayInWords(String(value))}</time>,
  Input: (props) => (
    <Suspense fallback={<input id={props.id} className="input input-day" disabled />}>
      <DayPicker {...props} />
    </Suspense>
  ),
  Filter: (props) => <RangeFilter {...props} type="date" />,
})
