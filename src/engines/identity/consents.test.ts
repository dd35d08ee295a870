import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makePersonId } from '#chinese'
import { testCity, visitorAt, type TestCity, type Visitor } from '#testing'

let city: TestCity
let administrator: Visitor
let security: Visitor
let audit: Visitor
let organisation: string
let region: string
let migrator: Awaited<ReturnType<TestCity['sql']>>
beforeAll(async () => {
  city = await testCity()
  administrator = await city.as('administrator')
  security = await city.as('security')
  audit = await city.as('audit')
  migrator = await city.sql('migrator')
  const { actor } = (await administrator.get('/api/session')).body
  organisation = actor.organisation.id
  region = actor.region.id
})
afterAll(async () => {
  await migrator.end()
  await city.stop()
})

/** Numbers that nobody of the city has. */
const number = (nth: number) => makePersonId('441890', '1999-09-09', nth)
/** A resolved session is kept for a second. */
const forgotten = () => new Promise((done) => setTimeout(done, 1100))
const chosen = 'chosen by oneself alone'

const one = (register: string, equals: Record<string, unknown>) =>
  city.identity.asSystem('测试', async (ctx) => {
    const where = Object.entries(equals).map(([field, value]) => ({ field, operator: 'is' as const, value }))
    return (await city.registers.listUntyped(ctx, register, { where, limit: 1 })).items[0]!
  })

/** The number by which a demonstration's account is known. */
const numberOf = async (login: string) => String((await one('identity.account', { login })).number)

async function signIn(account: string, password: string): Promise<Visitor> {
  const got = await visitorAt(city.address).post('/api/session', { account, password })
  expect(got.status).toBe(200)
  return visitorAt(city.address, got.headers.getSetCookie()[0]!.split(';')[0]!)
}

/** An account at work whose person chose the password. */
async function staff(login: string, nth: number, of = number(nth)): Promise<string> {
  const made = await administrator.post('/api/accounts', { login, name: `职员${login}`, number: of, password: 'given at the start' })
  expect(made.status).toBe(200)
  const own = await signIn(login, 'given at the start')
  expect((await own.put('/api/session/password', { old: 'given at the start', password: chosen })).status).toBe(204)
  return made.body.account
}

const newPost = async (name: string): Promise<string> =>
  (await administrator.post('/api/registers/identity.post', { name, organisation, region })).body.record.id
const seat = (account: string, post: string, by = administrator) =>
  by.post('/api/registers/identity.holding', { account, post, since: '2026-01-01' })
const waiting = async (by: Visitor, subject: string) =>
  (await by.get('/api/consents')).body.items.find((item: { subject: string }) => item.subject === subject)
const postsOf = async (login: string) => (await (await signIn(login, chosen)).get('/api/session')).body.actor.posts.length as number
const approver = () => one('identity.duty', { role: 'hall.market-approver' }).then(({ post }) => String(post))

