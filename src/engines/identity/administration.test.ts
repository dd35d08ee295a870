import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makePersonId } from '#chinese'
import { testCity, type TestCity, type Visitor } from '#testing'

let city: TestCity
let administrator: Visitor
let security: Visitor
let audit: Visitor
const key = async (register: string, equals: Record<string, unknown>) =>
  city.identity.asSystem('测试', async (ctx) => {
    const where = Object.entries(equals).map(([field, value]) => ({ field, operator: 'is' as const, value }))
    return (await city.registers.listUntyped(ctx, register, { where, limit: 1 })).items[0]!.id
  })

beforeAll(async () => {
  city = await testCity()
  administrator = await city.as('administrator')
  security = await city.as('security')
  audit = await city.as('audit')
})
afterAll(() => city.stop())

describe('three administrators', () => {
  test('do nothing of each other’s', async () => {
    const organisation = (await administrator.get('/api/session')).body.actor.organisation.id
    const region = (await administrator.get('/api/session')).body.actor.region.id
    const post = { name: '新岗位', organisation, region }
    for (const other of [security, audit]) expect((await other.post('/api/registers/identity.post', post)).status).toBe(403)
    const made = await administrator.post('/api/registers/identity.post', post)
    expect(made.status).toBe(200)
    const duty = { role: 'hall.reception', post: made.body.record.id, region }
    for (const other of [administrator, audit]) expect((await other.post('/api/registers/identity.duty', duty)).status).toBe(403)
    expect((await security.post('/api/registers/identity.duty', duty)).status).toBe(200)
    for (const url of ['/api/audit/access', '/api/audit/changes']) {
      for (const other of [administrator, security])
        expect(await other.get(url)).toMatchObject({ status: 403, body: { code: 'audit.role' } })
      expect((await audit.get(url)).status).toBe(200)
    }
    const account = await key('identity.account', { login: 'health' })
    for (const other of [security, audit]) {
      expect((await other.put(`/api/accounts/${account}/password`, { password: 'correct horse battery' })).status).toBe(403)
      expect((await other.delete(`/api/accounts/${account}/sessions`)).status).toBe(403)
      expect((await other.get(`/api/accounts/${account}/sessions`)).status).toBe(403)
    }
  })

  test('are three people: no post and nobody gets two of the roles', async () => {
    const { body } = await security.get('/api/session')
    const region = body.actor.region.id as string
    for (const role of ['identity.audit', 'identity.administrator'])
      expect(await security.post('/api/registers/identity.duty', { role, post: body.actor.post.id, region })).toMatchObject({
        status: 409,
        body: { code: 'duty.separated' },
      })
    const auditPost = (await audit.get('/api/session')).body.actor.post.id as string
    for (const login of ['administrator', 'security'])
      expect(
        await administrator.post('/api/registers/identity.holding', {
          account: await key('identity.account', { login }),
          post: auditPost,
          since: '2026-01-01',
        }),
      ).toMatchObject({ status: 409, body: { code: login === 'administrator' ? 'identity.own-holding' : 'duty.separated' } })
    const seated = async (account: string) =>
      administrator.post('/api/registers/identity.holding', { account, post: auditPost, since: '2026-01-01' })
    // Whoever audits does nothing that is audited.
    expect(await seated(await key('identity.account', { login: 'health' }))).toMatchObject({
      status: 409,
      body: { code: 'duty.separated' },
    })
    const number = makePersonId('441890', '1999-02-02', 1)
    const deputy = await administrator.post('/api/accounts', { login: 'deputy', name: '副手', number, password: 'given at the start' })
    expect((await seated(deputy.body.account)).status).toBe(200)
  })
})

test('an administrator sees where an account is signed in and ends it, and the account’s history says so', async () => {
  const account = await key('identity.account', { login: 'fire-officer' })
  const officer = await city.as('fire-officer')
  expect((await officer.get('/api/inbox')).status).toBe(200)
  const { body } = await administrator.get(`/api/accounts/${account}/sessions`)
  expect(body.items.length).toBeGreaterThan(0)
  expect(body.items[0].postName).toBeTruthy()
  expect((await administrator.delete(`/api/accounts/${account}/sessions`)).body.ended).toBe(body.items.length)
  await expect.poll(async () => (await officer.get('/api/inbox')).status, { timeout: 5000 }).toBe(401)
  const history = await administrator.get(`/api/registers/identity.account/${account}/history`)
  expect(history.body.versions[0]).toMatchObject({ op: 'U', actorName: '陈建业' })
})

describe('the audit administrator', () => {
  test('reads who looked at whom and why, without what was seen', async () => {
    const steward = await city.as('population')
    const { body: page } = await steward.get('/api/registers/population.person?limit=3')
    const [person] = page.items
    await steward.post('/api/registers/population.person/export', {
      query: `where.personId=${person.personId}`,
      columns: ['name', 'phone'],
      reason: '年度核对名册',
    })
    const { body } = await audit.get(`/api/audit/access?subject=${person.id}`)
    const [last] = body.items
    expect(last).toMatchObject({ act: 'export', label: '自然人', purpose: 'duty:导出列表：年度核对名册', subjects: 1 })
    expect(last.actor.name).toBeTruthy()
    expect(last.fields).toContain('手机')
    expect(JSON.stringify(body)).not.toContain(person.personId)
    expect(JSON.stringify(body)).not.toContain(person.name)
    const acts = await audit.get(`/api/audit/access?act=export`)
    expect(acts.body.items.every((one: { act: string }) => one.act === 'export')).toBe(true)
  })

  test('reads who changed which record, page after page', async () => {
    const first = await audit.get('/api/audit/changes?limit=2')
    expect(first.body.items).toHaveLength(2)
    const second = await audit.get(`/api/audit/changes?limit=2&before=${first.body.next}`)
    const at = [...first.body.items, ...second.body.items].map((one: { at: string }) => one.at)
    expect(new Set(at).size).toBe(at.length)
    const account = await key('identity.account', { login: 'fire-officer' })
    const { body } = await audit.get(`/api/audit/changes?record=${account}`)
    expect(body.items[0]).toMatchObject({
      register: 'identity.account',
      label: '账户',
      record: account,
      op: 'U',
      actor: { name: '陈建业' },
    })
  })

  test('sees the work of the region’s own organisations alone, and a quarter of a year at a time', async () => {
    const elsewhere = await city.as('yangshan-window')
    await elsewhere.get('/api/inbox')
    const county = await city.identity.places.byCode('441802')
    const { body } = await audit.get('/api/audit/changes?limit=199')
    const organisations = new Set(body.items.map((one: { organisationName: string }) => one.organisationName))
    expect([...organisations].every((name) => name === null || String(name).includes(county!.name.slice(0, 2)))).toBe(true)
    expect(await audit.get('/api/audit/access?since=2020-01-01T00:00:00Z')).toMatchObject({ status: 422, body: { code: 'audit.period' } })
  })
})

test('somebody with two posts sees how much waits at each', async () => {
  const signboard = await city.as('signboard')
  const { body } = await signboard.get('/api/session/posts')
  const { posts, post } = (await signboard.get('/api/session')).body.actor
  expect(posts).toHaveLength(2)
  expect(body.items.map((one: { post: string }) => one.post)).toEqual(posts.map((one: { id: string }) => one.id))
  expect(body.items.find((one: { post: string }) => one.post === post.id)).toMatchObject({
    open: (await signboard.get('/api/inbox')).body.counts.open,
  })
})
