/**
 * The kept cases of a region as columns of numbers, so that they cross to a worker thread quickly. Times are in working days: the whole part
 * counts the working days that are over, the rest is how much of the present one has passed; what happens on a day of rest happens at
 * the end of the last working day.
 */
import type { JourneyClock, Journeys, JourneyTask } from '#engines/cases'
import { addCalendarDays, isWorkingDay, workingDaysBetween, type Calendar, type LocalDate } from '#kernel/days'

/** Days from `base` on: how many working days there are up to and including each, what kind each is, and its month. */
export interface Days {
  base: LocalDate
  working: Int32Array
  /** 0 rest, 1 to 5 Monday to Friday, 6 a day of the weekend that is worked. */
  kinds: Uint8Array
  /** 0 to 11. */
  months: Uint8Array
}

/** Which limit a clock belongs to. */
export const STATUTORY = 0
export const PROMISED = 1

/** Cases, tasks and clocks in columns; tasks and clocks of case `i` lie from `firstTask[i]` to before `firstTask[i + 1]`. */
export interface History {
  days: Days
  /** The first moment of the present day: what has happened lies before it. */
  now: number
  /** Offset of the present day. */
  today: number
  matters: string[]
  procedures: string[]
  organisations: string[]
  /** Who works: a role at an organisation. */
  desks: { role: string; organisation: string }[]
  /** A stage of a procedure and the role that does it; the applicant's has none. */
  stages: { role: string; stage: string }[]
  cases: {
    opened: Float64Array
    openedDay: Int32Array
    /** Not a number while open. */
    ended: Float64Array
    matter: Int32Array
    procedure: Int32Array
    organisation: Int32Array
    online: Uint8Array
    firstTask: Int32Array
    firstClock: Int32Array
  }
  tasks: {
    /** -1: the applicant. */
    desk: Int32Array
    stage: Int32Array
    branch: Int32Array
    start: Float64Array
    /** Not a number while open. */
    end: Float64Array
    decides: Uint8Array
    actor: Int32Array
  }
  clocks: {
    limit: Uint8Array
    calendar: Uint8Array
    days: Int32Array
    /** Days that stood still. */
    paused: Int32Array
    /** Nth task of the case whose end starts it; -1 the receipt. */
    from: Int32Array
    /** Nth task whose end stops it. */
    to: Int32Array
    late: Uint8Array
  }
}

/** Office hours, as a part of the day: from half past eight to half past five. */
const OPENS = 8.5
const CLOSES = 17.5

/** Days from one to another with the kind of each. */
export function daysBetween(calendar: Calendar, base: LocalDate, last: LocalDate): Days {
  const count = Math.round((Date.parse(last) - Date.parse(base)) / 86_400_000) + 1
  const working = new Int32Array(count)
  const kinds = new Uint8Array(count)
  const months = new Uint8Array(count)
  let sum = 0
  for (let i = 0; i < count; i++) {
    const day = addCalendarDays(base, i)
    const weekday = new Date(`${day}T00:00:00Z`).getUTCDay()
    if (isWorkingDay(calendar, day)) {
      sum++
      kinds[i] = weekday === 0 || weekday === 6 ? 6 : weekday
    }
    working[i] = sum
    months[i] = Number(day.slice(5, 7)) - 1
  }
  return { base, working, kinds, months }
}

export const offsetOf = ({ base }: Days, day: LocalDate): number => Math.round((Date.parse(day) - Date.parse(base)) / 86_400_000)

/** The moment of a day of `days` at which `part` of its office hours has passed. */
export function momentOn({ working, kinds }: Days, offset: number, part: number): number {
  const through = working[offset]!
  // Never quite zero, so that the day on which something happens can be told from its moment.
  return kinds[offset] === 0 ? through : through - 1 + Math.min(1, Math.max(0.001, part))
}

/** The working day on which something happens, counted from the base. */
export const dayOf = (moment: number): number => Math.ceil(moment - 1e-9)

