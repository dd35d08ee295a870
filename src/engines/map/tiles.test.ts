import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testCity, type TestCity, type Visitor } from '#testing'
import { readTile, tileAround, type ReadLayer } from './tile-reading.world.ts'

let city: TestCity
let admin: pg.Client
let steward: Visitor

const MIDDLE = [113.0572, 23.7003] as const
const ALONE = [113.0601, 23.7021] as const
const ELSEWHERE = [112.6413, 24.4683] as const

const keyOf = async (code: string) => (await city.identity.places.byCode(code))!.id

beforeAll(async () => {
  city = await testCity()
  admin = await city.sql('admin')
  steward = await city.as('entity')
  // Generated places would stand among those of this test.
  await admin.query(
    `set session_replication_role = replica; update entity.entity set place = null; delete from map.counted; set session_replication_role = default`,
  )
  await city.identity.asSystem('test', async (ctx) => {
    const { items } = await city.registers.listUntyped(ctx, 'entity.entity', { limit: 500 })
    const [here, there] = [await keyOf('441802006'), await keyOf('441823100')]
    for (const [i, one] of items.slice(0, 12).entries()) {
      const place = i === 0 ? ALONE : i < 10 ? MIDDLE : ELSEWHERE
      await city.registers.changeUntyped(ctx, 'entity.entity', one.id, one.version, {
        region: i < 10 ? here : there,
        place: [...place],
        name: `商户${i}`,
      })
    }
  })
  await count()
}, 120_000)
afterAll(async () => {
  await admin.end()
  await city.stop()
})

async function count(): Promise<void> {
  await city.settled()
  await city.jobs['map-count']!({})
}

async function tile(visitor: Visitor, layer: string, at: readonly [number, number], zoom: number): Promise<ReadLayer[]> {
  const { z, x, y } = tileAround(at, zoom)
  const { status, bytes, headers } = await visitor.bytes(`/tiles/${layer}/${z}/${x}/${y}.mvt`)
  expect(status).toBe(200)
  expect(headers.get('content-type')).toBe('application/vnd.mapbox-vector-tile')
  return readTile(Buffer.from(bytes))
}
const properties = (layers: readonly ReadLayer[]) => layers.flatMap(({ features }) => features.map((one) => one.properties))

describe('a tile from near', () => {
  it('has the records that lie in it, where they lie', async () => {
    const layers = await tile(steward, 'entity.entities', MIDDLE, 14)
    expect(layers.map(({ name }) => name)).toEqual(['entity.entities'])
    expect(layers[0]!.features).toHaveLength(10)
    expect(
      properties(layers)
        .map(({ name }) => name)
        .sort()[0],
    ).toBe('商户0')
    const alone = layers[0]!.features.find((one) => one.properties.name === '商户0')!
    const { z, x } = tileAround(ALONE, 14)
    expect(alone.at![0]).toBe(Math.round((((ALONE[0] + 180) / 360) * 2 ** z - x) * 4096))
  })

  it('has nothing that the actor may not read', async () => {
    expect(properties(await tile(steward, 'entity.entities', ELSEWHERE, 14))).toEqual([])
    const { rows } = await admin.query('select count(*)::integer as n from entity.entity where place is not null and region_path like $1', [
      '%/441823/%',
    ])
    expect(rows[0].n).toBe(2)
    for (const visitor of [city.stranger, await city.as('citizen'), await city.as('window')])
      expect(JSON.stringify(await tile(visitor, 'entity.entities', MIDDLE, 14).catch(() => 'none'))).not.toContain('商户')
  })

  it('has no record that has ended', async () => {
    const before = properties(await tile(steward, 'entity.entities', ALONE, 16))
    expect(before).toHaveLength(10)
    await city.identity.asSystem('test', async (ctx) => {
      const { items } = await city.registers.listUntyped(ctx, 'entity.entity', {
        where: [{ field: 'name', operator: 'is', value: '商户9' }],
      })
      await city.registers.end(ctx, 'entity.entity', items[0]!.id, items[0]!.version)
    })
    expect(properties(await tile(steward, 'entity.entities', ALONE, 16))).toHaveLength(9)
    await count()
  })
})

