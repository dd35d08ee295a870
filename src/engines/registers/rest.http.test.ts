import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makePersonId } from '#chinese'
import { testCity, type TestCity, type Visitor } from '#testing'

const at = '/api/registers/population.person'
let city: TestCity
let admin: pg.Client
let steward: Visitor
let region: string
let made = 0
beforeAll(async () => {
  city = await testCity()
  admin = await city.sql('admin')
  steward = await city.as('population')
  region = (await steward.get(`${at}?limit=1`)).body.items[0].region
})
afterAll(async () => {
  await admin.end()
  await city.stop()
})
const person = () => {
  made += 1
  return {
    name: '司徒接口',
    personId: makePersonId('441802', '1922-01-01', made),
    sex: '1',
    birthDate: '1922-01-01',
    region,
    address: '某街',
  }
}
const count = async () =>
  (await admin.query(`select count(*)::int as n from population.person where name = '司徒接口'`)).rows[0].n as number

test('only the fields that are asked for come, and the access record names no others', async () => {
  const { body } = await steward.get(`${at}?limit=2&fields=name,region`)
  expect(Object.keys(body.items[0]).sort()).toEqual(['ended', 'id', 'name', 'recorded', 'region', 'version'])
  const one = await steward.get(`${at}/${body.items[0].id}?fields=sex`)
  expect(Object.keys(one.body.record).sort()).toEqual(['ended', 'id', 'recorded', 'sex', 'version'])
  const { rows } = await admin.query(`select fields from kernel.access where register = 'population.person' order by recorded desc limit 2`)
  expect(rows.map(({ fields }) => fields)).toEqual([['sex'], ['name']])
  expect((await steward.get(`${at}?fields=none`)).status).toBe(404)
})

test('who changes a record is shown it, and that is on record with the change', async () => {
  const { body } = await steward.post(at, person())
  const looks = async () =>
    (await admin.query(`select act, fields from kernel.access where $1 = any(subjects) order by recorded`, [body.record.id])).rows
  const before = await looks()
  expect((await steward.patch(`${at}/${body.record.id}`, { version: 9, changes: { address: '甲街' } })).status).toBe(409)
  expect(await looks()).toEqual(before)
  const changed = await steward.patch(`${at}/${body.record.id}`, { version: 1, changes: { address: '甲街' } })
  expect(changed.status).toBe(200)
  const [last, ...more] = (await looks()).slice(before.length)
  expect(more).toEqual([])
  expect(last).toMatchObject({ act: 'read', fields: expect.arrayContaining(['name', 'address', 'personId']) as string[] })
})

test('a parameter that nobody reads is refused with the one that was probably meant, after who asks is known', async () => {
  const refused = async (query: string, who: Visitor = steward) => {
    const { status, body } = await who.get(`${at}${query}`)
    return [status, body.code, body.path, body.problems?.[0]?.message]
  }
  expect(await refused('?serch=张三')).toEqual([400, 'request.parameter', 'serch', '这里没有这个参数，是不是 search'])
  expect(await refused('?Limit=5')).toEqual([400, 'request.parameter', 'Limit', '这里没有这个参数，是不是 limit'])
  expect((await refused('?page=2'))[3]).toMatch(/^这里没有这个参数，有的是：limit、after、search/)
  expect(await refused('/01900000-0000-7000-8000-000000000000?asof=2026-01-01')).toEqual([
    400,
    'request.parameter',
    'asof',
    '这里没有这个参数，是不是 asOf',
  ])
  expect((await refused('/01900000-0000-7000-8000-000000000000/history?limit=1'))[0]).toBe(400)
  const { body } = await steward.get(`${at}?serch=a&wher.name=b`)
  expect(body.problems.map(({ path }: { path: string }) => path)).toEqual(['serch', 'wher.name'])
  expect((await steward.get(`${at}?where.name=张三&where.sex.in=1,2&limit=1&ended=true&sort=name`)).status).not.toBe(400)
  // Whoever may not come learns nothing of what would be read.
  expect((await city.stranger.get(`${at}/01900000-0000-7000-8000-000000000000/history?x=1`)).status).toBe(401)
  const { paths } = (await steward.get('/api/openapi.json')).body
  const list = paths['/api/registers/{register}'].get
  expect(list.responses['400'].description).toContain('not read here')
  expect(list['x-closed']).toBeUndefined()
  expect(list.parameters.find(({ name }: { name: string }) => name === 'more').schema.patternProperties).toHaveProperty(['^where\\.'])
  expect(paths['/api/registers/{register}/{id}'].get.responses).toHaveProperty('400')
})

test('an answer has a tag, and whoever has it is told that nothing is new until something is', async () => {
  const { body } = await steward.post(at, person())
  const address = `${at}/${body.record.id}`
  for (const url of [address, `${at}?limit=3`]) {
    const tag = (await steward.get(url)).headers.get('etag')!
    const again = await steward.with({ 'if-none-match': `"x", ${tag}` }).get(url)
    expect([again.status, again.body, again.headers.get('etag')]).toEqual([304, '', tag])
    expect((await steward.with({ 'if-none-match': tag, 'accept-language': 'en' }).get(url)).status).toBe(200)
  }
  const tag = (await steward.get(address)).headers.get('etag')!
  await steward.patch(address, { version: 1, changes: { address: '另一街' } })
  expect((await steward.with({ 'if-none-match': tag }).get(address)).body.record).toMatchObject({ version: 2, address: '另一街' })
})

