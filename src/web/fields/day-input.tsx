import { lazy, Suspense, useSyncExternalStore } from 'react'
import type { DayPickerProps } from './day-picker.tsx'

const DayPicker = lazy(async () => ({ default: (await import('./day-picker.tsx')).DayPicker }))

const never = () => () => undefined

/** A page that the server wrote is taken over as it stands: there nothing may be waited for, and the calendar comes right after. */
const useTakenOver = (): boolean =>
  useSyncExternalStore(
    never,
    () => true,
    () => false,
  )

/** A day, loaded when a form or a filter has one. Until then a box of the same size shows what it holds. */
export function DayInput(props: DayPickerProps) {
  const takenOver = useTakenOver()
  const box = <input id={props.id} aria-label={props.label} className="input input-day" value={props.value ?? ''} disabled readOnly />
  if (!takenOver) return box
  return (
    <Suspense fallback={box}>
      <DayPicker {...props} />
    </Suspense>
  )
}
