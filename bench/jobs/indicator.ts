import { join } from 'node:path'
import pg from 'pg'
import { persons } from '../../src/systems/foundation/population/registers.ts'
import { readSealingKey, sealer } from '#kernel/sealing'
import { openCity, type City, type Site } from '../../src/main.ts'
import type { Finding, Job, Setting } from '../job.ts'
import { fillPersons } from '../persons.ts'
import { withSite } from '../site.ts'

/** Changes between two counts: what a busy minute brings. */
const CHANGES = 200
const INDICATOR = 'population.residents'

/** What one round of counting cost, with so much history behind it. */
export interface Cost {
  rows: number
  milliseconds: number
  /** Rows that the database read and wrote in the tables concerned; the same on every machine. */
  touched: number
}

/** The slope of the logarithm of costs over the logarithm of sizes (least squares): 0 is a cost that does not grow, 1 grows alike. */
export function slopeOf(points: readonly { size: number; cost: number }[]): number {
  const logs = points.map(({ size, cost }) => [Math.log(size), Math.log(cost)] as const)
  const mean = (i: 0 | 1) => logs.reduce((sum, one) => sum + one[i], 0) / logs.length
  const [mx, my] = [mean(0), mean(1)]
  return logs.reduce((sum, [x, y]) => sum + (x - mx) * (y - my), 0) / logs.reduce((sum, [x]) => sum + (x - mx) ** 2, 0)
}

/** Rows read and written so far in the tables concerned, after every session of the city has handed in what it counted. */
async function touched(city: City, admin: pg.Client): Promise<number> {
  const pool = city.ground.pools.app
  const sessions = await Promise.all(Array.from({ length: pool.totalCount }, () => pool.connect()))
  for (const session of sessions) {
    await session.query('select pg_stat_force_next_flush()')
    session.release()
  }
  await admin.query('select pg_stat_clear_snapshot()')
  const { rows } = await admin.query<{
    n: number
  }>(`select sum(seq_tup_read + coalesce(idx_tup_fetch, 0) + n_tup_ins + n_tup_upd + n_tup_del)::float8 as n
    from pg_stat_user_tables where schemaname in ('indicators', 'population')`)
  return rows[0]!.n
}

/** Changes persons through the engine, as officers do. */
async function change(city: City, ids: readonly { id: string; version: number }[], round: number): Promise<void> {
  await city.identity.asSystem('bench', async (ctx) => {
    for (const { id, version } of ids) await city.registers.change(ctx, persons, id as never, version, { sex: round % 2 === 0 ? '1' : '2' })
  })
}

/** Waits until readers of the log may read all of it: another transaction of the same server, in whatever database, holds them back. */
async function allReadable(admin: pg.Client): Promise<void> {
  const until = performance.now() + 30_000
  for (;;) {
    const { rows } = await admin.query<{ all: boolean }>(
      'select coalesce(max(tx) < pg_snapshot_xmin(pg_current_snapshot()), true) as all from kernel.change',
    )
    if (rows[0]!.all) return
    if (performance.now() > until) throw new Error('the run is void: another transaction has been open for half a minute')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** What counting the same number of changes costs as the register grows; at the end the figures are compared with a count by hand. */
export async function costs(site: Site, sizes: readonly number[], log: (line: string) => void): Promise<Cost[]> {
  const city = await openCity(site)
  const admin = new pg.Client(site.connections.admin!)
  await admin.connect()
  const sealing = sealer(readSealingKey(join(site.settings.dataDir, 'keys', 'seal.key')))
  const measured: Cost[] = []
  try {
    let there = 0
    for (const size of sizes) {
      await fillPersons(admin, sealing, size - there, there)
      there = size
      await allReadable(admin)
      await city.indicators.recount(INDICATOR)
      await city.indicators.catchUp()
      await admin.query('vacuum (analyze) indicators.fact, indicators.cell, population.person, kernel.change')
      const times: number[] = []
      // What other sessions did before may be handed in late, and is then counted as one round's.
      let rows = Number.POSITIVE_INFINITY
      for (let round = 0; round < 3; round++) {
        const { rows: ids } = await admin.query<{ id: string; version: number }>(
          `select id, version from population.person where id::text like '%-7000-a000-%' order by md5(id::text || $1) limit $2`,
          [round, CHANGES],
        )
        await change(city, ids, round)
        await allReadable(admin)
        const before = await touched(city, admin)
        const start = performance.now()
        await city.indicators.catchUp()
        times.push(performance.now() - start)
        rows = Math.min(rows, (await touched(city, admin)) - before)
      }
      measured.push({ rows: size, milliseconds: times.sort((a, b) => a - b)[1]!, touched: rows })
      log(`${size} persons: ${CHANGES} changes counted in ${times[1]!.toFixed(0)} ms, ${rows} rows touched`)
    }
    const { rows } = await admin.query<{ ours: number; byHand: number }>(
      `select (select coalesce(sum(c.count), 0)::float8 from indicators.cell c join indicators.measure m on m.id = c.measure
          where m.indicator = $1 and m.state = 'live' and c.grp = 'sex=1' and c.region_path like '%/' and c.region_path not like '%/%/') as ours,
        (select count(*)::float8 from population.person where ended is null and sex = '1') as "byHand"`,
      [INDICATOR],
    )
    if (rows[0]!.ours !== rows[0]!.byHand) throw new Error(`the run is void: ${rows[0]!.ours} counted, ${rows[0]!.byHand} by hand`)
    return measured
  } finally {
    await admin.end()
    await city.close()
  }
}

/** Findings of costs: the slope of time and of rows touched against history. */
export function findings(measured: readonly Cost[]): Finding[] {
  const limit = 0.1
  const note = measured.map(({ rows, milliseconds, touched }) => `${rows}: ${milliseconds.toFixed(0)} ms, ${touched} rows`).join('; ')
  const slopes = [
    ['log-log slope of time', slopeOf(measured.map(({ rows, milliseconds }) => ({ size: rows, cost: milliseconds })))],
    ['log-log slope of rows touched', slopeOf(measured.map(({ rows, touched }) => ({ size: rows, cost: touched })))],
  ] as const
  return slopes.map(([unit, ours]) => ({
    unit,
    ours,
    limitName: 'cost follows the changes, not the history',
    limit,
    ratio: limit / Math.max(ours, 0.001),
    note: `${CHANGES} changes; ${note}`,
  }))
}

const sizes = [10_000, 40_000, 160_000, 640_000]

const job: Job = {
  what: `${CHANGES} changes of persons counted into the figures of every county and town, while the register grows from ${sizes[0]} to ${sizes.at(-1)} persons`,
  run: ({ rows, log }: Setting) =>
    withSite(log, async (site) => findings(await costs(site, rows === undefined ? sizes : sizes.filter((size) => size <= rows), log))),
}
export default job
