/**
 * One run of the coming months: a discrete-event simulation over the working calendar. Each case that comes in goes the way that a case of
 * the past went; at each desk so many officers work off what has come, first come first served, and what a task took beyond that
 * (files that lie, opinions that are waited for) it takes again.
 */
import { dayOf, momentOn, PROMISED, STATUTORY, type History } from './history.ts'
import { openAgenda } from './agenda.ts'
import { another, choose, donorsOf, HOUR, INITIAL, isInFocus, KEEP, LEVEL, NUMBER, SAMPLE, TRACE, type Run } from './donors.ts'
import { HOURS, traceOf, type Model, type Trace, type TraceTask } from './model.ts'
import { count, normal, uniform } from './random.ts'

/** What came of a run, of the cases in focus. */
export interface Outcome {
  received: number
  concluded: number
  /** Open at the end. */
  backlog: number
  /** Of limits that ended, per cent that were passed; not a number where none ended. */
  lateStatutory: number
  latePromised: number
  /** Working days from receipt to the last decision, of cases decided. */
  mean: number
  p90: number
  /** Hours of work. */
  hours: number
  /** Open at the end of each thirty days. */
  backlogs: number[]
  /** How many decisions and limits it rests on. */
  decided: number
  statutoryEnded: number
  promisedEnded: number
  /** Mean working days that a task waited for a free officer, by role. */
  queues: Map<string, number>
  /** Part of the officers' time that is taken, by role. */
  busy: Map<string, number>
}

/** The longest course of a case that is followed. */
const TASKS = 64

/** A case under way. */
interface Running {
  trace: Trace
  opened: number
  /** When each task is done; not a number before. */
  ends: number[]
  /** How many tasks each waits for. */
  left: number[]
  todo: number
  inFocus: boolean
  ended: number
}

/** Officers of a role over its desks in proportion to the work there, one at least at each, by largest remainders. */
export function spread(total: number, load: readonly number[]): number[] {
  const sum = load.reduce((all, one) => all + one, 0)
  const given = load.map((one) => Math.max(1, Math.floor((total * one) / Math.max(1e-9, sum))))
  const order = load
    .map((one, i) => ({ i, rest: (total * one) / Math.max(1e-9, sum) - given[i]! }))
    .sort((a, b) => b.rest - a.rest || a.i - b.i)
  let left = total - given.reduce((all, one) => all + one, 0)
  for (let k = 0; left > 0; k++, left--) given[order[k % order.length]!.i]!++
  for (let k = 0; left < 0; k++) {
    const at = order[order.length - 1 - (k % order.length)]!.i
    if (given[at]! > 1) {
      given[at]!--
      left++
    }
    if (given.every((one) => one === 1)) break
  }
  return given
}

/** How many officers sit at each desk in a scenario. */
export function officersAt({ model, drivers }: Pick<Run, 'model' | 'drivers'>): Int32Array {
  const given = model.officers.slice()
  const { desks } = model.history
  for (const [role, total] of Object.entries(drivers.officers ?? {})) {
    const own = desks.flatMap((desk, i) => (desk.role === role ? [i] : []))
    const now = own.reduce((sum, i) => sum + model.officers[i]!, 0)
    // Nothing is moved where nothing changes.
    if (own.length === 0 || total === now) continue
    const spreadOut = spread(
      Math.max(own.length, total),
      own.map((i) => model.officers[i]!),
    )
    own.forEach((desk, k) => (given[desk] = spreadOut[k]!))
  }
  return given
}

