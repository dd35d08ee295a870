import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { pino } from 'pino'
import { calendarDays, createCases, type Cases, type ShippedDay } from '#engines/cases'
import { applyDefinitions, defineAll } from '#engines/registers'
import { openCluster, type Cluster } from '#kernel/cluster'
import { inContext, type Actor, type Context, type Ground, type Purpose } from '#kernel/context'
import { openPool, run, traffic } from '#kernel/database'
import { localDate } from '#kernel/days'
import { migrateJobs } from '#kernel/jobs'
import { newKey } from '#kernel/keys'
import { migrate, migrationsBeside, whole } from '#kernel/migrate'
import { connections, databaseName, prepareDatabase, type Connections } from '#kernel/prepare'
import { citizen, COUNTIES, counties, days, nameOfOffice, options, shipped, staff, steps, system } from './case-model.ts'

const timezone = 'Asia/Shanghai'
const here = new URL('.', import.meta.url)

/** What one run of all four steps over some cases cost. */
export interface Run {
  moves: number
  seconds: number
  statements: number
  roundTrips: number
  /** Bytes of log, and how many of them are images of pages touched for the first time since the checkpoint. */
  wal: number
  walOfImages: number
}

/** A way of making moves: the engine, or the limit. */
export interface Way {
  /** Waiting tasks of a step by county, with their case and its version. */
  waiting(node: string): Promise<{ county: number; case: string; task: string; version: number }[]>
  move(county: number, step: (typeof steps)[number], of: { case: string; task: string; version: number }): Promise<void>
  /** Moves, envelopes and jobs that these cases have left so far. */
  left(): Promise<{ moves: number; envelopes: number; jobs: number }>
}

export interface Bench {
  ours: Way
  /** The same, and the whole case as a page shows it after each move. */
  withView: Way
  limit: Way
  /** Makes fresh cases of each county, the same for both ways. */
  seed(perCounty: number): Promise<void>
  /** @throws when what the two ways left of the same cases differs */
  compare(): Promise<void>
  setNow(at: string): void
  checkpoint(): Promise<void>
  lsn(): Promise<string>
  wal(from: string, to: string): Promise<{ all: number; images: number }>
  close(): Promise<void>
}

const purposeOf = (actor: Actor): Purpose => ({ kind: actor.kind === 'system' ? 'system' : actor.person ? 'own' : 'duty', what: '办理' })

async function migrateEngine(to: Connections): Promise<void> {
  const client = new pg.Client(to.migrator)
  await client.connect()
  const engine = (name: string) =>
    migrate(client, [migrationsBeside(name, new URL(`../../src/engines/${name}/x`, here).href)], () => undefined)
  try {
    await migrate(client, [migrationsBeside('kernel', new URL('../../src/kernel/x', here).href)], () => undefined)
    await client.query(`insert into kernel.identity (installation, city, demo) values ('bench', '4418', true)`)
    const pool = new pg.Pool({ ...to.migrator, max: 2 })
    await migrateJobs(pool).finally(() => pool.end())
    await whole(client, () => applyDefinitions(client, defineAll([calendarDays], [])))
    await engine('cases')
  } finally {
    await client.end()
  }
}

/** The official days, as an installation has them. */
async function fillCalendar(admin: pg.Client): Promise<void> {
  const { days: shippedDays } = JSON.parse(readFileSync(new URL('../../city/cn/calendar.json', here), 'utf8')) as { days: ShippedDay[] }
  await admin.query(
    `insert into calendar.day (id, region, region_code, region_path, organisation, class, date, kind, name, extent, notice)
      select id, $2, '000000000000', '/', $2, 0, date, kind, name, 'national', notice
      from jsonb_to_recordset($1) as d(id uuid, date date, kind text, name text, notice text)`,
    [JSON.stringify(shippedDays.map((day) => ({ ...day, id: newKey() }))), newKey()],
  )
  await admin.query(`insert into by_hand.working_day
    select row_number() over (order by d), d from generate_series(date '2025-01-01', date '2027-12-31', interval '1 day') g(d)
      left join calendar.day n on n.date = g.d::date and n.ended is null
    where coalesce(n.kind, case when extract(isodow from g.d) < 6 then 'work' else 'rest' end) = 'work'`)
}

