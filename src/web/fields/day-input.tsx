import { lazy, Suspense } from 'react'
import type { DayPickerProps } from './day-picker.tsx'

const DayPicker = lazy(async () => ({ default: (await import('./day-picker.tsx')).DayPicker }))

/** A day, loaded when a form or a filter has one. */
export const DayInput = (props: DayPickerProps) => (
  <Suspense fallback={<input id={props.id} aria-label={props.label} className="input input-day" disabled />}>
    <DayPicker {...props} />
  </Suspense>
)
