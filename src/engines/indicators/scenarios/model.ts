/**
 * What is estimated from the kept cases: how many come in on which kind of day and in which month, how the cases went that are old enough
 * to have come to an end (their whole courses, task by task, are what is drawn from: trace-driven input, see Kleijnen, Cheng and Bettonvil,
 * "Validation of trace-driven simulation models: bootstrap tests", Management Science 47(11), 2001, 1533-1538), and who works on them.
 */
import { dayOf, type History } from './history.ts'

/** Hours of work in an officer's day. */
export const HOURS = 7

/** Cases that came in during the last so many working days are too young to tell how long a case takes. */
const YOUNG = 60
/** A year of working days. */
const YEAR = 250
/** Fewer cases than this tell nothing. */
export const FEWEST = 100

/** The course of one past case. */
export interface Trace {
  /** Case of the history. */
  of: number
  matter: number
  procedure: number
  organisation: number
  online: boolean
  supplemented: boolean
  opened: number
  tasks: TraceTask[]
  clocks: TraceClock[]
}
export interface TraceTask {
  desk: number
  stage: number
  branch: number
  start: number
  end: number
  /** Working days from when it waited to when it was done; without end where it never was. */
  took: number
  decides: boolean
  /** Tasks of the case that must be done before. */
  after: number[]
  /** Tasks that wait for this one. */
  next: number[]
}
export interface TraceClock {
  limit: number
  calendar: boolean
  days: number
  paused: number
  from: number
  to: number
}

export interface Model {
  history: History
  traces: Trace[]
  /** Cases that are open at the present moment. */
  open: Trace[]
  arrivals: {
    /** Expected on an ordinary day, before kind and month. */
    level: number
    kinds: number[]
    months: number[]
    /** Standard error of each month's part, as its logarithm. */
    monthErrors: number[]
    /** Variance over mean of a day's number. */
    dispersion: number
    /** Standard error of the level, as its logarithm. */
    error: number
    /** How many arrived, and over how many days, in what was looked at. */
    n: number
    days: number
  }
  /** By desk: officers who did something there in the last year. */
  officers: Int32Array
  /** By role: hours of work that a task takes at most. */
  hours: Map<string, number>
  /** Past cases between which days traces came in, as moments. */
  from: number
  to: number
}

/** What was known at an earlier moment: what came later had not come, what was done later was still open. */
export function asOf(history: History, today: number): History {
  const now = today === 0 ? 0 : history.days.working[today - 1]!
  const { cases, tasks } = history
  let n = 0
  while (n < cases.openedDay.length && cases.openedDay[n]! < today) n++
  const firstTask = cases.firstTask
  const lastTask = firstTask[n]!
  const keep: number[] = []
  const first = new Int32Array(n + 1)
  for (let i = 0; i < n; i++) {
    first[i] = keep.length
    for (let j = firstTask[i]!; j < firstTask[i + 1]!; j++) if (tasks.start[j]! <= now) keep.push(j)
  }
  first[n] = keep.length
  const until = (value: number) => (value > now ? NaN : value)
  const pick = (column: Int32Array) => Int32Array.from(keep, (j) => column[j]!)
  const end = Float64Array.from(keep, (j) => until(tasks.end[j]!))
  return {
    ...history,
    now,
    today,
    cases: {
      opened: cases.opened.slice(0, n),
      openedDay: cases.openedDay.slice(0, n),
      ended: cases.ended.slice(0, n).map(until),
      matter: cases.matter.slice(0, n),
      procedure: cases.procedure.slice(0, n),
      organisation: cases.organisation.slice(0, n),
      online: cases.online.slice(0, n),
      firstTask: first,
      firstClock: cases.firstClock.slice(0, n + 1),
    },
    tasks: {
      desk: pick(tasks.desk),
      stage: pick(tasks.stage),
      branch: pick(tasks.branch),
      start: Float64Array.from(keep, (j) => tasks.start[j]!),
      end,
      decides: Uint8Array.from(keep, (j, i) => (Number.isNaN(end[i]!) ? 0 : tasks.decides[j]!)),
      actor: Int32Array.from(keep, (j, i) => (Number.isNaN(end[i]!) ? -1 : tasks.actor[j]!)),
    },
    clocks: lastTask === keep.length ? history.clocks : clocksUntil(history, n, first),
  }
}