/** Runs the months once. */
export function simulate(run: Run): Outcome {
  const { model, focus, drivers, horizon, seed, replication } = run
  const { history, arrivals } = model
  const { days, today, now, stages, desks } = history
  const donors = donorsOf(run)
  // Each replication draws from a sample of the past as large as the past, so that intervals hold how little is known of it (Barton and
  // Schruben, "Resampling methods for input modeling", Proceedings of the 2001 Winter Simulation Conference).
  const sample = Int32Array.from(donors.all, (_, i) => Math.floor(uniform(seed, replication, SAMPLE, i) * donors.all.length))
  const level = arrivals.level * Math.exp(arrivals.error * normal(seed, replication, LEVEL, 0))
  const months = arrivals.months.map(
    (one, month) => one * Math.exp(arrivals.monthErrors[month]! * normal(seed, replication, LEVEL, month + 1)),
  )
  const officers = officersAt(run)
  const free = desks.map((_, i) => new Float64Array(officers[i]!).fill(now))
  const pace = stages.map(({ role, stage }) => drivers.pace?.[`${role} ${stage}`] ?? 1)
  const hours = desks.map(({ role }) => drivers.hours?.[role] ?? model.hours.get(role) ?? 1)
  const waited = desks.map(({ role }) => run.queued.get(role) ?? 0)
  const end = today + horizon - 1
  const last = days.working[end]!
  const agenda = openAgenda()
  const running: Running[] = []

  const release = (one: Running, index: number, task: number, at: number) => {
    const { desk, stage, took } = one.trace.tasks[task]!
    if (took === Infinity) return
    const length = took * (one.inFocus ? pace[stage]! : 1)
    const work = desk < 0 ? 0 : Math.min(hours[desk]! / HOURS, took)
    agenda.push(at + Math.max(0, length - work - (desk < 0 ? 0 : waited[desk]!)), index * TASKS + task)
  }
  const begin = (trace: Trace, opened: number) => {
    if (trace.tasks.length > TASKS) return
    const index = running.length
    const one: Running = {
      trace,
      opened,
      ends: trace.tasks.map(() => NaN),
      left: trace.tasks.map(({ after }) => after.length),
      todo: trace.tasks.length,
      inFocus: isInFocus(focus, trace),
      ended: NaN,
    }
    running.push(one)
    for (let task = 0; task < trace.tasks.length; task++) if (one.left[task] === 0) release(one, index, task, opened)
  }

  for (const [i, one] of model.open.entries()) resume(run, one, i, running, release)
  let nth = 0
  for (let day = today; day <= end; day++) {
    const mean = level * arrivals.kinds[days.kinds[day]!]! * months[days.months[day]!]!
    const many = count(mean, arrivals.dispersion, uniform(seed, replication, NUMBER, day))
    for (let k = 0; k < many; k++, nth++) {
      const inside = isInFocus(focus, donors.all[sample[Math.floor(uniform(seed, replication, TRACE, nth) * sample.length)]!]!)
      const times = inside ? (drivers.arrivals ?? 1) : 1
      const copies = Math.floor(times) + (uniform(seed, replication, KEEP, nth) < times - Math.floor(times) ? 1 : 0)
      const at = Math.max(now + 1e-6, momentOn(days, day, uniform(seed, replication, HOUR, nth)))
      // Those beyond the first are other cases of the same day.
      for (let copy = 0; copy < copies; copy++)
        begin(copy === 0 ? choose(run, donors, sample, nth) : another(run, donors, sample, nth, copy), at)
    }
  }

  const queue = desks.map(() => ({ waited: 0, tasks: 0, work: 0 }))
  while (agenda.size > 0) {
    const [at, what] = agenda.pop()
    if (at > last) break
    const index = Math.floor(what / TASKS)
    const task = what % TASKS
    const one = running[index]!
    const { desk, took, next } = one.trace.tasks[task]!
    let done = at
    if (desk >= 0) {
      const servers = free[desk]!
      let first = 0
      for (let s = 1; s < servers.length; s++) if (servers[s]! < servers[first]!) first = s
      const start = Math.max(at, servers[first]!)
      done = start + Math.min(hours[desk]! / HOURS, took)
      // The desk is taken for as long as the work takes, also where past tasks of a moment took less.
      servers[first] = start + hours[desk]! / HOURS
      const sums = queue[desk]!
      sums.waited += start - at
      sums.tasks++
      sums.work += done <= last ? hours[desk]! : 0
    }
    one.ends[task] = done
    one.todo--
    for (const following of next) {
      one.left[following]!--
      if (one.left[following] !== 0) continue
      let ready = done
      for (const before of one.trace.tasks[following]!.after) if (one.ends[before]! > ready) ready = one.ends[before]!
      release(one, index, following, ready)
    }
    if (one.todo === 0) one.ended = Math.max(...one.ends)
  }
  return outcomeOf(run, running, queue, officers, last)
}

type Release = (one: Running, index: number, task: number, at: number) => void

