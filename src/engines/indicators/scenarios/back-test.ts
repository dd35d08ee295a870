/**
 * How well the method would have foretold the last months: it is given what was known before them. The outputs are compared with what came,
 * each with the range in which the runs lay (Kleijnen, Cheng and Bettonvil 2001 on validating trace-driven simulation).
 */
import { estimate, measures, queuedNow, type Estimate, type MeasureName } from './compare.ts'
import type { Focus } from './donors.ts'
import type { History } from './history.ts'
import { asOf, fit } from './model.ts'
import { observe, simulate } from './simulate.ts'

/** What a measure was foretold to be over a past stretch, and what it was. */
export interface Tested {
  foretold: Estimate
  was: number
  /** Per cent of what was; of shares, points. */
  error: number
  /** Whether it lay where 95 % of the runs did. */
  held: boolean
}
export interface BackTest {
  /** Offset of the day from which on nothing was known, and days foretold. */
  from: number
  horizon: number
  measures: Record<MeasureName, Tested | null>
  backlogs: Tested[]
}

const shares: readonly MeasureName[] = ['lateStatutory', 'latePromised']

function tested(name: MeasureName, runs: readonly number[], was: number): Tested | null {
  const foretold = estimate(runs)
  if (!foretold || !Number.isFinite(was)) return null
  const off = foretold.mean - was
  return {
    foretold,
    was,
    error: shares.includes(name) ? off : was === 0 ? NaN : (100 * off) / was,
    held: was >= foretold.least && was <= foretold.most,
  }
}

/** Fits on what was known before the last months, foretells them, and says how far it was off. Undefined where the past is too short. */
export function backTest(history: History, focus: Focus, seed: number, replications: number): BackTest | undefined {
  const known = history.today - (history.cases.openedDay[0] ?? history.today)
  const horizon = known >= 600 ? 180 : known >= 330 ? 90 : 0
  if (horizon === 0) return undefined
  const from = history.today - horizon
  const model = fit(asOf(history, from))
  if (!model) return undefined
  const queued = queuedNow({ model, focus, horizon, seed })
  const runs = Array.from({ length: replications }, (_, replication) =>
    simulate({ model, focus, drivers: {}, horizon, seed, replication, queued }),
  )
  const was = observe({ model, focus, horizon }, history)
  return {
    from,
    horizon,
    measures: Object.fromEntries(
      // Hours of work are in no record, so what they were can't be said.
      measures.map((name) => [
        name,
        name === 'hours'
          ? null
          : tested(
              name,
              runs.map((one) => one[name]),
              was[name],
            ),
      ]),
    ) as BackTest['measures'],
    backlogs: was.backlogs.map((one, i) =>
      tested(
        'backlog',
        runs.map(({ backlogs }) => backlogs[i]!),
        one,
      )!,
    ),
  }
}