describe('a tile from afar', () => {
  it('has counts by town and by county, of what the actor may read', async () => {
    expect(properties(await tile(steward, 'entity.entities', MIDDLE, 9))).toMatchObject([{ records: 9, level: 'town' }])
    expect(properties(await tile(steward, 'entity.entities', MIDDLE, 6))).toMatchObject([{ records: 9, level: 'county', name: '清城区' }])
  })

  it('is kept until the tallies are counted again, for whoever may read as much', async () => {
    const { traffic } = await import('#kernel/database')
    const readTallies = async (visitor: Visitor) => {
      let read = 0
      traffic.watch = (statements) => void (read += statements.filter(({ text }) => text.includes('map.tally')).length)
      try {
        const layers = await tile(visitor, 'entity.entities', MIDDLE, 8)
        return { read, sum: properties(layers).reduce((sum, { records }) => sum + Number(records), 0) }
      } finally {
        traffic.watch = undefined
      }
    }
    await admin.query('update map.counted set counted = clock_timestamp()')
    const first = await readTallies(steward)
    expect(first.read).toBeGreaterThan(0)
    expect(await readTallies(steward)).toEqual({ read: 0, sum: first.sum })
    expect((await city.stranger.get('/tiles/entity.entities/8/0/0.mvt')).status).toBe(404)
    await city.identity.asSystem('test', async (ctx) => {
      const { items } = await city.registers.listUntyped(ctx, 'entity.entity', {
        where: [{ field: 'name', operator: 'is', value: '商户8' }],
      })
      await city.registers.changeUntyped(ctx, 'entity.entity', items[0]!.id, items[0]!.version, { place: null })
    })
    await count()
    expect(await readTallies(steward)).toMatchObject({ sum: first.sum - 1 })
    await city.identity.asSystem('test', async (ctx) => {
      const { items } = await city.registers.listUntyped(ctx, 'entity.entity', {
        where: [{ field: 'name', operator: 'is', value: '商户8' }],
      })
      await city.registers.changeUntyped(ctx, 'entity.entity', items[0]!.id, items[0]!.version, { place: [...MIDDLE] })
    })
    await count()
    expect(await readTallies(steward)).toMatchObject({ sum: first.sum })
  })

  it('counts records with a place where that lies, whatever region they belong to', async () => {
    const { body } = await city.stranger.get('/api/map/layers/identity.seats/counts?by=county')
    const { rows } = await admin.query<{ region: string; n: number }>(
      `select c.region, count(*)::integer as n from map.region c join map.region r on st_intersects(c.shape, r.seat)
        where c.level = 'county' and c.until is null and r.until is null group by 1`,
    )
    expect(Object.values(body.counts as Record<string, number>).reduce((sum, n) => sum + n, 0)).toBeGreaterThan(1300)
    for (const { region, n } of rows) expect(Math.abs(body.counts[region] - n)).toBeLessThan(5)
    const { body: town } = await city.stranger.get('/api/map/layers/identity.seats/counts?by=county&kind=town')
    expect(Object.values(town.counts as Record<string, number>).reduce((sum, n) => sum + n, 0)).toBeLessThan(93)
  })

  it('counts records without a place in the region that they belong to', async () => {
    const population = await city.as('population')
    const { body } = await population.get('/api/map/layers/population.residents/counts?by=county')
    const { rows } = await admin.query(
      `select count(*)::integer as n from population.person where region_path >= $1 and region_path < $2 and ended is null`,
      ['4418/441802/', '4418/4418020'],
    )
    expect(body.counts).toEqual({ [await keyOf('441802')]: rows[0].n })
    const near = properties(await tile(population, 'population.residents', MIDDLE, 12))
    expect(near.length).toBeGreaterThan(3)
    expect(near.every(({ records, id }) => Number(records) > 0 && id === undefined)).toBe(true)
  })

  it('equals a count by hand for every region, and follows changes', async () => {
    const byHand = async () =>
      (
        await admin.query<{ path: string; n: number }>(
          `select region_path as path, count(*)::integer as n from licence.certificate where ended is null group by 1
           union all select region_path, count(*)::integer from population.person where ended is null group by 1 order by 1, 2`,
        )
      ).rows
    const kept = async () =>
      (
        await admin.query<{ path: string; n: number }>(
          `select region_path as path, sum(records)::integer as n from map.tally where layer in ('licence.certificates', 'population.residents')
           group by layer, region_path order by 1, 2`,
        )
      ).rows
    expect(await kept()).toEqual(await byHand())
    const elsewhere = await keyOf('441823100')
    await city.identity.asSystem('test', async (ctx) => {
      const { items } = await city.registers.listUntyped(ctx, 'population.person', { limit: 40 })
      for (const one of items) await city.registers.changeUntyped(ctx, 'population.person', one.id, one.version, { region: elsewhere })
    })
    expect(await kept()).not.toEqual(await byHand())
    await count()
    expect(await kept()).toEqual(await byHand())
  })

  it('tells nobody how many there are who may read none of them', async () => {
    for (const visitor of [city.stranger, await city.as('citizen'), await city.as('health')]) {
      expect((await visitor.get('/api/map/layers/population.residents/counts?by=county')).status).toBe(404)
      expect((await visitor.get('/tiles/population.residents/9/416/220.mvt')).status).toBe(404)
      expect((await visitor.get('/tiles/population.residents.json')).status).toBe(404)
    }
    const elsewhere = await city.as('yangshan-window')
    const shown = (await elsewhere.get('/api/map/layers')).body.items.map(({ name }: { name: string }) => name)
    expect(shown).toEqual(expect.arrayContaining(['identity.seats', 'identity.organisations']))
    expect(shown).not.toContain('population.residents')
  })

  it('is kept from a database role that opened no box, whatever it asks', async () => {
    for (const role of ['app', 'hall'] as const) {
      const sql = await city.sql(role)
      expect((await sql.query('select count(*)::integer as n from map.tally')).rows[0].n).toBe(0)
      await expect(
        sql.query(`insert into map.tally (layer, region_path, organisation, class, town, county, records)
        select 'x', 'x', region, 0, region, region, 1 from map.region limit 1`),
      ).rejects.toThrow(/row-level security|permission denied/)
      await sql.end()
    }
    expect((await admin.query('select count(*)::integer as n from map.tally')).rows[0].n).toBeGreaterThan(0)
  })
})