/** Rows of a table of one case, written again for other cases; other keys are made afresh. */
const copyRows = (table: string, key: string, columns: readonly string[]) => `
  insert into cases."${table}" (${columns.join()}) select ${columns.map((column) => `r.${column}`).join()} from cases."${table}" o, unnest($2::uuid[], $3::text[]) as n(id, number),
    lateral jsonb_populate_record(o, jsonb_build_object('id', ${key}, 'case_id', n.id, 'number', n.number)) r
  where o.case_id = $1`

/** The columns of a table of cases but for those that the database works out by itself. */
async function writtenColumns(admin: pg.Client, table: string): Promise<string[]> {
  const { rows } = await admin.query<{ name: string }>(
    `select quote_ident(attname) as name from pg_attribute where attrelid = format('cases.%I', $1::text)::regclass and attnum > 0
     and not attisdropped and attgenerated = '' order by attnum`,
    [table],
  )
  return rows.map(({ name }) => name)
}

const handed = `
  insert into by_hand."case" select c.id, c.version, c.recorded, c.region, c.region_code, c.region_path, c.organisation, c.holder, c.salt, c.number, c.title,
    c.matter, c.state, c.seq, c.applicant_name, c.region_name, c.organisation_name,
    (c.organisations -> 'branch:books' ->> 'id')::uuid, c.organisations -> 'branch:books' ->> 'name',
    (c.organisations -> 'branch:fire' ->> 'id')::uuid, c.organisations -> 'branch:fire' ->> 'name', $2, $3, $4, null, null, null, null, c.data, c.opened, null
  from cases."case" c where c.id = any($1)`
const handedTasks = `
  insert into by_hand.task (id, region, region_code, region_path, organisation, holder, case_id, number, title, matter, branch, node, role, organisation_name,
    opened, due, light)
  select id, region, region_code, region_path, organisation, holder, case_id, number, title, matter, branch, node, role, organisation_name, opened, due, light
  from cases.task where case_id = any($1)`
const handedClocks = `
  insert into by_hand.clock (id, region, region_code, region_path, organisation, holder, case_id, branch, key, days, started, due, state, light, next_at)
  select id, region, region_code, region_path, organisation, holder, case_id, branch, key, days, started, due, state, light, next_at
  from cases.clock where case_id = any($1)`
const handedMoves = `
  insert into by_hand.move (id, region, region_code, region_path, organisation, holder, case_id, seq, case_version, task, node, branch, act, actor, actor_name,
    post, post_name, organisation_name, input, at, key)
  select id, region, region_code, region_path, organisation, holder, case_id, seq, case_version, task, node, branch, act, actor, actor_name, post, post_name,
    organisation_name, input, at, id::text
  from cases.move where case_id = any($1)`

/** What stands of each case, its clocks, tasks and papers, in words that both ways share. */
const stateIn = (schema: string) => `
  select md5(string_agg(concat_ws(' ', c.id, c.version, c.state, c.seq, c.concluded,
    (select string_agg(concat_ws(' ', branch, key, days, started, ended, due, state, light, next_at), ';' order by branch, key) from ${schema}.clock k where k.case_id = c.id),
    (select string_agg(concat_ws(' ', branch, node, role, organisation, opened, closed, closed_by, due, light), ';' order by node) from ${schema}.task t where t.case_id = c.id),
    (select string_agg(concat_ws(' ', seq, case_version, branch, node, act, actor, actor_name, post_name, organisation_name, at), ';' order by seq) from ${schema}.move m where m.case_id = c.id),
    (select string_agg(concat_ws(' ', template, organisation, data), ';' order by i.id) from ${schema}.instrument i where i.case_id = c.id)), '|' order by c.id)) as state
  from ${schema}."case" c where c.id = any($1)`

