import { afterAll, beforeAll, expect, test } from 'vitest'
import { actOn, testCity, type TestCity } from '#testing'

let city: TestCity
beforeAll(async () => {
  city = await testCity()
})
afterAll(() => city.stop())

const own = async () => {
  const citizen = await city.as('citizen')
  const { body } = await citizen.get('/api/session')
  const { body: page } = await citizen.get('/api/registers/population.person')
  return { citizen, person: body.actor.person as string, page }
}

test('a citizen sees the own record plainly, and nobody else’s', async () => {
  const { citizen, person, page } = await own()
  expect(page.items).toHaveLength(1)
  expect(page.items[0]).toMatchObject({ id: person, personId: expect.stringMatching(/^\d{17}[\dX]$/) })
  expect(page.masked).toEqual([])
  const neighbour = await city.as('neighbour')
  const { body } = await neighbour.get('/api/session')
  expect((await citizen.get(`/api/registers/population.person/${body.actor.person}`)).status).toBe(404)
})

test('what is wrong is corrected by whoever answers for it, and the citizen sees who did', async () => {
  const { citizen, person, page } = await own()
  const asked = await citizen.post(`/api/registers/population.person/${person}/corrections`, {
    changes: { address: '清远市清城区凤城街道新搬的地方 8 号' },
    reason: '上个月搬了家',
  })
  expect(asked.body.ask).toMatchObject({ kind: 'registers.correction', state: 'open' })
  const before = await citizen.get(`/api/registers/population.person/${person}`)
  expect(before.body.record.address).toBe(page.items[0].address)

  const steward = await city.as('population')
  const { body: asks } = await steward.get('/api/asks')
  expect((await actOn(steward, asks.items[0].case, 'correct', { reason: '已核对租赁合同' })).status).toBe(200)
  expect((await steward.get(`/api/asks/${asks.items[0].id}`)).body.ask).toMatchObject({ state: 'accepted', answer: '已核对租赁合同' })

  const after = await citizen.get(`/api/registers/population.person/${person}`)
  expect(after.body.record).toMatchObject({ version: 2, address: '清远市清城区凤城街道新搬的地方 8 号' })
  const { body: looks } = await citizen.get('/api/me/access')
  expect(looks.items[0]).toMatchObject({ register: '自然人', organisation: '清远市公安局清城分局' })
})

test('a correction is refused with a reason, and a bad one never leaves the door', async () => {
  const { citizen, person } = await own()
  const bad = await citizen.post(`/api/registers/population.person/${person}/corrections`, {
    changes: { birthDate: '2026-02-30' },
    reason: '写错了',
  })
  expect(bad.body.problems).toEqual([{ path: 'changes.birthDate', message: expect.any(String) }])
  const { body } = await citizen.post(`/api/registers/population.person/${person}/corrections`, {
    changes: { name: '别的名字' },
    reason: '想改名',
  })
  const steward = await city.as('population')
  await actOn(steward, body.ask.case, 'keep', { reason: '改名须先到派出所办理' })
  expect((await citizen.get(`/api/registers/population.person/${person}`)).body.record.name).not.toBe('别的名字')
})

test('after a move to Qingxin it is that district’s officer who settles what is wrong', async () => {
  const { citizen, person } = await own()
  const [town] = await city.identity.places.below((await city.identity.places.byCode('441803'))!.id)
  // No officer's duty reaches both districts, so the move itself comes from the register's own source.
  await city.identity.asSystem('户口迁移', async (ctx) => {
    const { record } = await city.registers.getUntyped(ctx, 'population.person', person)
    await city.registers.changeUntyped(ctx, 'population.person', person, record.version as number, { region: town!.id })
  })
  const before = await city.as('population')
  const there = await city.as('population-qingxin')

  const asked = await citizen.post(`/api/registers/population.person/${person}/corrections`, {
    changes: { address: '清远市清新区新搬的地方 5 号' },
    reason: '门牌号写错了',
  })
  expect(asked.body.ask).toMatchObject({ state: 'open' })
  const waiting = (await there.get('/api/asks')).body.items.map(({ id }: { id: string }) => id)
  expect(waiting).toContain(asked.body.ask.id)
  expect((await before.get('/api/asks')).body.items.map(({ id }: { id: string }) => id)).not.toContain(asked.body.ask.id)
  expect((await actOn(there, asked.body.ask.case, 'correct', { reason: '已核对门牌' })).status).toBe(200)
  expect((await citizen.get(`/api/registers/population.person/${person}`)).body.record.address).toBe('清远市清新区新搬的地方 5 号')
  expect((await citizen.get('/api/me/asks')).body.items.find(({ id }: { id: string }) => id === asked.body.ask.id)).toMatchObject({
    state: 'accepted',
    organisation: '清远市公安局清新分局',
  })
})