describe('a seat at a post with duties', () => {
  test('takes effect once the security administrator has consented, and the log says who and when', async () => {
    const account = await staff('seated', 1)
    const seated = await seat(account, await approver())
    expect(seated.status).toBe(200)
    const subject = seated.body.record.id as string
    expect(await postsOf('seated')).toBe(0)
    expect(await waiting(security, subject)).toMatchObject({
      kind: 'holding',
      state: 'open',
      ground: 'given',
      account: { name: '职员seated' },
      askedBy: '陈建业',
      answers: true,
      hindrance: null,
    })
    // It is shown to the other administrators, who do not answer it.
    expect(await waiting(administrator, subject)).toMatchObject({ answers: false, hindrance: 'own' })
    for (const other of [administrator, audit]) expect((await other.post(`/api/consents/${subject}`, { accept: true })).status).toBe(403)
    expect((await (await city.as('market-examiner')).post(`/api/consents/${subject}`, { accept: true })).status).toBe(403)
    expect(await postsOf('seated')).toBe(0)
    expect((await security.post(`/api/consents/${subject}`, { accept: true })).status).toBe(204)
    expect(await postsOf('seated')).toBe(1)
    expect(await security.post(`/api/consents/${subject}`, { accept: true })).toMatchObject({
      status: 409,
      body: { code: 'consent.answered' },
    })
    const log = await audit.get('/api/audit/changes?register=identity.consent&limit=2')
    expect(log.body.items.map((row: { op: string; actor: { name: string } }) => [row.op, row.actor.name])).toEqual([
      ['U', '黄永康'],
      ['I', '陈建业'],
    ])
    expect(log.body.items[0].label).toBe('任职和职责的同意')
  })

  test('is refused with a reason, and stays without effect', async () => {
    const seated = await seat(await staff('refused', 2), await approver())
    const subject = seated.body.record.id as string
    expect((await security.post(`/api/consents/${subject}`, { accept: false })).status).toBe(422)
    expect((await security.post(`/api/consents/${subject}`, { accept: false, reason: '没有任命文件' })).status).toBe(204)
    expect(await waiting(administrator, subject)).toMatchObject({ state: 'refused', reason: '没有任命文件', answeredBy: '黄永康' })
    expect(await postsOf('refused')).toBe(0)
  })

  test('lapses when nobody answers in time', async () => {
    const seated = await seat(await staff('late', 3), await approver())
    const subject = seated.body.record.id as string
    await migrator.query(`update identity.consent set until = clock_timestamp() - interval '1 minute' where subject = $1`, [subject])
    expect(await waiting(security, subject)).toMatchObject({ state: 'lapsed' })
    expect(await security.post(`/api/consents/${subject}`, { accept: true })).toMatchObject({
      status: 409,
      body: { code: 'consent.lapsed' },
    })
    expect(await postsOf('late')).toBe(0)
    expect((await security.get('/api/consents')).body.office).toEqual({ days: 30, security: true, audit: true })
  })

  test('waits anew when it is moved to somebody else or made longer, and not when it ends sooner', async () => {
    const [account, other] = [await staff('moved', 4), await staff('taker', 5)]
    const { record } = (await seat(account, await approver())).body
    await security.post(`/api/consents/${record.id}`, { accept: true })
    const shorter = await administrator.patch(`/api/registers/identity.holding/${record.id}`, {
      version: 1,
      changes: { until: '2099-01-01' },
    })
    expect(shorter.status).toBe(200)
    expect(await postsOf('moved')).toBe(1)
    const moved = await administrator.patch(`/api/registers/identity.holding/${record.id}`, { version: 2, changes: { account: other } })
    expect(moved.status).toBe(200)
    expect(await postsOf('taker')).toBe(0)
    expect(await waiting(security, record.id)).toMatchObject({ state: 'open', ground: 'changed', account: { name: '职员taker' } })
  })

  test('waits anew when somebody else sets the password, until its person has chosen one', async () => {
    const account = await staff('reset', 6)
    const { record } = (await seat(account, await approver())).body
    await security.post(`/api/consents/${record.id}`, { accept: true })
    expect(await postsOf('reset')).toBe(1)
    expect((await administrator.put(`/api/accounts/${account}/password`, { password: 'known to two people' })).status).toBe(204)
    const taken = await signIn('reset', 'known to two people')
    expect((await taken.get('/api/session')).body.actor.posts).toEqual([])
    expect(await waiting(security, record.id)).toMatchObject({ state: 'open', ground: 'password', hindrance: 'password' })
    expect(await security.post(`/api/consents/${record.id}`, { accept: true })).toMatchObject({
      status: 409,
      body: { code: 'consent.password' },
    })
    await taken.put('/api/session/password', { old: 'known to two people', password: chosen })
    expect((await security.post(`/api/consents/${record.id}`, { accept: true })).status).toBe(204)
    expect(await postsOf('reset')).toBe(1)
  })

  test('of the security administrator’s own second account is consented to by nobody but another person', async () => {
    const account = await staff('security-two', 7, await numberOf('security'))
    const { record } = (await seat(account, await approver())).body
    expect(await security.post(`/api/consents/${record.id}`, { accept: true })).toMatchObject({
      status: 409,
      body: { code: 'consent.own' },
    })
  })
})

describe('what had ended and is to count again', () => {
  test('asks for consent as what is new does', async () => {
    const account = await staff('again', 30)
    const seated = (await seat(account, await approver())).body.record
    await security.post(`/api/consents/${seated.id}`, { accept: true })
    await administrator.delete(`/api/registers/identity.holding/${seated.id}`, { version: 1 })
    expect(await postsOf('again')).toBe(0)
    await forgotten()
    const reopened = await administrator.post(`/api/registers/identity.holding/${seated.id}/reopen`, { version: 2, reason: '终止有误' })
    expect(reopened.status).toBe(200)
    expect(await postsOf('again')).toBe(0)
    expect(await waiting(security, seated.id)).toMatchObject({ state: 'open', kind: 'holding' })
    expect((await security.post(`/api/consents/${seated.id}`, { accept: true })).status).toBe(204)
    await forgotten()
    expect(await postsOf('again')).toBe(1)
  })
})

