import { afterAll, beforeAll, expect, test } from 'vitest'
import { testCity, type TestCity } from '#testing'

let city: TestCity
beforeAll(async () => {
  city = await testCity()
})
afterAll(() => city.stop())

test('a steward lists, searches, opens and changes a person; each version says who and what', async () => {
  const steward = await city.as('population')
  const page = await steward.get('/api/registers/population.person?limit=5')
  expect(page.status).toBe(200)
  expect(page.body.items).toHaveLength(5)
  const person = page.body.items[0]
  expect(person.personId).toMatch(/^\d{17}[\dX]$/)
  expect(page.body.titles[person.region]).toMatch(/.+/)
  const changed = await steward.patch(`/api/registers/population.person/${person.id}`, { version: 1, changes: { name: '欧阳翠翠' } })
  expect(changed.body.record).toMatchObject({ version: 2, name: '欧阳翠翠' })
  const found = await steward.get(`/api/registers/population.person?search=${encodeURIComponent('欧阳')}`)
  expect(found.body.items.map((one: { id: string }) => one.id)).toContain(person.id)
  const { body } = await steward.get(`/api/registers/population.person/${person.id}/history`)
  expect(body.versions[0]).toMatchObject({
    version: 2,
    op: 'U',
    fields: ['name'],
    before: { name: person.name },
    postName: '人口信息专员',
    actorName: '罗静文',
  })
  const again = await steward.patch(`/api/registers/population.person/${person.id}`, { version: 1, changes: { name: '甲' } })
  expect(again.status).toBe(409)
})

test('what is wrong is said with its path', async () => {
  const steward = await city.as('population')
  const got = await steward.post('/api/registers/population.person', { name: '', personId: '441802199001011234', sex: '3', wrong: 1 })
  expect(got.status).toBe(422)
  expect(got.headers.get('content-type')).toContain('application/problem+json')
  expect(got.body.problems.map((one: { path: string }) => one.path).sort()).toEqual([
    'address',
    'birthDate',
    'name',
    'personId',
    'region',
    'sex',
    'wrong',
  ])
})

test('a stranger and another bureau get nothing', async () => {
  expect((await city.stranger.get('/api/registers/population.person')).status).toBe(403)
  const licence = await city.as('licence')
  expect((await licence.get('/api/registers/population.person')).status).toBe(403)
  const steward = await city.as('population')
  const everyone = await steward.get('/api/registers/population.person?limit=500')
  const regions = new Set(everyone.body.items.map((one: { householdNumber: string }) => one.householdNumber.slice(0, 6)))
  expect([...regions]).toEqual(['441802'])
})

test('over SQL the app role sees nothing without its settings', async () => {
  const client = await city.sql('app')
  try {
    for (const table of [
      'population.person',
      'population.person_history',
      'entity.entity',
      'identity.account',
      'kernel.change',
      'kernel.ask',
    ]) {
      const { rows } = await client.query(`select count(*)::int as n from ${table}`)
      expect([table, rows[0].n]).toEqual([table, 0])
    }
    await expect(client.query('select * from kernel.access')).rejects.toThrow(/permission denied/)
    await expect(client.query('select * from identity.credential')).rejects.toThrow(/permission denied/)
  } finally {
    await client.end()
  }
})