const limitOf: Readonly<Record<string, number>> = { statutory: STATUTORY, joint: STATUTORY, promised: PROMISED, 'joint-promised': PROMISED }

/** Gives each text a number, in order of first appearance. */
function numbering() {
  const all: string[] = []
  const known = new Map<string, number>()
  return {
    all,
    of(text: string): number {
      let found = known.get(text)
      if (found === undefined) {
        found = all.push(text) - 1
        known.set(text, found)
      }
      return found
    },
  }
}

function byCase<T extends { case: string }>(all: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const one of all) {
    const group = groups.get(one.case)
    if (group) group.push(one)
    else groups.set(one.case, [one])
  }
  return groups
}

/** Puts cases into columns. `days` begins before the first of them. */
export function historyOf(found: Journeys, options: { calendar: Calendar; days: Days; today: LocalDate; timezone: string }): History {
  const { calendar, days, today, timezone } = options
  const matters = numbering()
  const procedures = numbering()
  const organisations = numbering()
  const desks = numbering()
  const stages = numbering()
  const branches = numbering()
  const actors = numbering()
  const zone = zoneOffset(timezone)
  const last = days.kinds.length - 1
  const momentOf = (seconds: number) => {
    const local = seconds + zone(seconds)
    const offset = Math.min(last, Math.max(0, offsetOf(days, new Date(local * 1000).toISOString().slice(0, 10))))
    const hour = (((local % 86_400) + 86_400) % 86_400) / 3600
    return { offset, at: momentOn(days, offset, (hour - OPENS) / (CLOSES - OPENS)) }
  }
  const tasksOf = byCase(found.tasks)
  const clocksOf = byCase(found.clocks)
  const n = found.cases.length
  const cases: History['cases'] = {
    opened: new Float64Array(n),
    openedDay: new Int32Array(n),
    ended: new Float64Array(n).fill(NaN),
    matter: new Int32Array(n),
    procedure: new Int32Array(n),
    organisation: new Int32Array(n),
    online: new Uint8Array(n),
    firstTask: new Int32Array(n + 1),
    firstClock: new Int32Array(n + 1),
  }
  const t = found.tasks.length
  const tasks: History['tasks'] = {
    desk: new Int32Array(t),
    stage: new Int32Array(t),
    branch: new Int32Array(t),
    start: new Float64Array(t),
    end: new Float64Array(t).fill(NaN),
    decides: new Uint8Array(t),
    actor: new Int32Array(t),
  }
  const kept: (ReturnType<typeof clockOf> & object)[] = []
  let at = 0
  found.cases.forEach((one, i) => {
    const opened = momentOf(one.opened)
    cases.opened[i] = opened.at
    cases.openedDay[i] = opened.offset
    if (one.concluded !== null) cases.ended[i] = momentOf(one.concluded).at
    cases.matter[i] = matters.of(one.matter)
    cases.procedure[i] = procedures.of(one.procedure)
    cases.organisation[i] = organisations.of(one.organisation)
    cases.online[i] = one.online ? 1 : 0
    cases.firstTask[i] = at
    const own = tasksOf.get(one.id) ?? []
    for (const task of own) {
      tasks.desk[at] = task.role === '' ? -1 : desks.of(`${task.role} ${task.organisation}`)
      tasks.stage[at] = stages.of(`${task.role} ${task.stage}`)
      tasks.branch[at] = task.branch === '' ? -1 : branches.of(task.branch)
      tasks.start[at] = momentOf(task.opened).at
      if (task.closed !== null) tasks.end[at] = momentOf(task.closed).at
      tasks.decides[at] = task.decides ? 1 : 0
      tasks.actor[at] = task.actor === null ? -1 : actors.of(task.actor)
      at++
    }
    cases.firstClock[i] = kept.length
    const dates = own.map((task) => (task.closed === null ? '' : localDateAt(task.closed + zone(task.closed))))
    const openedOn = localDateAt(one.opened + zone(one.opened))
    for (const clock of clocksOf.get(one.id) ?? []) {
      const made = clockOf(clock, own, dates, openedOn, calendar)
      if (made) kept.push(made)
    }
  })
  cases.firstTask[n] = at
  cases.firstClock[n] = kept.length
  const todayOffset = offsetOf(days, today)
  return {
    days,
    now: todayOffset === 0 ? 0 : days.working[todayOffset - 1]!,
    today: todayOffset,
    matters: matters.all,
    procedures: procedures.all,
    organisations: organisations.all,
    desks: desks.all.map((text) => ({ role: text.split(' ')[0]!, organisation: text.split(' ')[1]! })),
    stages: stages.all.map((text) => ({ role: text.split(' ')[0]!, stage: text.split(' ')[1]! })),
    cases,
    tasks,
    clocks: {
      limit: Uint8Array.from(kept, ({ limit }) => limit),
      calendar: Uint8Array.from(kept, (one) => (one.calendar ? 1 : 0)),
      days: Int32Array.from(kept, (one) => one.days),
      paused: Int32Array.from(kept, ({ paused }) => paused),
      from: Int32Array.from(kept, ({ from }) => from),
      to: Int32Array.from(kept, ({ to }) => to),
      late: Uint8Array.from(kept, ({ late }) => (late ? 1 : 0)),
    },
  }
}

