import pg from 'pg'
import type { Actor, Context } from '#kernel/context'
import { inContext, pathsBelow } from '#kernel/context'
import { openPool, run, type Statement } from '#kernel/database'
import { openCity, type City, type Site } from '../../src/main.ts'
import { inTurns, median, percent, rateOf, type Finding, type Job, type Measured, type Setting } from '../job.ts'
import { dataFolder, serverProcessor } from '../machine.ts'
import { withSite } from '../site.ts'

const ROWS = 400_000
const WIDTH = 8
/** A zoom at which single records are drawn. */
const NEAR = 14
const LAYER = 'entity.entities'
const COUNTY = '441802'
/** West, south, east and north of the plain that the entities are spread over. */
const PLAIN = [112.9, 23.4, 113.3, 23.9] as const

interface Address {
  z: number
  x: number
  y: number
}

/**
 * Fills the register of entities past the engine: with places all over the plain, half of them in the clerk's county, the rest in all others.
 * Needs the superuser; no envelope is written, since writing is not what is measured.
 */
async function fillEntities(admin: pg.Client, rows: number): Promise<void> {
  await admin.query(`create temp table village as select row_number() over (order by code like '${COUNTY}%' desc, code) - 1 as n, key, code, path,
    code like '${COUNTY}%' as near from identity.region where ended is null and effective @> now() and level = 'village'`)
  const { rows: counted } = await admin.query<{ near: number; all: number }>(
    'select count(*) filter (where near)::integer as near, count(*)::integer as all from village',
  )
  await admin.query('set session_replication_role = replica')
  await admin.query(
    `insert into entity.entity (id, region, region_code, region_path, organisation, holder, class, words, name, kind, credit_code, principal_name, established_on,
       address, state, place)
     select (lpad(to_hex(1700000000000 + i), 12, '0') || '7000b000' || lpad(to_hex(i), 12, '0'))::uuid, v.key, v.code, v.path,
       '00000000-0000-0000-0000-000000000000', '00000000-0000-0000-0000-000000000000', 1, array_to_tsvector(array['户' || i]), '商户' || i,
       (array['individual', 'company', 'cooperative'])[1 + i % 3], 'B' || lpad(i::text, 17, '0'), '', date '2020-01-01', '', 'active',
       st_setsrid(st_makepoint($2 + ($4::float8 - $2) * (i * 7919 % 100003) / 100003, $3 + ($5::float8 - $3) * (i * 104729 % 100019) / 100019), 4490)
     from generate_series(1, $1::bigint) i
     join village v on v.n = case when i % 2 = 0 then i * 48271 % $6::integer else i * 48271 % $7::integer end`,
    [rows, ...PLAIN, counted[0]!.near, counted[0]!.all],
  )
  await admin.query('set session_replication_role = default')
  await admin.query('vacuum (analyze) entity.entity')
}