describe('a crowded tile', () => {
  it('counts on a grid, and loses nothing', async () => {
    await admin.query(`set session_replication_role = replica`)
    await admin.query(`insert into entity.entity (id, region, region_code, region_path, organisation, holder, class, name, kind, credit_code, principal_name,
        established_on, address, state, place)
      select gen_random_uuid(), e.region, e.region_code, e.region_path, e.organisation, e.holder, e.class, 'x' || i, e.kind, 'c' || i, '', e.established_on, '', e.state,
        st_setsrid(st_makepoint(113.05 + i % 100 * 0.0001, 23.70 + i / 100 * 0.0001), 4490)
      from generate_series(1, 6000) i, (select * from entity.entity where name = '商户1') e`)
    await admin.query(`set session_replication_role = default; analyze entity.entity`)
    const { z, x, y } = tileAround([113.055, 23.702], 14)
    const { rows } = await admin.query(
      `select count(*)::integer as n from entity.entity where ended is null
        and st_intersects(place, st_transform(st_tileenvelope($1, $2, $3, margin => 64.0 / 4096), 4490))`,
      [z, x, y],
    )
    expect(rows[0].n).toBeGreaterThan(5000)
    const cells = properties(await tile(steward, 'entity.entities', [113.055, 23.702], 14))
    expect(cells.length).toBeLessThan(1000)
    expect(cells.reduce((sum, { records }) => sum + Number(records), 0)).toBe(rows[0].n)
  })
})

