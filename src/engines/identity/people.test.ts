import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makePersonId } from '#chinese'
import { actOn, testCity, visitorAt, type TestCity, type Visitor } from '#testing'
import { holdings } from './registers.ts'

let city: TestCity
let administrator: Visitor
let window: Visitor
let citizen: Visitor
let own: { id: string; name: string; personId: string }
beforeAll(async () => {
  city = await testCity()
  administrator = await city.as('administrator')
  window = await city.as('window')
  citizen = await city.as('citizen')
  own = (await citizen.get('/api/registers/population.person')).body.items[0]
})
afterAll(() => city.stop())

const person = (nth: number) =>
  city.identity.asSystem('测试', async (ctx) => {
    const { items } = await city.registers.listUntyped(ctx, 'population.person', { limit: 500 })
    const found = items.filter(({ personId }) => personId !== own.personId)[nth]!
    return { id: found.id, name: String(found.name), number: String(found.personId) }
  })
const accountOf = (login: string) =>
  city.identity.asSystem('测试', async (ctx) => {
    const where = [{ field: 'login', operator: 'is' as const, value: login }]
    return (await city.registers.listUntyped(ctx, 'identity.account', { where, limit: 1 })).items[0]!
  })

/** A second account of somebody, known by number alone, at the post of an officer of the demonstration. */
async function secondAccount(login: string, number: string, at: string): Promise<Visitor> {
  const { body } = await (await city.as(at)).get('/api/session')
  const password = `chengshu-${login}`
  await city.identity.asSystem('测试', async (ctx) => {
    const account = await city.identity.addAccount(ctx, { login, name: login, number, password })
    await city.registers.addUntyped(ctx, holdings.name, { account, post: body.actor.post.id, since: '2020-01-01' })
  })
  return signIn(login, password)
}
async function signIn(account: string, password: string): Promise<Visitor> {
  const got = await visitorAt(city.address).post('/api/session', { account, password })
  expect(got.status).toBe(200)
  return visitorAt(city.address, got.headers.getSetCookie()[0]!.split(';')[0]!)
}

/** A statement of the application's database role, for a purpose. */
async function asApp(purpose: string, text: string, values: unknown[]): Promise<unknown[]> {
  const client = await city.sql('app')
  try {
    await client.query(`select set_config('app.purpose', $1, false)`, [purpose])
    return (await client.query(text, values)).rows
  } finally {
    await client.end()
  }
}

describe('an account that opens somebody’s records', () => {
  test('is made by no administrator', async () => {
    const { id, name, number } = await person(0)
    for (const url of ['/api/registers/identity.account', '/api/accounts'])
      for (const body of [
        { login: 'spy', name, person: id },
        { login: 'spy', name, number, person: id, password: 'known to the spy' },
      ])
        expect((await administrator.post(url, body)).status, url).toBeGreaterThanOrEqual(400)
    const staff = await administrator.post('/api/accounts', { login: 'spy', name, number, password: 'known to the spy' })
    const { version } = await accountOf('spy')
    for (const changes of [{ person: id }, { proof: 'identity-card', person: id }, { number: own.personId }])
      expect(await administrator.patch(`/api/registers/identity.account/${staff.body.account}`, { version, changes })).toMatchObject({
        status: 409,
        body: { code: 'identity.account-door' },
      })
    // An account at work is known by number and opens nothing.
    const spy = await signIn('spy', 'known to the spy')
    expect((await spy.get('/api/session')).body.actor.person).toBeNull()
    expect((await spy.get('/api/registers/population.person')).body.items ?? []).toEqual([])
    expect((await administrator.post('/api/accounts/window', { name, number, proof: 'identity-card' })).status).toBe(403)
  })

  test('has no password but its person’s', async () => {
    const { id } = await accountOf('citizen')
    const place = await city.identity.places.get((await administrator.get('/api/session')).body.actor.region.id)
    const there = await city.identity.asSystem('测试', async (ctx) => {
      const placed = { ...ctx, actor: { ...ctx.actor, region: place } }
      return city.identity.addAccount(placed, {
        login: 'proofed',
        name: '实名',
        person: (await person(1)).id,
        password: 'of the person alone',
      })
    })
    const refused = await administrator.put(`/api/accounts/${there}/password`, { password: 'of the administrator' })
    expect(refused).toMatchObject({ status: 422, body: { code: 'identity.proofed' } })
    expect((await administrator.put(`/api/accounts/${id}/password`, { password: 'of the administrator' })).status).toBeGreaterThanOrEqual(
      400,
    )
    expect((await visitorAt(city.address).post('/api/session', { account: 'citizen', password: 'of the administrator' })).status).toBe(401)
  })

  test('is made at a window that saw a document; its person chooses the password with a code', async () => {
    const { id, name, number } = await person(2)
    const asked = { name, number, proof: 'identity-card', login: 'walk-in' }
    expect((await window.post('/api/accounts/window', { ...asked, name: '另一个人' })).status).toBe(404)
    expect((await (await city.as('market-examiner')).post('/api/accounts/window', asked)).status).toBe(403)
    const made = await window.post('/api/accounts/window', asked)
    expect(made).toMatchObject({ status: 200, body: { login: 'walk-in', name, again: false } })
    expect(await accountOf('walk-in')).toMatchObject({
      person: id,
      proof: 'identity-card',
      provedBy: (await window.get('/api/session')).body.actor.account,
    })
    const enter = (code: string) =>
      visitorAt(city.address).post('/api/session/code', { account: 'walk-in', code, password: 'mine and nobody else’s' })
    expect(await enter('WRONGWRONG')).toMatchObject({ status: 401, body: { code: 'session.code' } })
    expect((await enter(String(made.body.code).toLowerCase())).status).toBe(204)
    expect((await enter(made.body.code)).status).toBe(401)
    expect((await (await signIn('walk-in', 'mine and nobody else’s')).get('/api/registers/population.person')).body.items).toMatchObject([
      { id },
    ])
    // Whoever forgot the password comes again, and keeps the account.
    const again = await window.post('/api/accounts/window', { name, number, proof: 'household-register' })
    expect(again.body).toMatchObject({ login: 'walk-in', again: true })
    for (let i = 0; i < 5; i++) await enter('WRONGWRONG')
    expect((await enter(again.body.code)).status).toBe(401)
    const audit = await city.as('audit')
    const log = await audit.get(`/api/audit/changes?record=${made.body.account}`)
    expect(log.body.items.map((row: { op: string }) => row.op)).toEqual(['U', 'I'])
    expect(log.body.items[0].actor.name).toBe((await window.get('/api/session')).body.actor.name)
  })

  test('is nobody’s to make for oneself', async () => {
    const self = await secondAccount('clerk-too', own.personId, 'window')
    const refused = await self.post('/api/accounts/window', { name: own.name, number: own.personId, proof: 'identity-card' })
    expect(refused).toMatchObject({ status: 403, body: { code: 'identity.own-account' } })
  })
})

