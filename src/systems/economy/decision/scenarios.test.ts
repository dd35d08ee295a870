import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testCity, type TestCity, type Visitor } from '#testing'

let city: TestCity
let mayor: Visitor
let head: Visitor
let whole: string
let county: string
beforeAll(async () => {
  city = await testCity()
  city.setNow('2026-03-10T09:20:00+08:00')
  mayor = await city.as('mayor')
  head = await city.as('county-head')
  whole = (await city.identity.places.byCode('4418'))!.id
  county = (await city.identity.places.byCode('441823'))!.id
})
afterAll(() => city?.stop())

const door = '/api/systems/decision/actions/keep'
const comparison = (region: string) => ({
  name: '多三成收件',
  region,
  startsOn: '2026-03-10',
  horizon: 180,
  dataFrom: '2025-02-17',
  dataTo: '2026-02-13',
  traces: 464,
  seed: 20_260_315,
  runs: 40,
  within: '清远市，全部事项，全部机关',
  assumed: '情景 A：收件量 130 %（现状 100 %）',
  found: '现状：收件 232 件\n情景 A：收件 302 件',
  drivers: '[{"arrivals":130}]',
  results: '0 received=232.00\nA received=301.60',
})

describe('a comparison of scenarios', () => {
  it('is kept under a number, with who kept it and when, and read again as it was', async () => {
    const kept = await mayor.post(door, comparison(whole))
    expect(kept.status, JSON.stringify(kept.body)).toBe(200)
    expect(kept.body).toEqual({ scenario: expect.any(String), number: 'QJ20260001' })
    const { record } = (await mayor.get(`/api/registers/decision.scenario/${kept.body.scenario}`)).body
    expect(record).toMatchObject({ ...comparison(whole), number: 'QJ20260001', author: '林卓然', comparedOn: '2026-03-10' })
    expect((await mayor.post(door, comparison(whole))).body.number).toBe('QJ20260002')
  })

  it('leads from its record to the page that makes it again', async () => {
    const systems = (await mayor.get('/api/systems')).body as { registers: { name: string; page?: { label: string; at: string } }[] }[]
    const register = systems.flatMap(({ registers }) => registers).find(({ name }) => name === 'decision.scenario')
    expect(register?.page).toEqual({
      label: '照样重算',
      at: '/cockpit/scenarios?kept={id}',
      reads: ['matter', 'seed', 'drivers', 'results'],
    })
  })

  it('is made by comparing alone: nobody is offered to fill one in, nor may', async () => {
    const systems = (await mayor.get('/api/systems')).body as { registers: { name: string; acts: string[] }[] }[]
    const register = systems.flatMap(({ registers }) => registers).find(({ name }) => name === 'decision.scenario')!
    expect(register.acts).toEqual(['read', 'end', 'export', 'history'])
    const filledIn = { ...comparison(whole), author: '林卓然', comparedOn: '2026-03-10' }
    expect((await mayor.post('/api/registers/decision.scenario', filledIn)).body).toMatchObject({
      status: 403,
      code: 'register.made',
      detail: '“情景比较”的记录由系统生成，不能手工登记',
    })
  })

  it('of the city is not there for the head of a county, who keeps one of the county that the mayor sees', async () => {
    const kept = (await mayor.post(door, comparison(whole))).body.scenario
    expect((await head.get(`/api/registers/decision.scenario/${kept}`)).status).toBe(404)
    expect((await head.post(door, comparison(whole))).status).toBe(403)
    const own = await head.post(door, comparison(county))
    expect(own.status, JSON.stringify(own.body)).toBe(200)
    const seen = (await mayor.get(`/api/registers/decision.scenario/${own.body.scenario}`)).body.record
    expect(seen).toMatchObject({ region: county, author: '温志航' })
    expect((await head.get('/api/registers/decision.scenario')).body.items.map(({ id }: { id: string }) => id)).toEqual([own.body.scenario])
  })

  it('whose drivers can’t be read again is refused at that place', async () => {
    for (const drivers of ['收件量 130', '{"arrivals":130}'])
      expect((await mayor.post(door, { ...comparison(whole), drivers })).body).toMatchObject({
        status: 422,
        code: 'scenario.drivers',
        path: 'input.drivers',
      })
    expect((await mayor.post(door, { ...comparison(whole), runs: 1000 })).status).toBe(422)
  })

  it('is kept by nobody but leaders', async () => {
    expect((await (await city.as('window')).post(door, comparison(whole))).status).toBe(403)
    expect((await (await city.as('citizen')).post(door, comparison(whole))).status).toBe(403)
    expect((await city.stranger.post(door, comparison(whole))).status).toBe(401)
  })
})
