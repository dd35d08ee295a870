/**
 * Scenarios beside each other and beside the present, each run as often with the same random numbers, so that what differs between them is
 * what was changed. Terminating simulation with independent replications, intervals by Student's t; differences by the paired t, their
 * intervals widened for several comparisons with one standard (Bonferroni). Law, Simulation Modeling and Analysis, chapters 9 (output of one
 * system), 10 (alternatives, comparison with a standard) and 11.2 (common random numbers), by the numbering of the 5th edition, which was not at hand;
 * the same procedure is read in Rossetti, Simulation Modeling and Arena, section 4.4.
 */
import type { History } from './history.ts'
import { fitOnce } from './model.ts'
import { studentQuantile } from './random.ts'
import type { Drivers, Focus, Run } from './donors.ts'
import { simulate, type Outcome } from './simulate.ts'

export const measures = ['received', 'concluded', 'backlog', 'lateStatutory', 'latePromised', 'mean', 'p90', 'hours'] as const
export type MeasureName = (typeof measures)[number]

/** A mean with its interval of 95 %, and the range in which 95 % of the runs lay. */
export interface Estimate {
  mean: number
  low: number
  high: number
  least: number
  most: number
}
/** A difference from the present, paired run by run. `real`: the interval does not hold zero. */
export interface Difference {
  mean: number
  low: number
  high: number
  real: boolean
}

export interface ScenarioResult {
  outcomes: Record<MeasureName, Estimate | null>
  differences: Record<MeasureName, Difference | null>
  /** Open at the end of each stretch. */
  backlogs: Estimate[]
  /** Part of the officers' time that is taken, and working days waited for a free officer, by role. */
  busy: Record<string, number>
  queues: Record<string, number>
  /** Means of what outcomes rest on in one run. */
  n: { decided: number; statutory: number; promised: number }
}

export interface CompareInput {
  /** Names what was read, and when. */
  key: string
  history: History
  focus: Focus
  scenarios: readonly Drivers[]
  /** Calendar days ahead. */
  horizon: number
  seed: number
  replications: number
}

const meanOf = (all: readonly number[]) => all.reduce((sum, one) => sum + one, 0) / all.length

function deviationOf(all: readonly number[]): number {
  const mean = meanOf(all)
  return Math.sqrt(all.reduce((sum, one) => sum + (one - mean) ** 2, 0) / Math.max(1, all.length - 1))
}

const halfWidth = (all: readonly number[], comparisons = 1): number =>
  (studentQuantile(1 - 0.025 / comparisons, Math.max(2, all.length - 1)) * deviationOf(all)) / Math.sqrt(all.length)

/** The estimate from runs; nothing where most of them had nothing to tell. */
export function estimate(all: readonly number[]): Estimate | null {
  const told = all.filter(Number.isFinite)
  if (told.length < Math.max(3, all.length / 2)) return null
  const mean = meanOf(told)
  const half = halfWidth(told)
  const sorted = [...told].sort((a, b) => a - b)
  const at = (part: number) => sorted[Math.min(sorted.length - 1, Math.max(0, Math.round(part * (sorted.length - 1))))]!
  return { mean, low: mean - half, high: mean + half, least: at(0.025), most: at(0.975) }
}

/** The paired difference of runs from those of the present. */
export function difference(all: readonly number[], present: readonly number[], comparisons: number): Difference | null {
  const pairs = all.flatMap((one, i) => (Number.isFinite(one) && Number.isFinite(present[i]) ? [one - present[i]!] : []))
  if (pairs.length < Math.max(3, all.length / 2)) return null
  const mean = meanOf(pairs)
  const half = halfWidth(pairs, comparisons)
  return { mean, low: mean - half, high: mean + half, real: half === 0 ? Math.abs(mean) > 0 : mean - half > 0 || mean + half < 0 }
}

/** How long tasks wait for an officer in the present: what of the past's times is queueing already. */
export function queuedNow(run: Omit<Run, 'drivers' | 'replication' | 'queued'>): Map<string, number> {
  const sums = new Map<string, number>()
  const runs = 3
  for (let replication = 0; replication < runs; replication++)
    for (const [role, days] of simulate({ ...run, drivers: {}, replication: 1000 + replication, queued: new Map() }).queues)
      sums.set(role, (sums.get(role) ?? 0) + days / runs)
  return sums
}

const averages = (runs: readonly Outcome[], of: (one: Outcome) => ReadonlyMap<string, number>): Record<string, number> =>
  Object.fromEntries([...of(runs[0]!).keys()].map((role) => [role, meanOf(runs.map((one) => of(one).get(role) ?? 0))]))

function resultOf(runs: readonly Outcome[], present: readonly Outcome[], comparisons: number): ScenarioResult {
  const each = <T>(of: (name: MeasureName) => T) => Object.fromEntries(measures.map((name) => [name, of(name)])) as Record<MeasureName, T>
  return {
    outcomes: each((name) => estimate(runs.map((one) => one[name]))),
    differences: each((name) =>
      runs === present
        ? null
        : difference(
            runs.map((one) => one[name]),
            present.map((one) => one[name]),
            comparisons,
          ),
    ),
    backlogs: runs[0]!.backlogs.map((_, i) => estimate(runs.map(({ backlogs }) => backlogs[i]!))!),
    busy: averages(runs, ({ busy }) => busy),
    queues: averages(runs, ({ queues }) => queues),
    n: {
      decided: meanOf(runs.map(({ decided }) => decided)),
      statutory: meanOf(runs.map(({ statutoryEnded }) => statutoryEnded)),
      promised: meanOf(runs.map(({ promisedEnded }) => promisedEnded)),
    },
  }
}

/** The present and each scenario; undefined where the past is too small. */
export function compareScenarios({
  key,
  history,
  focus,
  scenarios,
  horizon,
  seed,
  replications,
}: CompareInput): ScenarioResult[] | undefined {
  const model = fitOnce(key, history)
  if (!model) return undefined
  const queued = queuedNow({ model, focus, horizon, seed })
  const all = [{}, ...scenarios].map((drivers: Drivers) =>
    Array.from({ length: replications }, (_, replication) => simulate({ model, focus, drivers, horizon, seed, replication, queued })),
  )
  return all.map((runs) => resultOf(runs, all[0]!, scenarios.length))
}