describe('one person with two accounts', () => {
  test('does not answer the own ask', async () => {
    const { id } = (await citizen.get('/api/registers/population.person')).body.items[0]
    const asked = await citizen.post(`/api/registers/population.person/${id}/corrections`, {
      changes: { phone: '15400000001' },
      reason: '换号',
    })
    expect(asked.status).toBe(200)
    const second = await secondAccount('steward-too', own.personId, 'population')
    const correct = (by: Visitor) => actOn(by, asked.body.ask.case, 'correct', { reason: '自己同意自己' })
    expect(await correct(second)).toMatchObject({ status: 403, body: { code: 'case.own' } })
    const colleague = await secondAccount('steward-other', makePersonId('441890', '1999-03-03', 1), 'population')
    expect((await correct(colleague)).status).toBe(200)
  })

  test('has a self that opens nothing', async () => {
    const { body } = await (await signIn('steward-too', 'chengshu-steward-too')).get('/api/session')
    expect(body.actor.person).toBeNull()
    const first = (await accountOf('citizen')).id
    const stranger = (await accountOf('neighbour')).id
    const me: string = body.actor.account
    const found = await city.identity.asSystem('测试', (ctx) =>
      city.identity.sameHands(ctx, [me], { person: own.id, others: [first, stranger] }),
    )
    expect(found.get(me)).toEqual({ isPerson: true, hands: [first] })
  })

  test('is told to nobody who doesn’t name the person, and of nobody who is not at work', async () => {
    const me: string = (await (await signIn('steward-too', 'chengshu-steward-too')).get('/api/session')).body.actor.account
    const [first, stranger] = [(await accountOf('citizen')).id, (await accountOf('neighbour')).id]
    const asked = (purpose: string, accounts: string[], person: string | null, others: string[]) =>
      asApp(purpose, 'select * from identity.same_hands($1, $2, $3)', [accounts, person, others])
    expect(await asked('system:测试', [me], null, [])).toEqual([{ account: me, is_one: false, hands: [] }])
    expect(await asked('system:测试', [first, stranger], own.id, [first, me])).toEqual([])
    expect(await asked('duty:测试', [me], own.id, [first])).toEqual([])
    for (const closed of ['alike($1)', 'person_meant($1)', 'same_person($1, $1)'])
      await expect(asApp('system:测试', `select identity.${closed}`, [me])).rejects.toThrow('permission denied')
  })
})

describe('mandates', () => {
  const until = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10)
  const offer = (number: string) => citizen.post('/api/proxies', { agentName: '受托', agentNumber: number, matters: null, until })

  test('come page by page, the newest first, and no more wait than a page can bear', async () => {
    const numbers = Array.from({ length: 21 }, (_, nth) => makePersonId('441890', '1999-04-04', nth))
    for (const number of numbers.slice(0, 1)) for (let i = 0; i < 3; i++) expect((await offer(number)).status).toBe(200)
    expect(await offer(numbers[0]!)).toMatchObject({ status: 429, body: { code: 'proxy.many' } })
    for (const number of numbers.slice(1, 18)) expect((await offer(number)).status).toBe(200)
    expect(await offer(numbers[20]!)).toMatchObject({ status: 429, body: { code: 'proxy.many' } })
    // One that is ended makes room for another.
    const first = (await citizen.get('/api/proxies?side=given')).body
    expect(first.items).toHaveLength(20)
    expect(first.next).toBeNull()
    expect((await citizen.post(`/api/proxies/${first.items[0].id}/end`)).status).toBe(200)
    expect((await offer(numbers[20]!)).status).toBe(200)
    const page = (await citizen.get('/api/proxies?side=given')).body
    const rest = (await citizen.get(`/api/proxies?side=given&after=${page.next}`)).body
    const ids = [...page.items, ...rest.items].map(({ id }: { id: string }) => id)
    expect(ids).toHaveLength(21)
    expect(ids).toEqual(ids.toSorted().toReversed())
  })
})
