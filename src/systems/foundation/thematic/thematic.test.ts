import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testCity, type TestCity, type Visitor } from '#testing'
import offers from './offers.ts'

/** The city takes up a thematic database, its department keeps it, and the catalogue scores it. */
describe('the thematic databases', { timeout: 120_000 }, () => {
  let city: TestCity
  let steward: Visitor
  beforeAll(async () => {
    city = await testCity()
    steward = await city.as('definition')
  })
  afterAll(() => city.stop())

  it('are the 24 of the plan, each sound as it is offered', async () => {
    expect(offers).toHaveLength(24)
    const { templates } = (await steward.get('/api/definitions')).body
    expect(templates.map(({ name }: { name: string }) => name)).toEqual(offers.map(({ register }) => register.name))
    const wrong: unknown[] = []
    for (const { register } of offers) {
      const begun = await steward.post('/api/definitions', { from: { kind: 'template', template: register.name } })
      const { body } = await steward.get(`/api/definitions/${begun.body.id}`)
      if (begun.status !== 200 || body.problems.length > 0) wrong.push([register.name, begun.body, body.problems])
    }
    expect(wrong).toEqual([])
  })

  it('are said in English as a whole', () => {
    const bare = offers.flatMap(({ register, english }) =>
      ['', ...Object.keys(register.fields)].filter((key) => !english[key]).map((key) => `${register.name} ${key}`),
    )
    expect(bare).toEqual([])
  })

  it('are there once somebody else agrees, kept by a department and scored for completeness and timeliness', async () => {
    const { items } = (await steward.get('/api/definitions')).body
    const { id } = items.find(({ name }: { name: string }) => name === 'local.worksafety')
    expect((await steward.post(`/api/definitions/${id}/ask`, { reason: '按规划建库' })).status).toBe(204)
    expect(
      (await (await city.as('definition-reviewer')).post(`/api/definitions/${id}/answer`, { accept: true, reason: '同意' })).status,
    ).toBe(204)
    await city.runJobs()
    const { post, region } = (await (await city.as('licence')).get('/api/session')).body.actor
    const given = await (
      await city.as('security')
    ).post('/api/registers/identity.duty', { role: 'local.worksafety.keeper', post: post.id, region: region.id })
    expect((await (await city.as('administrator')).post(`/api/consents/${given.body.record.id}`, { accept: true })).status).toBe(204)
    const keeper = await city.as('licence', post.id)
    const hazard = { name: '某化工厂', region: region.id, hazard: '配电箱门未关', level: 'general', found: '2026-03-01', due: '2026-03-08' }
    for (const number of ['AQ-1', 'AQ-2']) {
      const added = await keeper.post('/api/registers/local.worksafety', { number, ...hazard })
      expect(added).toMatchObject({ status: 200 })
    }
    // Closed before it was found: the order of its days is a rule of the register.
    const late = { number: 'AQ-3', ...hazard, closed: '2026-02-01' }
    expect((await keeper.post('/api/registers/local.worksafety', late)).status).toBe(200)
    await city.settled()
    await city.catalogue.count('local.worksafety')
    const found = (await keeper.get('/api/catalogue?search=安全生产监管')).body.items.find(
      ({ name }: { name: string }) => name === '安全生产监管信息库',
    )
    expect(found).toMatchObject({ kind: 'theme' })
    const { quality } = (await keeper.get(`/api/catalogue/${found.id}/quality`)).body
    expect(quality.score).toBeGreaterThan(0)
    expect(quality.score).toBeLessThan(100)
    const rules = quality.rules as { side: string; key: string; failing: number }[]
    expect(rules.some(({ failing }) => failing > 0)).toBe(true)
    expect(new Set(rules.map(({ side }) => side)).size).toBeGreaterThan(1)
  })
})
