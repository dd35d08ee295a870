import type { ClockEnd, ClockStart } from '#declare'
import { dueDate, lightChanges, type Calendar, type LocalDate } from '#kernel/days'

/** Where a limit comes from, as an implementation's row says it. */
export interface Basis {
  law: string
  article: string
  /** Whether the text was read, not only heard of. */
  verified?: boolean
}

/** What a clock of a case or branch will count once it starts: fixed when the case opens, so that later rows don't move it. */
export interface ClockPlan {
  key: string
  label: string
  limit: string
  days: number
  kind: 'working' | 'calendar'
  from: ClockStart
  ends: ClockEnd
  yellowAt: number
  /** Runs out into acceptance from the day of receipt (行政许可法 art. 32). */
  lapses: boolean
  /** A supplement before acceptance stops it, and it starts afresh with the day on which all came. */
  restarts: boolean
  /** Days by which it may be extended, once (art. 42). */
  extension: number | null
  basis: Basis | null
  origin: string | null
}

/** A stretch that does not count, on one of the grounds of article 45. */
export interface Wait {
  from: LocalDate
  to?: LocalDate
  ground: string
  expectedDays: number
  /** Branch that waits: the clock of the whole case waits with it. */
  scope: string
}

/** `late`: what it waited for came after the due date. `lapsed`: the law drew its consequence. */
export type ClockState = 'running' | 'paused' | 'done' | 'late' | 'lapsed'
export type Light = 'green' | 'yellow' | 'red' | 'paused'

/** A clock that has started. */
export interface RunningClock extends ClockPlan {
  /** Branch, or '' for the whole case. */
  scope: string
  /** The day from which it counts; the day itself does not count. */
  started: LocalDate
  ended: LocalDate | null
  /** The last day; unknown while it stands still. */
  due: LocalDate | null
  /** May still move, because a year that it reaches has no notice yet. */
  provisional: boolean
  state: ClockState
  light: Light | null
  /** The day on which its light changes next. */
  nextOn: LocalDate | null
  /** Stands until the supplements have come. */
  awaits: boolean
  extended: number
  waits: Wait[]
}

const standing = () => ({ due: null, provisional: false, state: 'paused' as const, light: 'paused' as const, nextOn: null })

const reckonable = (clock: RunningClock) => ({
  start: clock.started,
  limit: { days: clock.days + clock.extended, kind: clock.kind },
  suspensions: clock.waits,
})

/** Whether a clock still counts or waits. */
export const isOpen = (clock: RunningClock): boolean => clock.state === 'running' || clock.state === 'paused'

/** Due date, light and next change of a clock as of a day, by this calendar. */
export function reckon(clock: RunningClock, calendar: Calendar, today: LocalDate): void {
  if (!isOpen(clock)) return
  if (clock.awaits || clock.waits.some((wait) => wait.to === undefined)) {
    Object.assign(clock, standing())
    return
  }
  const { start, limit, suspensions } = reckonable(clock)
  const due = dueDate(calendar, start, limit, suspensions)
  const { yellow, red } = lightChanges(calendar, { start, limit, suspensions }, clock.yellowAt)
  if (!due || !yellow || !red) {
    Object.assign(clock, standing())
    return
  }
  clock.state = 'running'
  clock.due = due.date
  clock.provisional = due.provisional
  clock.light = today >= red.date ? 'red' : today >= yellow.date ? 'yellow' : 'green'
  clock.nextOn = clock.light === 'green' ? yellow.date : clock.light === 'yellow' ? red.date : null
}

/** Starts a clock on a day. */
export function startClock(plan: ClockPlan, scope: string, on: LocalDate, calendar: Calendar, today: LocalDate): RunningClock {
  const clock: RunningClock = {
    ...plan,
    scope,
    started: on,
    ended: null,
    due: null,
    provisional: false,
    state: 'running',
    light: null,
    nextOn: null,
    awaits: false,
    extended: 0,
    waits: [],
  }
  reckon(clock, calendar, today)
  return clock
}

/** Stops a clock for good: what it waited for came, or no longer can. */
export function stopClock(clock: RunningClock, on: LocalDate, calendar: Calendar): void {
  if (!isOpen(clock)) return
  for (const wait of clock.waits) wait.to ??= on
  const { start, limit, suspensions } = reckonable(clock)
  const due = clock.awaits ? undefined : dueDate(calendar, start, limit, suspensions)
  clock.due = due?.date ?? null
  clock.provisional = due?.provisional ?? false
  clock.state = due && on > due.date ? 'late' : 'done'
  clock.light = null
  clock.nextOn = null
  clock.awaits = false
  clock.ended = on
}

/** The clock that presses most among those that run for a scope: the earliest due, a standing one when none runs. */
export function pressing(clocks: readonly RunningClock[], scope: string): RunningClock | undefined {
  const open = clocks.filter((clock) => isOpen(clock) && clock.scope === scope)
  const running = open.filter((clock) => clock.due !== null).sort((a, b) => (a.due! < b.due! ? -1 : a.due! > b.due! ? 1 : 0))
  return running[0] ?? open[0]
}
