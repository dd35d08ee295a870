import { afterAll, beforeAll, expect, test } from 'vitest'
import { testCity, type TestCity, type Visitor } from '#testing'

let city: TestCity
let steward: Visitor
let reviewer: Visitor
beforeAll(async () => {
  city = await testCity()
  steward = await city.as('population')
  reviewer = await city.as('population-review')
})
afterAll(() => city.stop())

const at = '/api/registers/population.person'
const people = async (count: number) => (await steward.get(`${at}?limit=${count}`)).body.items as { id: string; [key: string]: unknown }[]
const say = (source: string, said: unknown[]) => steward.post(`${at}/contributions`, { source, said })

test('two sources say different things: the order decides, the steward is asked, and everybody sees where a field comes from', async () => {
  const [person] = await people(1)
  const { personId, name, birthDate } = person!
  const other = birthDate === '1971-02-03' ? '1971-02-04' : '1971-02-03'
  const given = await say('health', [
    { key: 'H-1', at: '2026-03-01T00:00:00Z', values: { personId, name, birthDate: other, phone: '13800138001' } },
  ])
  expect(given).toMatchObject({ status: 200, body: { items: [{ record: person!.id, by: 'number' }] } })
  const { body } = await steward.get(`${at}/${person!.id}`)
  expect(body.record).toMatchObject({ birthDate, phone: '13800138001' })

  const { body: sources } = await steward.get(`${at}/${person!.id}/sources`)
  const word = (field: string) => sources.fields.find((one: { field: string }) => one.field === field)
  expect(word('phone').words[0]).toMatchObject({
    label: '居民健康档案',
    at: '2026-03-01T00:00:00.000Z',
    value: '13800138001',
    masked: false,
  })
  expect(word('birthDate')).toMatchObject({
    contradicted: true,
    open: true,
    words: [{ label: '公安户籍登记' }, { label: '居民健康档案', value: other }],
  })

  const mine = (asks: { items: { kind: string; subject: string }[] }) =>
    asks.items.filter(({ kind, subject }) => kind === 'registers.contradiction' && subject === person!.id) as unknown as {
      id: string
      proposal: unknown
    }[]
  const [ask, ...more] = mine((await reviewer.get('/api/asks')).body)
  expect(ask!.proposal).toEqual({ fields: ['birthDate'] })
  expect(more).toEqual([])
  // Saying it once more asks nobody once more.
  await say('health', [{ key: 'H-1', at: '2026-03-02T00:00:00Z', values: { personId, name, birthDate: other } }])
  expect(mine((await reviewer.get('/api/asks')).body)).toHaveLength(1)
  await reviewer.post(`/api/asks/${ask!.id}/answer`, { accept: true, reason: '已核对出生医学证明' })
  const after = (await steward.get(`${at}/${person!.id}/sources`)).body.fields.find((one: { field: string }) => one.field === 'birthDate')
  expect(after).toMatchObject({ contradicted: true, open: false, words: [{ source: 'steward', value: birthDate }, {}, {}] })
})

test('a citizen sees the sources of the own record, and of nobody else’s', async () => {
  const citizen = await city.as('citizen')
  const { body: session } = await citizen.get('/api/session')
  const { record } = (await citizen.get(`${at}/${session.actor.person}`)).body
  await city.identity.asSystem('参保登记', (ctx) =>
    city.registers.contribute(ctx, 'population.person', 'insurance', [
      { key: 'I-1', values: { personId: record.personId, phone: '13800138009' } },
    ]),
  )
  const { body } = await citizen.get(`${at}/${session.actor.person}/sources`)
  expect(body.fields.find((one: { field: string }) => one.field === 'phone').words[0]).toMatchObject({
    label: '基本医疗保险参保登记',
    value: '13800138009',
    masked: false,
  })
  const [stranger] = (await people(20)).filter(({ id }) => id !== session.actor.person)
  expect((await citizen.get(`${at}/${stranger!.id}/sources`)).status).toBe(404)
})

test('only a source may speak for itself, and nobody past their own region', async () => {
  const fire = await city.as('fire-officer')
  expect((await fire.post(`${at}/contributions`, { source: 'health', said: [{ key: 'X', values: { name: '甲' } }] })).status).toBe(403)
  const qingxin = await city.as('population-qingxin')
  const [person] = await people(1)
  const said = [{ key: 'Q-1', values: { personId: person!.personId, name: person!.name } }]
  expect((await qingxin.post(`${at}/contributions`, { source: 'residence', said })).status).toBe(403)
  expect((await say('unknown', [{ key: 'X', values: {} }])).body).toMatchObject({ code: 'base.source' })
  expect((await say('health', [{ key: 'X', values: { nothing: 1 } }])).body.problems).toEqual([
    { path: '0.nothing', message: expect.any(String) },
  ])
})