/** Clocks whose last task is not there yet have no end. */
function clocksUntil({ clocks, cases }: History, n: number, first: Int32Array): History['clocks'] {
  const to = clocks.to.slice()
  for (let i = 0; i < n; i++)
    for (let k = cases.firstClock[i]!; k < cases.firstClock[i + 1]!; k++) if (to[k]! >= first[i + 1]! - first[i]!) to[k] = -1
  return { ...clocks, to }
}

/** The course of a case: what had to be done before what follows from when tasks came to wait and from their branches. */
export function traceOf({ cases, tasks, clocks, stages }: History, i: number): Trace {
  const own: TraceTask[] = []
  for (let j = cases.firstTask[i]!; j < cases.firstTask[i + 1]!; j++) {
    const branch = tasks.branch[j]!
    const end = tasks.end[j]!
    const before = own.map((one, nth) => ({ one, nth })).filter(({ one }) => one.end <= tasks.start[j]! + 1e-9)
    const sameBranch = before.filter(({ one }) => one.branch === branch)
    const trunk = before.filter(({ one }) => one.branch === -1)
    let after: number[]
    if (branch === -1) {
      // What joins: the last task of each branch since the trunk was left.
      const since = trunk.at(-1)?.nth ?? -1
      const leaves = new Map<number, number>()
      for (const { one, nth } of before) if (nth > since && one.branch !== -1) leaves.set(one.branch, nth)
      after = leaves.size > 0 ? [...leaves.values()] : since < 0 ? [] : [since]
    } else {
      const last = sameBranch.at(-1) ?? trunk.at(-1)
      after = last ? [last.nth] : []
    }
    own.push({
      desk: tasks.desk[j]!,
      stage: tasks.stage[j]!,
      branch,
      start: tasks.start[j]!,
      end,
      took: Number.isNaN(end) ? Infinity : Math.max(0, end - tasks.start[j]!),
      decides: tasks.decides[j] === 1,
      after,
      next: [],
    })
    for (const before of after) own[before]!.next.push(own.length - 1)
  }
  const limits: TraceClock[] = []
  for (let k = cases.firstClock[i]!; k < cases.firstClock[i + 1]!; k++)
    if (clocks.to[k]! >= 0 && clocks.to[k]! < own.length && Number.isFinite(own[clocks.to[k]!]!.took))
      limits.push({
        limit: clocks.limit[k]!,
        calendar: clocks.calendar[k] === 1,
        days: clocks.days[k]!,
        paused: clocks.paused[k]!,
        from: clocks.from[k]!,
        to: clocks.to[k]!,
      })
  return {
    of: i,
    matter: cases.matter[i]!,
    procedure: cases.procedure[i]!,
    organisation: cases.organisation[i]!,
    online: cases.online[i] === 1,
    supplemented: own.some(({ stage }) => stages[stage]!.role === ''),
    opened: cases.opened[i]!,
    tasks: own,
    clocks: limits,
  }
}

/** How many come in: by kind of day and month of the last two years, at the level of the last year. */
function arrivalsOf({ cases, days, today }: History): Model['arrivals'] {
  const first = Math.max(today - 730, cases.openedDay[0] ?? today)
  const daily = new Int32Array(Math.max(1, today - first))
  for (const day of cases.openedDay) if (day >= first && day < today) daily[day - first]!++
  const n = daily.reduce((sum, one) => sum + one, 0)
  const mean = n / daily.length
  const kinds = Array.from({ length: 7 }, (_, kind) => {
    let sum = 0
    let many = 0
    daily.forEach((one, i) => {
      if (days.kinds[first + i] !== kind) return
      sum += one
      many++
    })
    // Worked weekends are few: a week's worth of the ordinary is mixed in.
    return many === 0 ? 1 : (sum + 5 * mean) / (many * mean + 5 * mean)
  })
  const of = (i: number, months: readonly number[]) => mean * kinds[days.kinds[first + i]!]! * months[days.months[first + i]!]!
  const none = Array.from({ length: 12 }, () => 1)
  const months =
    daily.length < 360
      ? none
      : monthsOf(
          daily,
          (i) => of(i, none),
          (i) => days.months[first + i]!,
        )
  const perMonth = Array.from({ length: 12 }, () => 0)
  daily.forEach((one, i) => (perMonth[days.months[first + i]!]! += one))
  const lastYear = Math.max(0, daily.length - 365)
  let seen = 0
  let expected = 0
  let squares = 0
  for (let i = 0; i < daily.length; i++) {
    const mu = Math.max(1e-9, of(i, months))
    squares += (daily[i]! - mu) ** 2 / mu
    if (i < lastYear) continue
    seen += daily[i]!
    expected += mu
  }
  const level = expected > 0 ? (mean * seen) / expected : mean
  return {
    level,
    kinds,
    months,
    monthErrors: perMonth.map((many) => (months === none ? 0 : 1 / Math.sqrt(many + 20))),
    dispersion: Math.max(1, squares / Math.max(1, daily.length - 18)),
    error: errorOf(daily, (i) => (of(i, months) * level) / mean, lastYear),
    n,
    days: daily.length,
  }
}