/** All tiles of the plain. */
function tilesOf([west, south, east, north]: typeof PLAIN, z: number): Address[] {
  const column = (longitude: number) => Math.floor(((longitude + 180) / 360) * 2 ** z)
  const row = (latitude: number) => {
    const sine = Math.sin((latitude * Math.PI) / 180)
    return Math.floor((0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * 2 ** z)
  }
  const all: Address[] = []
  for (let x = column(west); x <= column(east); x++) for (let y = row(north); y <= row(south); y++) all.push({ z, x, y })
  return all
}

/** The same tile, written by hand for this one register, past the second wall: the predicate stands in the query alone. */
const byHand = ({ z, x, y }: Address, [from, before]: readonly [string, string]): Statement => ({
  name: 'bench.tile',
  text: `select st_asmvt(m, '${LAYER}', 4096, 'shape') as tile from (
    select st_asmvtgeom(st_transform(t.place, 3857), (select st_tileenvelope($1, $2, $3)), 4096, 64) as shape, t.id::text as id, t.kind, t.name
    from entity.entity t
    where t.place && (select st_transform(st_tileenvelope($1, $2, $3, margin => 64.0 / 4096), 4490))
      and st_intersects(t.place, (select st_transform(st_tileenvelope($1, $2, $3, margin => 64.0 / 4096), 4490)))
      and t.ended is null and t.region_path >= $4 and t.region_path < $5) m`,
  values: [z, x, y, from, before],
})

function clerkOf(city: City, region: { id: string; code: string; path: string }): Actor {
  const nobody = '019b0000-0000-7000-8000-000000000000'
  if (!city.registers.definitions.roles.has('entity.steward')) throw new Error('there is no steward of entities')
  return {
    kind: 'post',
    name: '经办',
    account: nobody,
    person: null,
    post: nobody,
    organisation: nobody,
    region,
    duties: [{ role: 'entity.steward', organisation: nobody, regionPath: region.path }],
  }
}

const note = (rows: number, ours: Measured, limit: Measured, setting: Setting) =>
  `${rows} points, ${WIDTH} at a time, ${setting.rounds} rounds of ${setting.seconds} s, spread ${percent(ours.spread)} and ${percent(limit.spread)}, processor ${ours.cpu.toFixed(2)} and ${limit.cpu.toFixed(2)} ms a tile here, ${ours.databaseCpu.toFixed(2)} and ${limit.databaseCpu.toFixed(2)} in the database`

/** Measures over a site whose map has been loaded. */
export async function measure(site: Site, rows: number, setting: Setting): Promise<Finding[]> {
  const admin = new pg.Client(site.connections.admin as pg.ClientConfig)
  await admin.connect()
  admin.on('error', () => undefined)
  await fillEntities(admin, rows)
  const folder = await dataFolder(admin)
  const city = await openCity(site)
  // Planned once a connection, as ours is.
  const wall = openPool(
    { ...(site.connections.admin as pg.PoolConfig), max: WIDTH, options: '-c plan_cache_mode=force_generic_plan' },
    () => undefined,
  )
  try {
    await admin.query('delete from map.counted')
    await city.jobs['map-count']!({})
    const county = (await city.identity.places.byCode(COUNTY))!
    const actor = clerkOf(city, county)
    const range = pathsBelow(county.path)
    const ours = (at: Address) =>
      inContext(city.ground, actor, { kind: 'duty', what: '矢量瓦片' }, (ctx: Context) => city.map.tile(ctx, LAYER, at), { readOnly: true })
    const hand = async (at: Address) => {
      const client = await wall.connect()
      try {
        return (await run(client, [byHand(at, range)]))[0]!.rows[0]!.tile as Buffer
      } finally {
        client.release()
      }
    }
    const near = tilesOf(PLAIN, NEAR)
    let records = 0
    for (const at of near.filter((_, i) => i % 7 === 0)) {
      const [mine, other] = [await ours(at), await hand(at)]
      records += mine.records
      // Rows come in whatever order the index gives; what is in the tile is the same when its size and count are.
      if (mine.bytes.length !== other.length) throw new Error(`tile ${at.x}/${at.y} by hand is another: the run is void`)
    }
    if (records === 0) throw new Error('the tiles are empty: the run is void')
    const width = { width: WIDTH }
    const measured = await inTurns(
      {
        engine: (seconds) => rateOf((i) => ours(near[i % near.length]!), { seconds, ...width }),
        hand: (seconds) => rateOf((i) => hand(near[i % near.length]!), { seconds, ...width }),
      },
      setting,
      () => serverProcessor(folder),
    )
    const afar: number[] = []
    const first: number[] = []
    const timed = async (at: Address) => {
      const began = performance.now()
      const { bytes } = await ours(at)
      return { bytes, took: performance.now() - began }
    }
    for (let z = 5; z <= 10; z++)
      for (const at of tilesOf(PLAIN, z)) {
        // As after each count: what was kept before is not taken any more, and what is made of the new tallies is the same here.
        await admin.query('update map.counted set counted = clock_timestamp()')
        const made = await timed(at)
        const kept = await timed(at)
        if (!made.bytes.equals(kept.bytes)) throw new Error('a tile of counts is another when it is kept: the run is void')
        first.push(made.took)
        afar.push(kept.took)
      }
    const slowest = Math.max(...afar)
    return [
      {
        unit: `tiles/s at zoom ${NEAR}`,
        ours: measured.engine.median,
        limitName: 'ST_AsMVT by hand with the same predicate, without the second wall',
        limit: measured.hand.median,
        ratio: measured.engine.median / measured.hand.median,
        note: note(rows, measured.engine, measured.hand, setting),
      },
      {
        unit: 'ms for a tile of counts, zoom 5 to 10',
        ours: slowest,
        limitName: 'the most allowed',
        limit: 50,
        ratio: 50 / slowest,
        note: `the slowest of ${afar.length} tiles over ${rows} points, the middle ${median(afar).toFixed(1)}; made after a count of new tallies: slowest ${Math.max(...first).toFixed(1)}, middle ${median(first).toFixed(1)}`,
      },
    ]
  } finally {
    await wall.end()
    await city.close()
    await admin.end()
  }
}

const job: Job = {
  what: 'uncached vector tile of a register as a clerk of a county, permission inside',
  run: (setting) => withSite(setting.log, (site) => measure(site, setting.rows ?? ROWS, setting)),
}
export default job
