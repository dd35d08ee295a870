import { afterAll, beforeAll, expect, it } from 'vitest'
import { actOn, testCity, type TestCity, type Visitor } from '#testing'

let city: TestCity
let citizen: Visitor
let person: string
beforeAll(async () => {
  city = await testCity()
  citizen = await city.as('citizen')
  person = (await citizen.get('/api/session')).body.actor.person
})
afterAll(() => city.stop())

const own = async () => (await citizen.get(`/api/me/records/population.person/${person}`)).body

it('names the source of each item, what other sources say, and about which they differ', async () => {
  const before = await own()
  expect(before).toMatchObject({ register: { label: '自然人' }, steward: '清远市公安局清城分局', correctable: true, open: [] })
  expect(before.said.address).toMatchObject([{ label: '公安户籍登记', value: before.record.address, masked: false, case: null }])
  const { personId, name } = before.record
  const given = await (
    await city.as('population')
  ).post('/api/registers/population.person/contributions', {
    source: 'health',
    said: [{ key: 'H-7', at: '2026-03-01T00:00:00Z', values: { personId, name, birthDate: '1971-02-03', address: '旧地址 2 号' } }],
  })
  expect(given.status).toBe(200)
  const after = await own()
  expect(after.open).toEqual(['birthDate', 'address'])
  expect(after.record.address).toBe(before.record.address)
  expect(after.said.address).toMatchObject([
    { label: '公安户籍登记', value: before.record.address },
    { label: '居民健康档案', organisation: '清远市公安局清城分局', at: '2026-03-01T00:00:00.000Z', value: '旧地址 2 号' },
  ])
})

it('says in which of the own cases an item was corrected, and in which organisation’s hand an item of another register lies', async () => {
  const { body } = await citizen.post(`/api/registers/population.person/${person}/corrections`, {
    changes: { address: '清远市清城区凤城街道新搬的地方 8 号' },
    reason: '上个月搬了家',
  })
  await actOn(await city.as('population'), body.ask.case, 'correct', { reason: '已核对' })
  const { said } = await own()
  expect(said.address[0]).toMatchObject({ label: '数据专员', value: '清远市清城区凤城街道新搬的地方 8 号', case: { id: body.ask.case } })
  const { items } = (await citizen.get('/api/me/records')).body
  for (const { register, items: records } of items) {
    const one = await citizen.get(`/api/me/records/${register.name}/${records[0].id}`)
    expect(one.status).toBe(200)
    for (const key of Object.keys(one.body.register.fields)) expect(one.body.said[key][0].label).toEqual(expect.any(String))
  }
})

it('is nobody else’s page, and no officer’s', async () => {
  for (const account of ['neighbour', 'population'])
    expect((await (await city.as(account)).get(`/api/me/records/population.person/${person}`)).status).toBe(404)
})