test('one person there twice is found by likeness, merged by two officers, led to by the old address, and taken apart again', async () => {
  const [person] = (await people(40)).filter(({ phone, name }) => phone !== null && [...String(name)].length === 3)
  const { name, birthDate, sex, region, address } = person!
  // The same person under a number that was copied wrongly: likely enough for a look, not for a merge.
  const [mistaken] = (await say('health', [{ key: 'H-2', values: { name, birthDate, sex, region, address } }])).body.items
  expect(mistaken).toMatchObject({ by: expect.stringMatching(/likeness|new/) })

  const number = '110105199001011232'
  const added = await steward.post(at, { name, personId: number, birthDate, sex, region, address })
  const twin = added.body.record.id as string
  const proposed = await steward.post(`${at}/merges`, { survivor: person!.id, merged: twin, taken: [], reason: '公民身份号码抄错' })
  expect(proposed.body.ask).toMatchObject({ kind: 'registers.merge', state: 'open' })
  expect((await steward.post(`/api/asks/${proposed.body.ask.id}/answer`, { accept: true, reason: '自己同意' })).status).toBe(403)
  expect((await reviewer.post(`/api/asks/${proposed.body.ask.id}/answer`, { accept: true, reason: '已核对' })).body.ask.state).toBe(
    'accepted',
  )

  const led = await steward.get(`${at}/${twin}`)
  expect([led.status, led.headers.get('location')]).toEqual([307, `${at}/${person!.id}`])
  expect((await steward.get(`${at}/${twin}?merged=true`)).body.record).toMatchObject({ id: twin, ended: expect.any(String) })
  expect((await steward.get(`${at}/${person!.id}/sources`)).body.merges).toMatchObject([
    { merged: twin, reason: '公民身份号码抄错', undone: null },
  ])

  const undo = await steward.post(`${at}/${twin}/unmerge`, { reason: '其实是两个人' })
  await reviewer.post(`/api/asks/${undo.body.ask.id}/answer`, { accept: true, reason: '已核对' })
  expect((await steward.get(`${at}/${twin}`)).body.record).toMatchObject({ id: twin, personId: number, ended: null })
  expect((await steward.get(`${at}/${person!.id}`)).body.record).toMatchObject({ id: person!.id, personId: person!.personId, name })
})

test('a source’s own program sends rows, as JSON or a line each, and the same call twice is done once', async () => {
  const [, , , person] = await people(4)
  const { personId, name } = person!
  const key = { 'idempotency-key': 'health-2026-09-22-1' }
  const call = { source: 'health', said: [{ key: 'R-1', values: { personId, name, phone: '13700000001' } }] }
  const first = await steward.with(key).post(`${at}/contributions`, call)
  expect(first).toMatchObject({
    status: 200,
    body: { batch: expect.any(String), items: [{ record: person!.id, by: 'number', changed: true }] },
  })
  const phone = async () => (await steward.get(`${at}/${person!.id}`)).body.record.phone
  // Something newer comes before the first call is repeated: it is not said anew.
  const lines = steward.with({ 'content-type': 'application/x-ndjson' })
  const line = await lines.post(`${at}/contributions?source=health`, { key: 'R-1', values: { phone: '13700000002' } })
  expect(line).toMatchObject({ status: 200, body: { items: [{ record: person!.id, by: 'key', changed: true }] } })
  const again = await steward.with(key).post(`${at}/contributions`, call)
  expect(again).toMatchObject({ status: 200, body: { batch: first.body.batch, items: [{ record: person!.id, changed: false }] } })
  expect(await phone()).toBe('13700000002')
  expect(await steward.with(key).post(`${at}/contributions`, { ...call, source: 'insurance' })).toMatchObject({
    status: 409,
    body: { code: 'register.key-used' },
  })
  const { words } = (await steward.get(`${at}/${person!.id}/sources`)).body.fields.find((one: { field: string }) => one.field === 'phone')
  expect(words[0]).toMatchObject({ source: 'health', batch: line.body.batch })
  expect(await lines.post(`${at}/contributions`, { key: 'R-1' })).toMatchObject({ status: 422, body: { code: 'base.source' } })
})