describe('a duty', () => {
  test('takes effect once another administrator has consented', async () => {
    const account = await staff('duty', 10)
    const post = await newPost('新的岗位')
    expect((await seat(account, post)).status).toBe(200)
    // Nothing to consent to: the post can do nothing yet.
    expect(await postsOf('duty')).toBe(1)
    const given = await security.post('/api/registers/identity.duty', { role: 'hall.reception', post, region })
    const subject = given.body.record.id as string
    const officer = await signIn('duty', chosen)
    expect((await officer.get('/api/session')).body.actor.roles).toEqual([])
    expect(await security.post(`/api/consents/${subject}`, { accept: true })).toMatchObject({ status: 409, body: { code: 'consent.own' } })
    expect((await audit.post(`/api/consents/${subject}`, { accept: true })).status).toBe(403)
    expect((await administrator.post(`/api/consents/${subject}`, { accept: true })).status).toBe(204)
    await forgotten()
    expect((await officer.get('/api/session')).body.actor.roles).toEqual(['hall.reception'])
  })

  test('is not given to the own post, under whichever account, and a post with duties stays where it is', async () => {
    const post = await newPost('留在原处的岗位')
    await security.post('/api/registers/identity.duty', { role: 'hall.reception', post, region })
    const elsewhere = await one('identity.organisation', { function: 'market-regulation' })
    const moved = await administrator.patch(`/api/registers/identity.post/${post}`, { version: 1, changes: { organisation: elsewhere.id } })
    expect(moved).toMatchObject({ status: 409, body: { code: 'identity.post-with-duties' } })
  })
})

describe('one person with two accounts', () => {
  test('is one person to every check of the administrators', async () => {
    // The number of the demonstration's system administrator, under a second account.
    const account = await staff('second-hand', 20, await numberOf('administrator'))
    expect(await seat(account, await newPost('没有职责的岗位'))).toMatchObject({ status: 409, body: { code: 'identity.own-holding' } })
    const deputy = await staff('auditor-two', 21, await numberOf('health'))
    const auditPost = (await audit.get('/api/session')).body.actor.post.id as string
    // Whoever audits does nothing that is audited, under another account either.
    expect(await seat(deputy, auditPost)).toMatchObject({ status: 409, body: { code: 'duty.separated' } })
  })

  test('is known by number; without one nobody is seated', async () => {
    const place = await city.identity.places.get(region)
    const nameless = await city.identity.asSystem('测试', (ctx) =>
      city.registers.addUntyped({ ...ctx, actor: { ...ctx.actor, region: place } }, 'identity.account', { login: 'old', name: '旧账户' }),
    )
    const post = await newPost('另一个岗位')
    expect(await seat(nameless, post)).toMatchObject({ status: 409, body: { code: 'identity.nameless' } })
    expect((await security.put(`/api/accounts/${nameless}/number`, { number: number(22) })).status).toBe(403)
    expect((await administrator.put(`/api/accounts/${nameless}/number`, { number: number(22) })).status).toBe(204)
    expect((await seat(nameless, post)).status).toBe(200)
    expect(await administrator.put(`/api/accounts/${nameless}/number`, { number: number(23) })).toMatchObject({
      status: 409,
      body: { code: 'identity.named' },
    })
  })
})

test('the security and the audit administrator stay until somebody comes after them', async () => {
  /** Takes somebody off their post. */
  const leave = async (who: Visitor, by: Visitor) => {
    const post = (await who.get('/api/session')).body.actor.post.id as string
    const holding = await one('identity.holding', { post })
    return by.delete(`/api/registers/identity.holding/${holding.id}`, { version: holding.version })
  }
  // There are two of them in the demonstration: one may go, the last may not.
  expect((await leave(await city.as('city-security'), await city.as('city-administrator'))).status).toBeLessThan(300)
  expect(await leave(security, administrator)).toMatchObject({ status: 409, body: { code: 'identity.last-administrator' } })
})
