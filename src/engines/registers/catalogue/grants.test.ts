import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { actOn, testCity, visitorAt, type TestCity, type Visitor } from '#testing'

let city: TestCity
let steward: Visitor
let health: Visitor
let entry: string
const people = '/api/registers/population.person'
/** Waits until a session is resolved anew, which it is within a second. */
const felt = (fact: () => Promise<number>, status: number) =>
  vi.waitFor(async () => expect(await fact()).toBe(status), { timeout: 5000, interval: 100 })
const listed = async (who: Visitor) => (await who.get(people)).status

/** Seats somebody at a new post of an organisation, and signs in as that person. */
async function seated(organisation: string, role: string): Promise<Visitor> {
  await city.identity.asSystem('test', async (ctx) => {
    const region = (await city.identity.places.root())!.id
    const post = await city.registers.addUntyped(ctx, 'identity.post', { name: '数据专员', organisation: organisation, region })
    await city.registers.addUntyped(ctx, 'identity.duty', { role, post, region })
    const account = await city.identity.addAccount(ctx, { login: 'data-steward', name: '任数', password: 'chengshu-data' })
    await city.registers.addUntyped(ctx, 'identity.holding', { account: account, post, since: '2020-01-01' })
  })
  const answer = await fetch(`${city.address}/api/session`, {
    method: 'POST',
    headers: { 'x-chengshu': '1', 'content-type': 'application/json' },
    body: JSON.stringify({ account: 'data-steward', password: 'chengshu-data' }),
  })
  return visitorAt(city.address, answer.headers.getSetCookie()[0]!.split(';')[0]!)
}

beforeAll(async () => {
  city = await testCity()
  await city.catalogue.sync()
  health = await city.as('health')
  const { items } = (await health.get('/api/catalogue?limit=200')).body
  entry = items.find(({ register }: { register: string }) => register === 'population.person').id
  steward = await seated((await health.get(`/api/catalogue/${entry}`)).body.entry.organisation, 'catalogue.steward')
})
afterAll(() => city.stop())

test('another department reads nothing until it is granted, then what was granted and for as long as it is', async () => {
  expect((await health.get(people)).status).toBe(403)
  const until = new Date(Date.now() + 200 * 86_400_000).toISOString().slice(0, 10)
  const asked = await health.post(`/api/catalogue/${entry}/requests`, {
    purpose: '核对疫苗接种登记',
    items: ['姓名', '民族'],
    ground: '《疫苗管理法》第四十七条',
    until,
  })
  expect(asked.status).toBe(200)
  expect(
    (
      await actOn(steward, asked.body.request.case, 'agree', {
        reason: '与职责相符',
        items: [{ name: '姓名' }, { name: '民族' }],
        purpose: '核对疫苗接种登记',
        until,
      })
    ).status,
  ).toBe(200)
  await felt(() => listed(health), 200)

  const list = await health.get(`${people}?limit=3`)
  expect(list.status).toBe(200)
  const [first] = list.body.items
  expect(Object.keys(first).sort()).toEqual(['ended', 'ethnicity', 'id', 'name', 'recorded', 'version'])
  expect(list.body.masked).toContain('name')
  const record = (await health.get(`${people}/${first.id}`)).body
  expect(record.record).toEqual(first)
  for (const hidden of ['address', 'personId', 'nothing']) {
    const answers = await Promise.all([
      health.get(`${people}?where.${hidden}=x`),
      health.get(`${people}?sort=${hidden}`),
      health.post(`${people}/${first.id}/reveal`, { field: hidden, reason: '核对接种登记' }),
      health.get(`${people}/${first.id}/pictures/${hidden}`),
    ])
    expect(answers.map(({ status, body }) => [status, body.detail ?? body.message])).toEqual(
      answers.map(() => [404, `“自然人”没有字段 ${hidden}`]),
    )
  }
  const plain = await health.post(`${people}/${first.id}/reveal`, { field: 'name', reason: '核对接种登记' })
  expect(plain.status).toBe(200)
  expect((await health.get(`${people}/${first.id}/history`)).status).toBe(403)
  expect((await health.post(`${people}/export`, { query: '', columns: ['name'], reason: '核对接种登记' })).status).toBe(403)

  const sql = await city.sql('admin')
  const { rows } = await sql.query(
    `select purpose, act, fields from kernel.access where register = 'population.person' and purpose like '%共享授权%' order by id`,
  )
  await sql.end()
  expect(rows[0]).toEqual({ purpose: 'duty:共享授权：核对疫苗接种登记', act: 'read', fields: [] })

  const given = (await steward.get('/api/registers/catalogue.grant')).body.items
  expect(given).toMatchObject([{ purpose: '核对疫苗接种登记', items: [{ key: 'name' }, { key: 'ethnicity' }] }])
  expect((await steward.delete(`/api/registers/catalogue.grant/${given[0].id}`, { version: 1 })).status).toBe(204)
  await felt(() => listed(health), 403)
})
