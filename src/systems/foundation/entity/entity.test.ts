import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeCreditCode } from '#chinese'
import { testCity, type TestCity } from '#testing'

let city: TestCity
beforeAll(async () => {
  city = await testCity()
})
afterAll(() => city.stop())

const shop = async (name: string, creditCode: string) => ({
  creditCode,
  name,
  kind: 'individual',
  principalName: '甲乙',
  establishedOn: '2026-03-02',
  region: (await city.identity.places.byCode('441802'))!.id,
  address: '清远市清城区北江一路 1 号',
  state: 'active',
})

test('a registration is checked at the door, kept once under its code, and ended without being lost', async () => {
  const steward = await city.as('entity')
  const code = makeCreditCode('92', '441891', 'PDY90001')
  const wrong = await steward.post(
    '/api/registers/entity.entity',
    await shop('错码小店', `${code.slice(0, -1)}${code.endsWith('A') ? 'B' : 'A'}`),
  )
  expect(wrong.body.problems.map(({ path }: { path: string }) => path)).toEqual(['creditCode'])

  const made = await steward.post('/api/registers/entity.entity', await shop('北江一路小店', code))
  expect(made.body.record).toMatchObject({ version: 1, creditCode: code })
  const twice = await steward.post('/api/registers/entity.entity', await shop('又一家小店', code))
  expect(twice).toMatchObject({ status: 409, body: { code: 'register.unique', path: 'creditCode' } })

  const { id } = made.body.record
  await steward.patch(`/api/registers/entity.entity/${id}`, { version: 1, changes: { state: 'cancelled' } })
  expect((await steward.delete(`/api/registers/entity.entity/${id}`, { version: 2 })).status).toBe(204)
  const found = await steward.get(`/api/registers/entity.entity?where.creditCode=${code}`)
  expect(found.body.items).toEqual([])
  const { body } = await steward.get(`/api/registers/entity.entity/${id}/history`)
  expect(body.versions.map(({ version, fields }: { version: number; fields: string[] | null }) => [version, fields])).toEqual([
    [3, ['ended']],
    [2, ['state']],
    [1, null],
  ])
})

test('a steward of one county sees no other county, and cannot register there', async () => {
  const steward = await city.as('entity')
  const yangshan = (await city.identity.places.byCode('441823'))!.id
  const elsewhere = await steward.post('/api/registers/entity.entity', {
    ...(await shop('外县小店', makeCreditCode('92', '441891', 'PDY90002'))),
    region: yangshan,
  })
  expect(elsewhere.status).toBe(403)
  const { body } = await steward.get('/api/registers/entity.entity?limit=500')
  const chains = await Promise.all(body.items.map(({ region }: { region: string }) => city.identity.places.chain(region)))
  expect(new Set(chains.map((chain) => chain.at(-2)!.code))).toEqual(new Set(['441802']))
})
