import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testCity, type TestCity } from '#testing'

let city: TestCity
let sql: pg.Client
beforeAll(async () => {
  city = await testCity()
  sql = await city.sql('app')
})
afterAll(async () => {
  await sql.end()
  await city.stop()
})

const numbers = async (text: string): Promise<number[]> => (await sql.query<{ n: number }>(text)).rows.map(({ n }) => n)
const keyOf = async (code: string) => (await city.identity.places.byCode(code))!.id
const bytesOf = (body: unknown) => Buffer.byteLength(JSON.stringify(body))

describe.each(['shape', 'fine', 'coarse'])('the %s of towns', (shape) => {
  it('is valid, and there is one for every town', async () => {
    const { rows } = await sql.query(`select count(*) as all, count(${shape}) as shaped, bool_and(st_isvalid(${shape})) as valid,
      bool_and(made = 'derived') as derived from map.region where level = 'town' and until is null`)
    expect(rows[0]).toEqual({ all: 85, shaped: 85, valid: true, derived: true })
  })

  it('covers each county without a gap', async () => {
    const gaps =
      await numbers(`select st_area(c.${shape}) - sum(st_area(t.${shape})) as n from map.region c join map.region t on t.parent = c.region
      and t.until is null where c.level = 'county' and c.until is null group by c.region, c.${shape}`)
    expect(gaps).toHaveLength(8)
    for (const gap of gaps) expect(Math.abs(gap)).toBeLessThan(1e-10)
  })

  it('overlaps no other', async () => {
    const overlaps = await numbers(`select st_area(st_intersection(a.${shape}, b.${shape})) as n from map.region a join map.region b
      on a.code < b.code and a.level = 'town' and b.level = 'town' and a.${shape} && b.${shape} and st_intersects(a.${shape}, b.${shape})`)
    expect(overlaps.length).toBeGreaterThan(150)
    for (const overlap of overlaps) expect(overlap).toBeLessThan(1e-12)
  })
})

describe('boundaries', () => {
  it('of counties are those that were given, but for the grid', async () => {
    const off = await numbers(`select st_area(st_symdifference(m.shape, b.shape)) / st_area(b.shape) as n from map.region m
      join map.boundary b on b.code = m.code and m.level = 'county'`)
    expect(off).toHaveLength(8)
    for (const share of off) expect(share).toBeLessThan(1e-5)
  })

  it('hold the point of their town, where one was collected', async () => {
    const { rows } = await sql.query<{ name: string }>(`select t.name from map.region t join map.region c on c.region = t.parent
      where t.level = 'town' and not t.laid and st_intersects(c.shape, t.seat) and not st_intersects(t.shape, t.seat)`)
    expect(rows.map(({ name }) => name)).toEqual([])
  })
})

describe('GET /api/map/regions', () => {
  it('gives the counties of the city, small and marked as indicative', async () => {
    const { status, body, headers } = await city.stranger.get('/api/map/regions')
    expect(status).toBe(200)
    expect(headers.get('content-type')).toContain('application/geo+json')
    expect(body).toMatchObject({ type: 'FeatureCollection', within: { code: '4418', name: '清远市' }, level: 'county', indicative: true })
    expect(body.features).toHaveLength(8)
    expect(body.features[0]).toMatchObject({
      geometry: { type: 'MultiPolygon' },
      properties: { code: '441802', name: '清城区', made: 'given' },
    })
    expect(bytesOf(body)).toBeLessThan(60_000)
  })

  it('gives all towns of the city, the towns of a county, and the villages of a town as points', async () => {
    const towns = await city.stranger.get('/api/map/regions?level=town')
    expect(towns.body.features).toHaveLength(85)
    expect(bytesOf(towns.body)).toBeLessThan(150_000)
    const county = await city.stranger.get(`/api/map/regions?parent=${await keyOf('441823')}`)
    expect(county.body).toMatchObject({ level: 'town', within: { name: '阳山县' } })
    expect(county.body.features).toHaveLength(13)
    const town = county.body.features[0].id
    const villages = await city.stranger.get(`/api/map/regions?parent=${town}`)
    expect(villages.body.level).toBe('village')
    expect(new Set(villages.body.features.map((one: { geometry: { type: string } }) => one.geometry.type))).toEqual(new Set(['Point']))
    expect(villages.body.features.some((one: { properties: { laid: boolean } }) => one.properties.laid)).toBe(true)
  })

  it('is not sent again to whoever has this edition', async () => {
    const first = await city.stranger.get('/api/map/regions')
    const etag = first.headers.get('etag')!
    const again = await fetch(`${city.address}/api/map/regions`, { headers: { 'if-none-match': etag } })
    expect(again.status).toBe(304)
    expect(await again.text()).toBe('')
    const { rows } = await sql.query(`select number from map.edition`)
    expect(etag).toContain(String(rows[0].number))
  })

  it('knows no region that does not exist', async () => {
    expect((await city.stranger.get('/api/map/regions?parent=019b0000-0000-7000-8000-000000000000')).status).toBe(404)
  })
})

describe('places', () => {
  it('are found by their names, the higher levels first', async () => {
    const { body } = await city.stranger.get(`/api/map/places?q=${encodeURIComponent('连州')}`)
    expect(body.items[0]).toMatchObject({ name: '连州市', level: 'county', parentName: '清远市' })
    expect(body.items.some(({ level }: { level: string }) => level === 'town')).toBe(true)
    expect((await city.stranger.get(`/api/map/places?q=${encodeURIComponent('%')}`)).body.items).toEqual([])
  })

  it('say which regions a point lies in, the smallest first', async () => {
    const { body } = await city.stranger.get('/api/map/at?lon=113.05721&lat=23.70036')
    expect(body.regions.map(({ level }: { level: string }) => level)).toEqual(['town', 'county', 'city'])
    expect(body.regions[1].name).toBe('清城区')
    expect((await city.stranger.get('/api/map/at?lon=116&lat=40')).body.regions).toEqual([])
  })
})

describe('a change in the register of regions', () => {
  it('comes to the map, and what held before keeps its shape', async () => {
    const town = (await city.identity.places.byCode('441823'))!
    const counted = async () => (await numbers('select count(*)::integer as n from map.region where until is not null'))[0]
    expect(await counted()).toBe(0)
    await city.identity.asSystem('test', async (ctx) => {
      const { items } = await city.registers.listUntyped(ctx, 'identity.region', {
        where: [{ field: 'code', operator: 'is', value: '441823' }],
      })
      await city.registers.changeUntyped(ctx, 'identity.region', items[0]!.id, items[0]!.version, { name: '阳山新县' })
      await city.map.remake(ctx)
    })
    const { body } = await city.stranger.get(`/api/map/regions?parent=${town.id}`)
    expect(body.features).toHaveLength(13)
    expect((await city.stranger.get(`/api/map/places?q=${encodeURIComponent('阳山新县')}`)).body.items).toHaveLength(1)
  })
})
