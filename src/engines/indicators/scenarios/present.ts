import { backTest, type BackTest } from './back-test.ts'
import { queuedNow } from './compare.ts'
import { isInFocus, type Focus } from './donors.ts'
import { dayOf, type Days, type History } from './history.ts'
import { fitOnce, type Model } from './model.ts'
import { simulate } from './simulate.ts'

/** What the drivers are at present, each with the number of records it is taken from. */
export interface Present {
  /** Days between which courses of cases were taken from, as offsets. */
  from: number
  to: number
  traces: number
  open: number
  arrivals: { perMonth: number; n: number; days: number; dispersion: number }
  supplements: { share: number; n: number }
  online: { share: number; n: number; other: number }
  roles: { role: string; officers: number; desks: number; hours: number; busy: number; tasks: number }[]
  stages: { key: string; role: string; stage: string; median: number; n: number }[]
  statutory: { days: number; n: number } | null
  promised: { days: number; n: number } | null
  matters: { matter: number; n: number }[]
  organisations: { organisation: number; n: number }[]
  test: BackTest | null
}

const middle = (all: number[]): number => {
  all.sort((a, b) => a - b)
  return all.length === 0 ? NaN : all[Math.floor(all.length / 2)]!
}

/** The calendar day on which a moment lies. */
function offsetAt({ working }: Days, moment: number): number {
  const wanted = dayOf(moment)
  let low = 0
  let high = working.length - 1
  while (low < high) {
    const at = (low + high) >> 1
    if (working[at]! < wanted) low = at + 1
    else high = at
  }
  return low
}

function tally(all: readonly number[]): { key: number; n: number }[] {
  const counts = new Map<number, number>()
  for (const one of all) counts.set(one, (counts.get(one) ?? 0) + 1)
  return [...counts].map(([key, n]) => ({ key, n })).sort((a, b) => b.n - a.n || a.key - b.key)
}

/** The present as a scenario starts from it; undefined where the past is too small. */
export function presentOf(input: { key: string; history: History; focus: Focus; seed: number; replications: number }): Present | undefined {
  const { history, focus, seed } = input
  const model = fitOnce(input.key, history)
  if (!model) return undefined
  const { days, stages, desks } = history
  const inside = model.traces.filter((one) => isInFocus(focus, one))
  const limits = (limit: number) => {
    const all = inside.flatMap(({ clocks }) => clocks.filter((clock) => clock.limit === limit).map((clock) => clock.days))
    return all.length === 0 ? null : { days: middle(all), n: all.length }
  }
  const took = new Map<number, number[]>()
  const tasksOf = new Map<string, number>()
  for (const { tasks } of inside)
    for (const { stage, took: lasted } of tasks) {
      const { role } = stages[stage]!
      tasksOf.set(role, (tasksOf.get(role) ?? 0) + 1)
      if (!Number.isFinite(lasted)) continue
      const list = took.get(stage)
      if (list) list.push(lasted)
      else took.set(stage, [lasted])
    }
  const one = simulate({ model, focus: {}, drivers: {}, horizon: 90, seed, replication: 0, queued: queuedOf(model, seed) })
  const share = (test: (trace: Model['traces'][number]) => boolean) => inside.filter(test).length / Math.max(1, inside.length)
  const online = inside.filter((trace) => trace.online).length
  return {
    from: offsetAt(days, model.from),
    to: offsetAt(days, model.to),
    traces: inside.length,
    open: model.open.filter((trace) => isInFocus(focus, trace)).length,
    arrivals: {
      perMonth: (perDay(model) * 30 * inside.length) / model.traces.length,
      n: model.arrivals.n,
      days: model.arrivals.days,
      dispersion: model.arrivals.dispersion,
    },
    supplements: { share: share((trace) => trace.supplemented), n: inside.length },
    online: { share: online / Math.max(1, inside.length), n: online, other: inside.length - online },
    roles: [...new Set(desks.map(({ role }) => role))]
      .map((role) => {
        const own = desks.flatMap((desk, i) => (desk.role === role ? [i] : []))
        return {
          role,
          officers: own.reduce((sum, i) => sum + model.officers[i]!, 0),
          desks: own.length,
          hours: model.hours.get(role) ?? 1,
          busy: one.busy.get(role) ?? 0,
          tasks: tasksOf.get(role) ?? 0,
        }
      })
      .filter(({ tasks }) => tasks > 0)
      .sort((a, b) => b.tasks - a.tasks),
    stages: [...took]
      .map(([stage, list]) => ({
        ...stages[stage]!,
        key: `${stages[stage]!.role} ${stages[stage]!.stage}`,
        median: middle(list),
        n: list.length,
      }))
      .sort((a, b) => b.n - a.n),
    statutory: limits(0),
    promised: limits(1),
    matters: tally(model.traces.map(({ matter }) => matter)).map(({ key, n }) => ({ matter: key, n })),
    organisations: tally(model.traces.map(({ organisation }) => organisation)).map(({ key, n }) => ({ organisation: key, n })),
    test: backTest(history, focus, seed, input.replications) ?? null,
  }
}

const queuedOf = (model: Model, seed: number) => queuedNow({ model, focus: {}, horizon: 90, seed })

/** How many come in on a day, over a year. */
function perDay({ arrivals, history: { days, today } }: Model): number {
  let sum = 0
  const from = Math.max(0, today - 365)
  for (let day = from; day < today; day++) sum += arrivals.kinds[days.kinds[day]!]! * arrivals.months[days.months[day]!]!
  return (arrivals.level * sum) / Math.max(1, today - from)
}