test('a change is made to the version that was read, and to no other', async () => {
  const { body } = await steward.post(at, person())
  const address = `${at}/${body.record.id}`
  const tag = (await steward.get(address)).headers.get('etag')!
  expect((await steward.with({ 'if-match': tag }).patch(address, { changes: { address: '甲街' } })).body.record).toMatchObject({
    version: 2,
  })
  const late = await steward.with({ 'if-match': tag }).patch(address, { changes: { address: '乙街' } })
  expect([late.status, late.body.code, late.headers.get('content-type')]).toEqual([
    412,
    'register.stale',
    expect.stringContaining('problem+json'),
  ])
  const ended = await steward.with({ 'if-match': tag }).delete(address, {})
  expect([ended.status, ended.body.code]).toEqual([412, 'register.stale'])
  for (const headers of [{}, { 'if-match': '*' }, { 'if-match': '"x"' }] as Record<string, string>[]) {
    const blind = await steward.with(headers).patch(address, { changes: { address: '丙街' } })
    expect([blind.status, blind.body.code]).toEqual([422, 'register.unseen'])
  }
  expect((await steward.get(address)).body.record).toMatchObject({ version: 2, address: '甲街' })
  const now = (await steward.get(address)).headers.get('etag')!
  expect((await steward.with({ 'if-match': now }).delete(address, {})).status).toBe(204)
})

test('the same call under one key adds one record, also when both come at once; another body under it is refused', async () => {
  const before = await count()
  const given = person()
  const keyed = steward.with({ 'idempotency-key': `"${randomUUID()}"` })
  const both = await Promise.all([keyed.post(at, given), keyed.post(at, given)])
  const again = await keyed.post(at, Object.fromEntries(Object.entries(given).reverse()))
  expect([...both, again].map(({ status }) => status)).toEqual([200, 200, 200])
  expect(again.body).toEqual(both[0]!.body)
  expect(new Set([...both, again].map(({ headers }) => headers.get('location')))).toEqual(new Set([`${at}/${again.body.record.id}`]))
  expect(await count()).toBe(before + 1)
  const other = await keyed.post(at, person())
  expect([other.status, other.body.code]).toEqual([409, 'register.key-used'])
  const wrong = await steward.with({ 'idempotency-key': 'a b' }).post(at, person())
  expect([wrong.status, wrong.body.code]).toEqual([422, 'register.key'])
  expect(await count()).toBe(before + 1)
})

test('a call that is refused uses up no key', async () => {
  const keyed = steward.with({ 'idempotency-key': randomUUID() })
  expect((await keyed.post(at, { ...person(), sex: '3' })).status).toBe(422)
  expect((await keyed.post(at, person())).status).toBe(200)
})

test('nobody learns of another account’s keys', async () => {
  const key = randomUUID()
  await steward.with({ 'idempotency-key': key }).post(at, person())
  for (const role of ['app', 'hall'] as const) {
    const client = await city.sql(role)
    const { rows } = await client.query('select count(*)::int as n from registers.answered')
    await client.end()
    expect(rows).toEqual([{ n: 0 }])
  }
})

test('what is read is as its schema says, plainly and masked, and whoever may not read gets no schema', async () => {
  const ajv = new Ajv2020({ strict: true, keywords: ['x-share', 'x-open', 'x-privacy'] })
  formats.default(ajv)
  for (const [visitor, register] of [
    [steward, 'population.person'],
    [await city.as('entity'), 'entity.entity'],
    [await city.as('window'), 'identity.organisation'],
    [city.stranger, 'identity.region'],
  ] as const) {
    const schema = await visitor.get(`/api/registers/${register}/schema`)
    expect(schema.headers.get('content-type')).toContain('application/schema+json')
    const validate = ajv.compile(JSON.parse(JSON.stringify(schema.body)) as object)
    const { items } = (await visitor.get(`/api/registers/${register}?limit=200`)).body
    expect(items.length).toBeGreaterThan(0)
    for (const item of items) expect(validate(item), JSON.stringify([item, validate.errors])).toBe(true)
  }
  expect((await city.stranger.get(`${at}/schema`)).status).toBe(403)
})

test('whatever goes wrong at the door is told as a problem', async () => {
  const raw = (url: string, init: RequestInit) => fetch(city.address + url, { ...init, headers: { 'x-chengshu': '1', ...init.headers } })
  for (const [answer, status] of [
    [raw('/api/nothing', {}), 404],
    [raw('/api/registers/none.none', {}), 404],
    [raw('/api/session', { method: 'POST', body: '{', headers: { 'content-type': 'application/json' } }), 422],
    [raw('/api/session', { method: 'POST', body: '<a/>', headers: { 'content-type': 'text/xml' } }), 422],
    [raw('/api/session', { method: 'POST', body: `"${'x'.repeat(3_000_000)}"`, headers: { 'content-type': 'application/json' } }), 422],
    [raw('/api/registers/identity.region?limit=0', {}), 422],
    [raw('/api/registers/identity.region?sort=none', {}), 404],
    [raw('/api/registers/identity.region', { method: 'PUT' }), 404],
    [raw('/api/inbox', {}), 401],
  ] as const) {
    const got = await answer
    expect([got.url, got.status, got.headers.get('content-type')]).toEqual([
      got.url,
      status,
      expect.stringContaining('application/problem+json'),
    ])
    const body = (await got.json()) as Record<string, unknown>
    expect(body).toMatchObject({ type: expect.stringMatching(/^urn:/), title: expect.any(String), status, detail: expect.any(String) })
  }
})