/** Opens a private cluster of its own with the model in it, durable as a city's. */
export async function openBench(): Promise<Bench> {
  const dataDir = mkdtempSync(join(tmpdir(), 'cs-bench-'))
  const cluster = await openCluster({ dataDir, log: () => undefined })
  const stop = async () => {
    await cluster.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
  try {
    return await fill(cluster, stop)
  } catch (error) {
    await stop()
    throw error
  }
}

async function fill(cluster: Cluster, stop: () => Promise<void>): Promise<Bench> {
  await prepareDatabase(cluster.connection('admin', 'postgres'), { database: databaseName, passwords: cluster.passwords })
  const to = connections({ databaseUrl: undefined }, cluster)
  await migrateEngine(to)
  const admin = new pg.Client(cluster.connection('admin', databaseName))
  await admin.connect()
  await admin.query('create extension pg_walinspect')
  await admin.query(readFileSync(new URL('../limits/case-move.sql', here), 'utf8'))
  await fillCalendar(admin)

  let now = new Date('2026-03-02T09:00:00+08:00')
  let closing = false
  // A pool that ends lets go of its sockets before they are closed.
  const fail = (error: Error) => {
    if (!closing) throw error
  }
  const pools = { app: openPool({ ...to.app, max: COUNTIES }, fail), hall: openPool({ ...to.hall, max: 1 }, fail) }
  const byHand = openPool({ ...cluster.connection('admin', databaseName), max: COUNTIES }, fail)
  const ground: Ground = { installation: 'bench', timezone, demo: true, pools, log: pino({ level: 'silent' }), clock: () => now }
  const cases: Cases = createCases(ground, options)
  const as = <T>(actor: Actor, work: (ctx: Context) => Promise<T>) =>
    inContext(ground, actor, purposeOf(actor), work, { door: actor.person ? 'hall' : 'app' })
  await as(system, (ctx) => cases.loadImplementations(ctx, shipped))
  const models: string[] = []
  for (const { id } of counties) {
    const opened = await as(citizen, (ctx) =>
      cases.openCase(ctx, { matter: 'bench.licence', region: id, guide: {}, answers: {}, materials: [], idempotencyKey: newKey() }),
    )
    models.push(opened.id)
  }

  let fresh: string[] = []
  const waitingIn = (schema: string) => async (node: string) => {
    const { rows } = await admin.query<{ region: string; case: string; task: string; version: number }>(
      `select c.region, c.id as case, t.id as task, c.version from ${schema}."case" c join ${schema}.task t on t.case_id = c.id and t.closed is null
        where c.id = any($1) and t.node = $2 order by c.id`,
      [fresh, node],
    )
    return rows.map((row) => ({ ...row, county: counties.findIndex((one) => one.id === row.region) }))
  }
  const leftIn = (schema: string, log: string) => async () => {
    const { rows } = await admin.query<{ moves: number; envelopes: number; jobs: number }>(
      `with records as (${['case', 'move', 'task', 'clock', 'instrument'].map((table) => `select id from ${schema}."${table}" where ${table === 'case' ? 'id' : 'case_id'} = any($1)`).join(' union all ')})
      select (select count(*)::int from ${schema}.move where case_id = any($1) and task is not null) as moves,
        (select count(*)::int from ${log} where record in (select id from records)) as envelopes,
        (select count(*)::int from graphile_worker.jobs j join ${schema}.instrument i on j.key = 'instrument:' || i.id where i.case_id = any($1)) as jobs`,
      [fresh],
    )
    return rows[0]!
  }
  const actorOf = (county: number, step: (typeof steps)[number]) => staff[county]![step.by]
  const actingOf = (step: (typeof steps)[number], of: { case: string; task: string; version: number }) => ({
    ...of,
    act: step.act,
    input: {},
    idempotencyKey: newKey(),
  })
  const through: Pick<Way, 'waiting' | 'left'> = { waiting: waitingIn('cases'), left: leftIn('cases', 'kernel.change') }
  return {
    ours: {
      ...through,
      move: (county, step, of) => as(actorOf(county, step), (ctx) => cases.move(ctx, actingOf(step, of))),
    },
    withView: {
      ...through,
      move: async (county, step, of) => void (await as(actorOf(county, step), (ctx) => cases.act(ctx, actingOf(step, of)))),
    },
    limit: {
      waiting: waitingIn('by_hand'),
      left: leftIn('by_hand', 'by_hand.change'),
      async move(county, step, of) {
        const { account, post, organisation, duties, name } = actorOf(county, step)
        const client = await byHand.connect()
        try {
          await run(client, [
            {
              name: 'move',
              text: 'select by_hand.move($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)',
              values: [
                of.case,
                of.task,
                step.act,
                '{}',
                newKey(),
                account,
                post,
                organisation,
                duties[0]!.role,
                name,
                '经办岗',
                nameOfOffice(organisation),
                'duty:办理',
                now,
                localDate(now, timezone),
                Array.from({ length: 7 }, newKey),
              ],
            },
          ])
        } finally {
          client.release()
        }
      },
    },
    async seed(perCounty) {
      fresh = []
      for (const model of models) {
        const ids = Array.from({ length: perCounty }, newKey)
        const numbers = ids.map((id) => `B${id}`)
        for (const [table, key] of [
          ['case', 'n.id'] as const,
          ...['move', 'task', 'clock'].map((one) => [one, 'gen_random_uuid()'] as const),
        ])
          await admin.query(copyRows(table, key, await writtenColumns(admin, table)), [model, ids, numbers])
        fresh.push(...ids)
      }
      await admin.query(handed, [fresh, days.statutory, days.books, days.fire])
      for (const text of [handedTasks, handedClocks, handedMoves]) await admin.query(text, [fresh])
      await admin.query('vacuum analyze')
    },
    async compare() {
      const states = []
      for (const schema of ['cases', 'by_hand'])
        states.push((await admin.query<{ state: string }>(stateIn(schema), [fresh])).rows[0]!.state)
      if (states[0] !== states[1]) throw new Error('the limit did not do the same: cases, clocks, tasks, moves or papers differ')
    },
    setNow: (at) => void (now = new Date(at)),
    checkpoint: async () => void (await admin.query('checkpoint')),
    lsn: async () => (await admin.query<{ lsn: string }>('select pg_current_wal_flush_lsn()::text as lsn')).rows[0]!.lsn,
    async wal(from, until) {
      const { rows } = await admin.query<{ all: number; images: number }>(
        `select ($2::pg_lsn - $1::pg_lsn)::float8 as all, case when $1::pg_lsn < $2::pg_lsn then (select sum(fpi_size)::float8 from pg_get_wal_stats($1, $2)) else 0 end as images`,
        [from, until],
      )
      return rows[0]!
    },
    async close() {
      closing = true
      await Promise.all([pools.app.end(), pools.hall.end(), byHand.end(), admin.end()])
      await stop()
    },
  }
}

/** Takes every fresh case through its four steps, a worker for each county. @throws when the counts don't tell that each move left what it should */
export async function runAll(bench: Bench, way: Way): Promise<Run> {
  const total: Run = { moves: 0, seconds: 0, statements: 0, roundTrips: 0, wal: 0, walOfImages: 0 }
  let envelopes = 0
  for (const step of steps) {
    bench.setNow(step.at)
    const waiting = await way.waiting(step.node)
    const byCounty = counties.map((_, county) => waiting.filter((one) => one.county === county))
    const before = { ...traffic, lsn: await bench.lsn() }
    const start = performance.now()
    await Promise.all(
      byCounty.map(async (list, county) => {
        for (const of of list) await way.move(county, step, of)
      }),
    )
    total.seconds += (performance.now() - start) / 1000
    const wal = await bench.wal(before.lsn, await bench.lsn())
    total.wal += wal.all
    total.walOfImages += wal.images
    total.statements += traffic.statements - before.statements
    total.roundTrips += traffic.roundTrips - before.roundTrips
    total.moves += waiting.length
    envelopes += waiting.length * step.envelopes
  }
  const left = await way.left()
  const expected = { moves: total.moves, envelopes, jobs: total.moves / steps.length }
  if (JSON.stringify(left) !== JSON.stringify(expected))
    throw new Error(`the run is void: ${JSON.stringify(left)} was left instead of ${JSON.stringify(expected)}`)
  return total
}
