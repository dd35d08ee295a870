import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { testCity, type Got, type TestCity, type Visitor } from '#testing'

/** A mayor looks at the city while a citizen's case comes in and goes out, and goes down from a figure to what makes it. */

let city: TestCity
let mayor: Visitor
let reader: Visitor
let clerk: Visitor
beforeAll(async () => {
  city = await testCity()
  city.setNow('2026-03-10T09:20:00+08:00')
  mayor = await city.as('mayor')
  reader = await city.as('reader')
  clerk = await city.as('library-clerk')
  await city.settled()
  await city.indicators.catchUp()
})
afterAll(() => city?.stop())

const ok = ({ status, body }: Got) => {
  expect(status, JSON.stringify(body)).toBeLessThan(300)
  return body
}

interface Item {
  indicator: { name: string; unit: string; source: { label: string } }
  now: { value: number | null; why?: string; target: number | null; kept: boolean | null; period: string }
}
/** The figures of a region by name, as somebody sees them. */
async function figures(who: Visitor, region = ''): Promise<Record<string, Item>> {
  await city.settled()
  await city.indicators.catchUp()
  const { items } = ok(await who.get(`/api/figures${region && `?region=${region}`}`))
  return Object.fromEntries((items as Item[]).map((item) => [item.indicator.name, item]))
}

/** The county that the case is in. */
const county = async (region: string) => (await city.identity.places.chain(region)).at(-2)!

let id: string
let home: string
async function act(who: Visitor, name: string, input: object) {
  const { tasks, version } = ok(await who.get(`/api/cases/${id}`))
  return ok(await who.post(`/api/cases/${id}/acts`, { task: tasks[0].id, act: name, version, input, idempotencyKey: randomUUID() }))
}

it('before anything happens every figure is there, with its unit and source, and an empty one says why', async () => {
  const all = await figures(mayor)
  expect(Object.keys(all)).toContain('hall.underway')
  for (const { indicator, now } of Object.values(all)) {
    expect(indicator.unit).not.toBe('')
    expect(indicator.source.label).not.toBe('')
    // Whether a handful of children were born, or none, is not told of so few people.
    if (now.value === null) expect(now.why, indicator.name).toBe(indicator.name === 'population.births' ? 'hidden' : 'nothing')
  }
  expect(all['hall.received']!.now.value).toBe(0)
  expect(all['hall.statutory']!.now).toMatchObject({ value: null, why: 'nothing', target: 100, kept: null })
})

it('a case that a citizen sends in is received, by the hour, and under way in its town, county and city', async () => {
  const { values } = ok(await reader.get('/api/matters/library.card/prefill'))
  home = values.home
  const body = {
    matter: 'library.card',
    region: home,
    guide: {},
    answers: { ...values, kind: 'adult' },
    materials: [],
    idempotencyKey: randomUUID(),
  }
  id = ok(await reader.post('/api/cases', body)).case.id
  const all = await figures(mayor)
  expect([all['hall.received']!.now.value, all['hall.underway']!.now.value, all['hall.online']!.now.value]).toEqual([1, 1, 100])
  const hours = ok(await mayor.get('/api/indicators/hall.received?by=openedHour')).points
  expect(hours.map(({ group, value }: { group: { key: string }; value: number }) => [group.key, value])).toEqual([['09', 1]])
  const places = ok(await mayor.get('/api/indicators/hall.underway?by=region')).points as { region: { code: string }; value: number }[]
  expect(places.filter(({ value }) => value > 0).map(({ region }) => region.code)).toEqual([(await county(home)).code])
})

it('the mayor goes from the figure to the case behind it, and learns nothing about who applied', async () => {
  const there = await county(home)
  const matters = ok(await mayor.get(`/api/indicators/hall.underway?region=${there.id}&by=matter`)).points
  expect(matters.map(({ group }: { group: object }) => group)).toEqual([{ key: 'library.card', label: '办理借书证' }])
  const { items, found } = ok(await mayor.get(`/api/indicators/hall.underway/records?region=${there.id}&group=matter=library.card`))
  expect(items).toHaveLength(1)
  expect(found).toEqual({ count: 1, more: false })
  expect(items[0].case).toMatchObject({ label: '办理借书证', state: 'open', light: null, due: null })
  const { applicant } = ok(await reader.get(`/api/cases/${id}`))
  expect(JSON.stringify(items)).not.toContain(applicant.name)
  expect((await mayor.get(`/api/cases/${id}`)).status).toBe(404)
})

it('days later it is concluded: out of what is under way, in what was concluded, with the working days that it took', async () => {
  city.setNow('2026-03-13T15:05:00+08:00')
  await act(clerk, 'issue', { limit: 10 })
  const all = await figures(mayor)
  expect([all['hall.received']!.now.value, all['hall.concluded']!.now.value, all['hall.underway']!.now.value]).toEqual([0, 1, 0])
  // Tuesday to Friday, the first day not counted.
  expect(all['hall.duration']!.now.value).toBe(3)
  const days = ok(await mayor.get('/api/indicators/hall.received?from=2026-03-09&to=2026-03-12')).points
  expect(days.map(({ value }: { value: number }) => value)).toEqual([0, 1, 0, 0])
})

it('a county head sees a case of another county in no figure, and the mayor’s city not at all', async () => {
  const head = await city.as('county-head')
  expect((await county(home)).code).not.toBe('441823')
  const all = await figures(head)
  expect([all['hall.concluded']!.now.value, all['hall.duration']!.now.value]).toEqual([0, null])
  const root = (await city.identity.places.byCode('4418'))!.id
  expect((await head.get(`/api/indicators/hall.concluded?region=${root}`)).status).toBe(403)
})

it('what comes in is not foreseen from a few days', async () => {
  expect(ok(await mayor.get('/api/indicators/hall.received/forecast'))).toMatchObject({ points: [], error: null, refused: 'short' })
  expect((await mayor.get('/api/indicators/hall.underway/forecast')).body).toMatchObject({ status: 422, code: 'indicator.forecast' })
})

it('after two years of cases it is foreseen by the working calendar, with the error that the method has shown', async () => {
  // Two years of inflow as the cells would have them: forty on a working day, five on another, and a random part.
  const sql = await city.sql('admin')
  await sql.query(`insert into indicators.cell (measure, region_path, grp, day, count, total, class)
    select m.id, '4418/', '', d::date, n, n, 1 from indicators.measure m, generate_series(date '2024-03-11', date '2026-03-12', interval '1 day') d,
      lateral (select (case when extract(isodow from d) < 6 then 40 else 5 end + abs(hashtext(d::text)) % 9)::bigint as n) x
    where m.indicator = 'hall.received' and m.state = 'live' on conflict do nothing`)
  await sql.end()
  const { points, method, error } = ok(await mayor.get('/api/indicators/hall.received/forecast'))
  expect(method).toBe('smoothing')
  expect(points).toHaveLength(14)
  expect(error.relative).toBeLessThan(1)
  expect(error.held).toBeGreaterThan(60)
  const by = Object.fromEntries((points as { period: string; value: number }[]).map(({ period, value }) => [period, value]))
  expect(by['2026-03-16']).toBeGreaterThan(38)
  expect(by['2026-03-16']).toBeLessThan(50)
  expect(by['2026-03-15']).toBeLessThan(15)
})