/** Each month beside what its days would have had without seasons; small numbers are drawn towards one. */
function monthsOf(daily: Int32Array, expected: (i: number) => number, monthAt: (i: number) => number): number[] {
  const seen = Array.from({ length: 12 }, () => 0)
  const due = Array.from({ length: 12 }, () => 0)
  daily.forEach((one, i) => {
    seen[monthAt(i)]! += one
    due[monthAt(i)]! += expected(i)
  })
  return seen.map((sum, month) => (sum + 20) / (due[month]! + 20))
}

/** How uncertain the level is: the spread of thirty-day stretches of the last year around what was expected of them. */
function errorOf(daily: Int32Array, expected: (i: number) => number, from: number): number {
  const logs: number[] = []
  for (let start = from; start + 30 <= daily.length; start += 30) {
    let seen = 0
    let due = 0
    for (let i = start; i < start + 30; i++) {
      seen += daily[i]!
      due += expected(i)
    }
    if (seen > 0 && due > 0) logs.push(Math.log(seen / due))
  }
  if (logs.length < 3) return 0.1
  const mean = logs.reduce((sum, one) => sum + one, 0) / logs.length
  return Math.sqrt(logs.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (logs.length - 1) / logs.length)
}

/** Who did something at each desk in the last year, and how many tasks an officer of a role got done on the busiest days. */
function desksOf({ tasks, desks, now }: History): { officers: Int32Array; hours: Map<string, number> } {
  const seen = desks.map(() => new Set<number>())
  const perDay = new Map<string, Map<string, number>>()
  for (let j = 0; j < tasks.desk.length; j++) {
    const desk = tasks.desk[j]!
    const end = tasks.end[j]!
    if (desk < 0 || tasks.actor[j]! < 0 || !(end > now - YEAR)) continue
    seen[desk]!.add(tasks.actor[j]!)
    const role = desks[desk]!.role
    const days = perDay.get(role) ?? new Map<string, number>()
    perDay.set(role, days)
    const key = `${tasks.actor[j]} ${dayOf(end)}`
    days.set(key, (days.get(key) ?? 0) + 1)
  }
  const hours = new Map<string, number>()
  for (const [role, days] of perDay) {
    const sorted = [...days.values()].sort((a, b) => a - b)
    hours.set(role, Math.round((HOURS / sorted[Math.floor(sorted.length * 0.99)]!) * 10) / 10)
  }
  return { officers: Int32Array.from(seen, (one) => Math.max(1, one.size)), hours }
}

/** Estimates everything as of the history's present moment; undefined where too few cases have come to their end. */
export function fit(history: History): Model | undefined {
  const { cases, now } = history
  const to = now - YOUNG
  const from = Math.max(to - YEAR, 0)
  const traces: Trace[] = []
  const open: Trace[] = []
  for (let i = 0; i < cases.opened.length; i++) {
    const opened = cases.opened[i]!
    const running = Number.isNaN(cases.ended[i]!)
    if (opened >= from && opened < to) traces.push(traceOf(history, i))
    if (running) open.push(traceOf(history, i))
  }
  if (traces.length < FEWEST) return undefined
  return { history, traces, open, arrivals: arrivalsOf(history), ...desksOf(history), from, to }
}

const fitted = new Map<string, Model | undefined>()

/** The same again for a history that was estimated a moment ago; `key` names what was read, and when. */
export function fitOnce(key: string, history: History): Model | undefined {
  if (fitted.has(key)) return fitted.get(key)
  if (fitted.size > 3) fitted.clear()
  const model = fit(history)
  fitted.set(key, model)
  return model
}
