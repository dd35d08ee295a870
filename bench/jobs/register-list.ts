import { join } from 'node:path'
import Fastify from 'fastify'
import type pg from 'pg'
import { role } from '#declare'
import { createRegisters, registerRoutes } from '#engines/registers'
import type { AccessLog, AccessRecord } from '#kernel/access'
import { pathsBelow, type Context } from '#kernel/context'
import { connect, run, traffic, type Statement } from '#kernel/database'
import type { Route } from '#kernel/http'
import { readSealingKey, sealer } from '#kernel/sealing'
import type { Site } from '../../src/main.ts'
import { openAdmin, openDoor, portOf, prepare } from '../door.ts'
import { inTurns, percent, rateOf, type Finding, type Job, type Measured, type Setting } from '../job.ts'
import { load } from '../load.ts'
import { fillPersons } from '../persons.ts'
import { openPeers, peersDo } from '../peers/reading.ts'
import { withSite } from '../site.ts'

const ROWS = 4_000_000
const WIDTH = 16
/** Different pages and records that are asked for in turn: more rows than masks are kept at hand, so that each is made anew. */
const SAMPLE = 2000
const COUNTY = '441802'

/** Reads the persons of a county, masked. */
const clerk = role('bench.clerk', {
  label: '经办人员',
  about: '查看本县的自然人，看不到明文。',
  may: [{ register: 'population.person', acts: ['read'], scope: 'region' }],
})
const account = {
  account: 'bench',
  password: 'bench-clerk-password',
  name: '经办',
  organisationFunction: 'public-security',
  region: COUNTY,
}

/** A record and where it lies. */
export interface Place {
  id: string
  path: string
}

/** One page or record: how it is asked for, and what goes to the database for it. */
interface Sample {
  path: string
  /** The record, or the one that the page begins after. */
  at: Place
  page: boolean
  ask(ctx: Context): Promise<unknown>
  /** Statements of each round trip, with their settings. */
  trips: (readonly Statement[])[]
  accesses: AccessRecord[]
  body: Buffer
}

/** Opens the platform's own doors over a filled register, and gathers what the hand-written limits need. */
async function open(site: Site) {
  const door = await openDoor(site, { roles: [clerk] }, account)
  const accesses: AccessRecord[] = []
  const access: AccessLog = {
    record: (ctx, record) => {
      accesses.push(record)
      return door.log.record(ctx, record)
    },
    close: () => door.log.close(),
  }
  // What the engine sends is seen by another instance of it, so that the measured one does nothing beside its work.
  const watched = registerRoutes(createRegisters({ ...door.parts, access }))
  return { ...door, accesses, routes: registerRoutes(door.registers), watched }
}
type Opened = Awaited<ReturnType<typeof open>>

const asClerk = (door: Opened, work: (ctx: Context) => Promise<unknown>) => door.as(work, { readOnly: true })

/** Asks once for each sample, and keeps what was sent to the database and what came out of the door. */
async function gather(opened: Opened, admin: pg.Client): Promise<Sample[]> {
  const { actor, accesses, address, cookie, routes, watched } = opened
  const [from, before] = pathsBelow(actor.region.path)
  const { rows } = await admin.query<{ id: string; path: string }>(
    `select id, region_path as path from (select id, region_path, row_number() over (order by region_path, id) as n, count(*) over () as all
       from population.person where region_path >= $1 and region_path < $2) p
     where n % greatest(1, "all" * 9 / 10 / $3) = 0 and n < "all" * 9 / 10 order by n limit $3`,
    [from, before, SAMPLE],
  )
  const find = (all: readonly Route[], url: string) => all.find((route) => route.method === 'GET' && route.url === url)!
  const samples: Sample[] = []
  for (const [i, { id, path }] of rows.entries()) {
    const after = Buffer.from(`${path} ${id}`).toString('base64url')
    const asked =
      i % 2 === 0
        ? { url: '/api/registers/:register', params: { register: 'population.person' }, query: { limit: 50, after } }
        : { url: '/api/registers/:register/:id', params: { register: 'population.person', id }, query: {} }
    const given = {
      params: asked.params,
      query: asked.query,
      body: undefined,
      raw: { headers: {} },
      reply: { header: () => undefined },
    } as never
    const trips: (readonly Statement[])[] = []
    accesses.length = 0
    traffic.watch = (statements) => void (statements.some((one) => one.name === 'kernel.access-insert') || trips.push(statements))
    await asClerk(opened, (ctx) => find(watched, asked.url).handler(ctx, given))
    traffic.watch = undefined
    const address2 =
      asked.url.replace(':register', 'population.person').replace(':id', id) + (i % 2 === 0 ? `?limit=50&after=${after}` : '')
    const answer = await fetch(address + address2, { headers: { cookie } })
    if (!answer.ok) throw new Error(await answer.text())
    const route = find(routes, asked.url)
    samples.push({
      path: address2,
      at: { id, path },
      page: i % 2 === 0,
      ask: (ctx) => route.handler(ctx, given),
      trips,
      accesses: [...accesses],
      body: Buffer.from(await answer.arrayBuffer()),
    })
  }
  return samples
}