const localDateAt = (localSeconds: number): LocalDate => new Date(localSeconds * 1000).toISOString().slice(0, 10)

/** Seconds that a zone is ahead, asked once a local day: zones of a city change theirs rarely, and asking for each moment takes long. */
function zoneOffset(timezone: string): (seconds: number) => number {
  const known = new Map<number, number>()
  return (seconds) => {
    const day = Math.floor(seconds / 86_400)
    let found = known.get(day)
    if (found === undefined) {
      const instant = new Date(day * 86_400_000)
      const text = instant.toLocaleString('sv-SE', { timeZone: timezone })
      found = (Date.parse(`${text.replace(' ', 'T')}Z`) - instant.getTime()) / 1000
      known.set(day, found)
    }
    return found
  }
}

/** A limit of a decision between the tasks that start and stop it; nothing where these can't be told, or it still runs. */
function clockOf(clock: JourneyClock, own: readonly JourneyTask[], dates: readonly string[], openedOn: LocalDate, calendar: Calendar) {
  const limit = limitOf[clock.limit]
  if (limit === undefined || clock.ended === null) return undefined
  const here = (task: JourneyTask) => clock.branch === '' || task.branch === clock.branch || task.branch === ''
  const from =
    clock.starts === 'receipt' && clock.started === openedOn ? -1 : lastWhere(own, (task, i) => here(task) && dates[i] === clock.started)
  if (from === undefined) return undefined
  const decided = lastWhere(own, (task, i) => here(task) && task.decides && dates[i] === clock.ended)
  const to = decided ?? lastWhere(own, (task, i) => here(task) && dates[i] === clock.ended)
  if (to === undefined || to <= from) return undefined
  const counted = (after: LocalDate, upTo: LocalDate) =>
    clock.kind === 'working' ? workingDaysBetween(calendar, after, upTo) : Math.round((Date.parse(upTo) - Date.parse(after)) / 86_400_000)
  const ended = clock.ended
  const paused = clock.waits.reduce((sum, { from: since, to: until }) => sum + Math.max(0, counted(since, until ?? ended)), 0)
  return { limit, calendar: clock.kind === 'calendar', days: clock.days, paused, from, to, late: clock.late }
}

function lastWhere<T>(list: readonly T[], test: (one: T, i: number) => boolean): number | undefined {
  for (let i = list.length - 1; i >= 0; i--) if (test(list[i]!, i)) return i
  return undefined
}
