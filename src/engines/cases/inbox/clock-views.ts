import { remainingDays, type LocalDate } from '#kernel/days'
import { isOpen, WHOLE, type Light, type RunningClock, type Standing } from '../clocks/index.ts'

/** One of the law's clocks of a case. */
export interface ClockView {
  key: string
  label: string
  branch: string | null
  limitDays: number
  kind: 'working' | 'calendar'
  from: RunningClock['from']
  started: LocalDate
  ended: LocalDate | null
  due: LocalDate | null
  provisional: boolean
  state: RunningClock['state']
  light: Light | null
  remainingDays: number | null
  extended: number
  waits: { from: LocalDate; to: LocalDate | null; ground: string; expectedDays: number }[]
  basis: { law: string; article: string; verified?: boolean } | null
  origin: string | null
}

/** The clocks of a case as its pages show them, with the days that are left. */
export const clockViews = (standing: Standing): ClockView[] =>
  standing.clocks.map((clock) => ({
    key: clock.key,
    label: clock.label,
    branch: clock.scope === WHOLE ? null : clock.scope,
    limitDays: clock.days + clock.extended,
    kind: clock.kind,
    from: clock.from,
    started: clock.started,
    ended: clock.ended,
    due: clock.due,
    provisional: clock.provisional,
    state: clock.state,
    light: clock.light,
    remainingDays:
      isOpen(clock) && !clock.awaits
        ? remainingDays(
            standing.calendar,
            { start: clock.started, limit: { days: clock.days + clock.extended, kind: clock.kind }, suspensions: clock.waits },
            standing.today,
          )
        : null,
    extended: clock.extended,
    waits: clock.waits.map(({ from, to, ground, expectedDays }) => ({ from, to: to ?? null, ground, expectedDays })),
    basis: clock.basis,
    origin: clock.origin,
  }))