/** The same statements in the same round trips, and the same access record, by hand. */
async function byHand({ ground, log, actor }: Opened, sample: Sample): Promise<pg.QueryResultRow[]> {
  let rows: pg.QueryResultRow[] = []
  for (const [i, statements] of sample.trips.entries()) {
    const client = await connect(ground.pools.app)
    try {
      const answers = await run(client, statements)
      if (i === 0) rows = answers.at(-1)!.rows
    } finally {
      client.release()
    }
  }
  for (const access of sample.accesses) await log.record({ actor, purpose: { kind: 'duty', what: '查看数据目录' } } as Context, access)
  return rows
}

async function bareServer(opened: Opened, samples: readonly Sample[]) {
  const byPath = new Map(samples.map((sample) => [sample.path, sample]))
  const server = Fastify()
  server.get('/*', async (request, reply) => {
    const sample = byPath.get(request.url)!
    await byHand(opened, sample)
    return reply.type('application/json; charset=utf-8').send(sample.body)
  })
  await server.listen({ host: '127.0.0.1', port: 0 })
  return server
}

/** Buffers that one page or record touches, on average. */
async function buffers(opened: Opened, samples: readonly Sample[]): Promise<number> {
  const client = await opened.ground.pools.app.connect()
  try {
    let touched = 0
    for (const { trips } of samples) {
      const [settings, asked] = trips[0] as [Statement, Statement]
      const explained = { text: `explain (analyze, buffers, format json) ${asked.text}`, values: asked.values ?? [] }
      const plan = (await run(client, [settings, explained])).at(-1)!.rows[0]!['QUERY PLAN'] as { Plan: Record<string, number> }[]
      touched += plan[0]!.Plan['Shared Hit Blocks']! + plan[0]!.Plan['Shared Read Blocks']!
    }
    return touched / samples.length
  } finally {
    client.release()
  }
}

const accessCount = async (admin: pg.Client) => (await admin.query<{ n: number }>('select count(*) as n from kernel.access')).rows[0]!.n