/** An open case goes on as a past one did that waited as long in the same stage; where none did, it stays open. */
function resume(run: Run, open: Trace, nth: number, running: Running[], release: Release): void {
  const { model, seed, replication, focus } = run
  const { now } = model.history
  const waiting = open.tasks.find(({ end }) => Number.isNaN(end))
  const index = running.length
  const stay = () => {
    running.push({
      trace: open,
      opened: open.opened,
      ends: open.tasks.map(({ end }) => end),
      left: [],
      todo: 1,
      inFocus: isInFocus(focus, open),
      ended: NaN,
    })
  }
  if (!waiting) return stay()
  const age = Math.max(0, now - waiting.start)
  const near = waitedAsLong(model, `matter ${open.matter}`, waiting, age)
  const alike = near.many >= 5 ? near : waitedAsLong(model, `procedure ${open.procedure}`, waiting, age)
  const picked = alike.many > 0 ? alike.list[Math.floor(uniform(seed, replication, INITIAL, nth) * alike.many)] : undefined
  if (!picked) return stay()
  const { one: donor, task } = picked
  const from = donor.tasks[task]!
  const shift = waiting.start - from.start
  const waits = followers(donor, task)
  const mine: Running = {
    // The case keeps its own desk: an office's files do not move to another.
    trace: {
      ...donor,
      matter: open.matter,
      organisation: open.organisation,
      tasks: donor.tasks.map((each) => atDesk(model, each, from.desk, waiting.desk)),
    },
    opened: open.opened,
    ends: donor.tasks.map(({ end }, i) => (waits.has(i) ? NaN : Number.isNaN(end) ? now : Math.min(now, end + shift))),
    left: donor.tasks.map(({ after }) => after.filter((before) => waits.has(before)).length),
    todo: waits.size,
    inFocus: isInFocus(focus, open),
    ended: NaN,
  }
  running.push(mine)
  release(mine, index, task, waiting.start)
}

const atDesk = <T extends { desk: number }>(model: Model, each: T, from: number, to: number): T =>
  each.desk === from && from !== to && to >= 0 && model.officers[to] !== undefined ? { ...each, desk: to } : each

interface Stay {
  one: Trace
  task: number
  took: number
}
const stays = new WeakMap<Model, Map<string, Stay[]>>()

/** Past tasks of a stage that took as long as one has waited by now, of a matter or a procedure: the first so many of a list. */
function waitedAsLong(model: Model, of: string, { stage, branch }: TraceTask, age: number): { list: readonly Stay[]; many: number } {
  let known = stays.get(model)
  if (!known) {
    known = new Map()
    for (const one of model.traces) {
      if (one.tasks.length > TASKS) continue
      for (const [task, { stage, branch, took }] of one.tasks.entries())
        for (const key of [`matter ${one.matter} ${stage} ${branch}`, `procedure ${one.procedure} ${stage} ${branch}`]) {
          const list = known.get(key)
          if (list) list.push({ one, task, took })
          else known.set(key, [{ one, task, took }])
        }
    }
    // The longest first, so that those that took as long are the first so many.
    for (const list of known.values()) list.sort((a, b) => (a.took === b.took ? a.one.of - b.one.of : b.took > a.took ? 1 : -1))
    stays.set(model, known)
  }
  const list = known.get(`${of} ${stage} ${branch}`) ?? []
  let low = 0
  let high = list.length
  while (low < high) {
    const at = (low + high) >> 1
    if (list[at]!.took >= age) low = at + 1
    else high = at
  }
  return { list, many: low }
}

/** A task and all that wait for it, directly or not. */
function followers({ tasks }: Trace, from: number): Set<number> {
  const set = new Set([from])
  tasks.forEach(({ after }, i) => {
    if (after.some((before) => set.has(before))) set.add(i)
  })
  return set
}

/** What really came of the months after a model's present, told like a run of it; `later` is the history that knows them. */
export function observe(run: Pick<Run, 'model' | 'focus' | 'horizon'>, later: History): Outcome {
  const { model, focus, horizon } = run
  const { days, today, now } = model.history
  const last = days.working[today + horizon - 1]!
  const running: Running[] = []
  for (let i = 0; i < later.cases.opened.length; i++) {
    if (later.cases.openedDay[i]! >= today + horizon || later.cases.ended[i]! < now) continue
    const trace = traceOf(later, i)
    running.push({
      trace,
      opened: later.cases.openedDay[i]! < today ? Math.min(trace.opened, now) : Math.max(trace.opened, now + 1e-6),
      ends: trace.tasks.map(({ end }) => (end <= last ? end : NaN)),
      left: [],
      todo: 0,
      inFocus: isInFocus(focus, trace),
      ended: later.cases.ended[i]!,
    })
  }
  return outcomeOf({ model, horizon, drivers: {} }, running, [], new Int32Array(0), last)
}

