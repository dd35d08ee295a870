import { loadavg } from 'node:os'
import { percent, type Finding, type Job, type Setting } from '../job.ts'
import { openBench, runAll, type Run } from './case-bench.ts'
import { COUNTIES, steps } from './case-model.ts'

/** Cases that each contestant takes through their four moves in each round. */
const CASES = 800
/** The most that a move may cost. */
const MOST_STATEMENTS = 6
const MOST_WAL = 8192

const median = (numbers: readonly number[]): number => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)]!

/** What a contestant's rounds say: its rate, their spread, and the cost of a move. */
function summary(runs: readonly Run[]) {
  const rates = runs.map((one) => one.moves / one.seconds)
  const per = (of: (one: Run) => number) => median(runs.map((one) => of(one) / one.moves))
  const rate = median(rates)
  return {
    rate,
    spread: (Math.max(...rates) - Math.min(...rates)) / rate,
    statements: per((one) => one.statements),
    trips: per((one) => one.roundTrips),
    wal: per((one) => one.wal),
    images: per((one) => one.walOfImages),
  }
}

async function measure({ rows = CASES, rounds, log }: Setting): Promise<Finding[]> {
  const perCounty = Math.max(1, Math.round(rows / COUNTIES))
  const loadBefore = loadavg()[0]!
  const bench = await openBench()
  try {
    const runs: Record<'ours' | 'withView' | 'limit', Run[]> = { ours: [], withView: [], limit: [] }
    const ratios: number[] = []
    // The first round warms what is compiled and kept, and does not count.
    for (let round = 0; round <= rounds; round++) {
      for (const way of ['ours', 'withView'] as const) {
        await bench.seed(perCounty)
        for (const one of [way, 'limit'] as const) {
          await bench.checkpoint()
          const done = await runAll(bench, bench[one])
          if (round > 0) runs[one].push(done)
          log(`round ${round} of ${rounds}: ${one} ${(done.moves / done.seconds).toFixed(0)}/s`)
          if (round > 0 && one === 'limit' && way === 'ours') {
            const ours = runs.ours.at(-1)!
            ratios.push(ours.moves / ours.seconds / (done.moves / done.seconds))
          }
        }
        await bench.compare()
      }
    }
    const [ours, withView, limit] = [summary(runs.ours), summary(runs.withView), summary(runs.limit)]
    const load = `load ${loadBefore.toFixed(1)} before, ${loadavg()[0]!.toFixed(1)} after`
    return [
      {
        unit: 'moves/s',
        ours: ours.rate,
        limitName: 'one PL/pgSQL function by hand for this procedure alone',
        limit: limit.rate,
        // Of the two that ran one after the other: what else the machine does changes from round to round.
        ratio: median(ratios),
        note:
          `${perCounty * COUNTIES} cases of ${steps.length} moves, ${COUNTIES} connections, ${rounds} rounds; ratios of the rounds ${ratios.map((one) => one.toFixed(2)).join(' ')}, ` +
          `spread of the rates ${percent(ours.spread)} and ${percent(limit.spread)}; with the whole case read after each move ${withView.rate.toFixed(0)}/s; ${load}`,
      },
      {
        unit: 'statements a move',
        ours: ours.statements,
        limitName: 'the most allowed',
        limit: MOST_STATEMENTS,
        ratio: MOST_STATEMENTS / ours.statements,
        note: `begin, settings and commit counted, in ${ours.trips.toFixed(2)} round trips; with the whole case read after each ${withView.statements.toFixed(2)} in ${withView.trips.toFixed(2)}`,
      },
      {
        unit: 'bytes of WAL a move',
        ours: ours.wal,
        limitName: 'the most allowed',
        limit: MOST_WAL,
        ratio: MOST_WAL / ours.wal,
        note: `${ours.images.toFixed(0)} of them images of pages touched first after the checkpoint that precedes each run; by hand ${limit.wal.toFixed(0)}, ${limit.images.toFixed(0)} of them images`,
      },
    ]
  } finally {
    await bench.close()
  }
}

const job: Job = {
  what: 'cases with four tasks of people, two branches side by side, clocks and the whole history, moved over 8 connections; instruments are made afterwards',
  run: measure,
}
export default job