/** Measures over a site whose register of persons holds what the seed put there. */
export async function measure(site: Site, rows: number, setting: Setting): Promise<Finding[]> {
  const { log } = setting
  const admin = await openAdmin(site)
  await prepare(site, { roles: [clerk] }, account)
  const key = sealer(readSealingKey(join(site.settings.dataDir, 'keys', 'seal.key')))
  const few = Math.min(40_000, Math.ceil(rows / 2))
  await fillPersons(admin, key, few)
  const small = await open(site)
  const fewBuffers = await buffers(small, await gather(small, admin))
  await small.close()
  log(`${few} persons; filling in the rest of ${rows}`)
  await fillPersons(admin, key, rows - few, few)
  const opened = await open(site)
  try {
    const samples = await gather(opened, admin)
    for (const sample of samples) {
      const ids = (await byHand(opened, sample)).slice(0, 50).map((row) => row.id as string)
      const told = JSON.parse(sample.body.toString('utf8')) as { items?: { id: string }[]; record?: { id: string } }
      const ours = told.items ? told.items.map((one) => one.id) : [told.record!.id]
      if (ids.length === 0 || ids.join() !== ours.join()) throw new Error(`${sample.path}: by hand other records come out`)
      if (sample.body.includes('"name":"') && !sample.body.includes('*')) throw new Error(`${sample.path} is not masked`)
    }
    const most = Math.max(...samples.map(({ trips, accesses }) => trips.length + accesses.length + 1))
    const manyBuffers = await buffers(opened, samples)
    const bare = await bareServer(opened, samples)
    const paths = samples.map((sample) => sample.path)
    const one = (i: number) => samples[i % samples.length]!
    let done = 0
    const counted = async (work: Promise<number>, seconds: number) => {
      const rate = await work
      done += Math.round(rate * seconds)
      return rate
    }
    const before = await accessCount(admin)
    const overHttp = (at: number, headers?: Record<string, string>) => async (seconds: number) => {
      const seen = await load(at, paths, { seconds, width: WIDTH, ...(headers ? { headers } : {}) })
      return seen.done / seconds
    }
    const peers = await openPeers(admin, site.connections.admin as pg.ClientConfig, pathsBelow(opened.actor.region.path), samples, log)
    const engine = await inTurns(
      {
        engine: (seconds) =>
          counted(
            rateOf((i) => asClerk(opened, one(i).ask), { seconds, width: WIDTH }),
            seconds,
          ),
        hand: (seconds) =>
          counted(
            rateOf((i) => byHand(opened, one(i)), { seconds, width: WIDTH }),
            seconds,
          ),
      },
      setting,
    )
    const http: Partial<Record<string, Measured>> = await inTurns(
      {
        platform: (seconds) => counted(overHttp(portOf(opened.address), { cookie: opened.cookie })(seconds), seconds),
        bare: (seconds) => counted(overHttp((bare.server.address() as { port: number }).port)(seconds), seconds),
        ...peers.contestants,
      },
      setting,
    )
    await bare.close()
    await peers.close()
    const recorded = (await accessCount(admin)) - before
    if (Math.abs(recorded - done) > done * 0.05 + WIDTH * 4)
      throw new Error(`${done} answers and ${recorded} access records: the run is void`)
    const note = (ours: Measured, limit: Measured) =>
      `${rows} rows, pages of 50 and records in turn, ${WIDTH} at a time, ${setting.rounds} rounds of ${setting.seconds} s, spread ${percent(ours.spread)} and ${percent(limit.spread)}, processor ${ours.cpu.toFixed(2)} and ${limit.cpu.toFixed(2)} ms an answer`
    return [
      {
        unit: 'answers/s in the engine',
        ours: engine.engine.median,
        limitName: 'the same statements by hand',
        limit: engine.hand.median,
        ratio: engine.engine.median / engine.hand.median,
        note: note(engine.engine, engine.hand),
      },
      {
        unit: 'answers/s over HTTP',
        ours: http.platform!.median,
        limitName: 'bare fastify handler with that SQL, sending the same bytes',
        limit: http.bare!.median,
        ratio: http.platform!.median / http.bare!.median,
        note: note(http.platform!, http.bare!),
      },
      ...peers.names.map((name) => ({
        unit: `answers/s over HTTP, beside ${name}`,
        ours: http.platform!.median,
        limitName: 'bare fastify handler with that SQL, sending the same bytes',
        limit: http.bare!.median,
        ratio: http.platform!.median / http.bare!.median,
        peerName: name,
        peer: http[name]!.median,
        peerRatio: http.platform!.median / http[name]!.median,
        note: `${peersDo[name]}; spread ${percent(http[name]!.spread)}`,
      })),
      {
        unit: 'round trips',
        ours: most,
        limitName: 'the most allowed',
        limit: 4,
        ratio: 4 / most,
        note: 'session and access record counted; the most of all samples',
      },
      {
        unit: 'buffers',
        ours: manyBuffers,
        limitName: `the same pages of ${few} rows`,
        limit: fewBuffers,
        ratio: fewBuffers / manyBuffers,
        note: `of ${rows} rows, on average`,
      },
    ]
  } finally {
    await opened.close()
    await admin.end()
  }
}

const job: Job = {
  what: 'list page and record of a large register as a clerk of a county, masked, with access record',
  run: (setting) => withSite(setting.log, (site) => measure(site, setting.rows ?? ROWS, setting)),
}
export default job