/** What is told of a run. */
function outcomeOf(
  run: Pick<Run, 'model' | 'drivers' | 'horizon'>,
  running: readonly Running[],
  queue: readonly { waited: number; tasks: number; work: number }[],
  officers: Int32Array,
  last: number,
): Outcome {
  const { model, drivers, horizon } = run
  const { days, today, now, desks } = model.history
  const calendarDays = calendarOf(model)
  const took: number[] = []
  const ended = [0, 0]
  const late = [0, 0]
  const months = Math.max(1, Math.round(horizon / 30))
  const backlogs = Array.from({ length: months }, () => 0)
  const marks = backlogs.map((_, i) => days.working[Math.min(today + horizon - 1, today + Math.round(((i + 1) * horizon) / months) - 1)]!)
  let received = 0
  let concluded = 0
  for (const { trace, opened, ends, ended: over, inFocus } of running) {
    if (!inFocus) continue
    if (opened > now) received++
    if (over <= last) concluded++
    marks.forEach((mark, i) => {
      if (opened <= mark && !(over <= mark)) backlogs[i]!++
    })
    let decidedAt = NaN
    trace.tasks.forEach(({ decides }, i) => {
      if (decides && !(decidedAt >= ends[i]!)) decidedAt = ends[i]!
    })
    if (decidedAt > now && decidedAt <= last) took.push(dayOf(decidedAt) - dayOf(opened))
    for (const clock of trace.clocks) {
      const stops = ends[clock.to]!
      if (!(stops > now && stops <= last)) continue
      const starts = clock.from < 0 ? opened : ends[clock.from]!
      const counted = clock.calendar ? calendarDays(dayOf(stops)) - calendarDays(dayOf(starts)) : dayOf(stops) - dayOf(starts)
      const allowed = Math.round(clock.days * ((clock.limit === STATUTORY ? drivers.statutory : drivers.promised) ?? 1))
      ended[clock.limit]!++
      if (counted - clock.paused > allowed) late[clock.limit]!++
    }
  }
  took.sort((a, b) => a - b)
  const queues = new Map<string, number>()
  const busy = new Map<string, number>()
  for (const role of new Set(desks.map((desk) => desk.role))) {
    const own = desks.flatMap((desk, i) => (desk.role === role ? [i] : []))
    const sum = (of: (i: number) => number) => own.reduce((all, i) => all + of(i), 0)
    queues.set(
      role,
      sum((i) => queue[i]?.waited ?? 0) /
        Math.max(
          1,
          sum((i) => queue[i]?.tasks ?? 0),
        ),
    )
    busy.set(role, sum((i) => queue[i]?.work ?? 0) / Math.max(1, sum((i) => officers[i] ?? 0) * (last - now) * HOURS))
  }
  return {
    received,
    concluded,
    backlog: backlogs.at(-1)!,
    lateStatutory: (late[STATUTORY]! / ended[STATUTORY]!) * 100,
    latePromised: (late[PROMISED]! / ended[PROMISED]!) * 100,
    mean: took.reduce((sum, one) => sum + one, 0) / took.length,
    p90: took.length === 0 ? NaN : took[Math.min(took.length - 1, Math.ceil(took.length * 0.9) - 1)]!,
    hours: queue.reduce((sum, { work }) => sum + work, 0),
    backlogs,
    decided: took.length,
    statutoryEnded: ended[STATUTORY]!,
    promisedEnded: ended[PROMISED]!,
    queues,
    busy,
  }
}

const calendars = new WeakMap<Model, Int32Array>()

/** The calendar day on which the nth working day lies. */
function calendarOf(model: Model): (working: number) => number {
  let known = calendars.get(model)
  if (!known) {
    const { working, kinds } = model.history.days
    known = new Int32Array(working.at(-1)! + 2)
    kinds.forEach((kind, day) => {
      if (kind !== 0) known![working[day]!] = day
    })
    calendars.set(model, known)
  }
  const table = known
  return (nth) => table[Math.min(table.length - 1, Math.max(0, nth))]!
}