describe('tiles of regions', () => {
  it('have counties from afar, towns from nearer and villages from near', async () => {
    const names = async (zoom: number) => (await tile(city.stranger, 'map.regions', MIDDLE, zoom)).map(({ name }) => name)
    expect(await names(6)).toEqual(['county'])
    expect(await names(9)).toEqual(['county', 'town'])
    expect(await names(12)).toEqual(['county', 'town', 'village'])
  })

  it('are at hand for strangers, and are not sent twice', async () => {
    const { z, x, y } = tileAround(MIDDLE, 10)
    const url = `${city.address}/tiles/map.regions/${z}/${x}/${y}.mvt`
    const first = await fetch(url)
    expect(first.headers.get('cache-control')).toBe('public, max-age=30')
    const again = await fetch(url, { headers: { 'if-none-match': first.headers.get('etag')! } })
    expect(again.status).toBe(304)
  })

  it('of somebody who is signed in are kept by nobody', async () => {
    const { headers } = await steward.bytes(`/tiles/identity.seats/9/416/221.mvt`)
    expect(headers.get('cache-control')).toBe('private, no-store')
  })

  it('are not there beyond the world', async () => {
    expect((await city.stranger.get('/tiles/map.regions/2/4/0.mvt')).status).toBe(404)
    expect((await city.stranger.get('/tiles/map.regions/2/x/0.mvt')).status).toBe(422)
  })
})

describe('TileJSON', () => {
  it('says what a client needs', async () => {
    const { status, body } = await steward.get('/tiles/entity.entities.json')
    expect(status).toBe(200)
    expect(body).toMatchObject({
      tilejson: '3.0.0',
      name: '市场主体',
      scheme: 'xyz',
      tiles: [`${city.address}/tiles/entity.entities/{z}/{x}/{y}.mvt`],
      minzoom: 0,
      maxzoom: 18,
      vector_layers: [{ id: 'entity.entities', fields: { id: expect.any(String), records: expect.any(String) } }],
    })
    expect(body.bounds[0]).toBeCloseTo(111.9, 0)
    const { z, x, y } = tileAround(MIDDLE, 14)
    const address = body.tiles[0].replace('{z}', z).replace('{x}', x).replace('{y}', y)
    expect((await fetch(address)).status).toBe(404)
  })
})

interface Node {
  'Node Type': string
  'Relation Name'?: string
  Plans?: Node[]
}
const scans = (node: Node): Node[] => [node, ...(node.Plans ?? []).flatMap(scans)]

describe('plans', () => {
  it.each([
    ['entity.entities', 14],
    ['entity.entities', 9],
    ['identity.seats', 12],
    ['population.residents', 12],
    ['map.regions', 12],
  ])('of a tile of %s at zoom %i read no register from end to end', async (layer, zoom) => {
    const { traffic } = await import('#kernel/database')
    const asked: { text: string; values?: readonly unknown[] }[][] = []
    const visitor = layer === 'population.residents' ? await city.as('population') : steward
    await admin.query('update map.counted set counted = clock_timestamp()')
    traffic.watch = (statements) => void asked.push(statements.map(({ text, values }) => ({ text, ...(values ? { values } : {}) })))
    await tile(visitor, layer, MIDDLE, zoom)
    traffic.watch = undefined
    const sql = await city.sql('app')
    const seen: string[] = []
    for (const statements of asked.filter((some) => some.some(({ text }) => text.includes('st_asmvt') || text.includes('map.tally')))) {
      await sql.query('begin; set local enable_seqscan = on')
      for (const { text, values } of statements) {
        if (!/^select (st_asmvt|t\.|r\.region|\()/.test(text)) await sql.query(text, values as unknown[])
        else {
          const { rows } = await sql.query(`explain (format json) ${text}`, values as unknown[])
          seen.push(text)
          const plan = rows[0]['QUERY PLAN'][0].Plan as Node
          const whole = scans(plan).filter(
            (one) => one['Node Type'] === 'Seq Scan' && !['tally', 'region'].includes(one['Relation Name'] ?? ''),
          )
          expect(whole).toEqual([])
        }
      }
      await sql.query('rollback')
    }
    expect(seen.length).toBeGreaterThan(0)
    await sql.end()
  })
})
