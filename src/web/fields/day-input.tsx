import { lazy, Suspense, useState, useSyncExternalStore } from 'react'
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

/**
 * A day, loaded when a form or a filter has one. Until then a box of the same size shows what it holds. `onDemand`: beside a list, where few
 * choose a day, it is loaded when somebody comes to the box.
 */
export function DayInput({ onDemand = false, ...props }: DayPickerProps & { onDemand?: boolean }) {
  const takenOver = useTakenOver()
  const [wanted, setWanted] = useState(!onDemand)
  const box = (waits: boolean) => (
    <input
      id={props.id}
      aria-label={props.label}
      className="input input-day"
      value={props.value ?? ''}
      placeholder={props.hint}
      disabled={!waits}
      readOnly
      onFocus={() => setWanted(true)}
    />
  )
  if (!takenOver || !wanted) return box(takenOver)
  return (
    <Suspense fallback={box(false)}>
      <DayPicker {...props} autoFocus={onDemand} />
    </Suspense>
  )
}
