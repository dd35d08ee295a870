import { afterAll, beforeAll, expect, test } from 'vitest'
import { inContext, type Actor } from '#kernel/context'
import { testCity, visitorAt, type TestCity, type Visitor } from '#testing'
import { systemActor } from './places.ts'

let city: TestCity
beforeAll(async () => {
  city = await testCity()
})
afterAll(() => city.stop())

/** A resolved session is kept for a second. */
const forgotten = () => new Promise((done) => setTimeout(done, 1100))
async function signInFrom(agent: string): Promise<Visitor> {
  const got = await fetch(`${city.address}/api/session`, {
    method: 'POST',
    headers: { 'x-chengshu': '1', 'content-type': 'application/json', 'user-agent': agent },
    body: JSON.stringify({ account: 'citizen', password: 'chengshu-citizen' }),
  })
  expect(got.status).toBe(200)
  return visitorAt(city.address, got.headers.getSetCookie()[0]!.split(';')[0]!)
}
const sessionsOf = async (who: Visitor) =>
  (await who.get('/api/session/sessions')).body.items as { id: string; agent: string; address: string; current: boolean; used: string }[]

test('somebody sees where the account is signed in, and ends one place or all others', async () => {
  const phone = await signInFrom('phone')
  const desk = await signInFrom('desk')
  const cafe = await signInFrom('cafe')
  expect(await sessionsOf(phone)).toMatchObject([
    { agent: 'phone', address: '127.0.0.1', current: true },
    { agent: 'cafe', current: false },
    { agent: 'desk', current: false },
  ])
  const { id } = (await sessionsOf(phone)).find(({ agent }) => agent === 'cafe')!
  // Nobody ends another's: the key alone is not enough.
  expect((await (await city.as('neighbour')).delete(`/api/session/sessions?id=${id}`)).body).toEqual({ ended: 0 })
  expect((await phone.delete(`/api/session/sessions?id=${id}`)).body).toEqual({ ended: 1 })
  await forgotten()
  expect((await cafe.get('/api/session')).body.actor).toBeNull()
  expect((await desk.get('/api/session')).body.actor).not.toBeNull()
  expect((await phone.delete('/api/session/sessions')).body).toEqual({ ended: 1 })
  await forgotten()
  expect((await desk.get('/api/session')).body.actor).toBeNull()
  expect(await sessionsOf(phone)).toHaveLength(1)
})

test('a session says when it was last used', async () => {
  const visitor = await signInFrom('old')
  const migrator = await city.sql('migrator')
  await migrator.query(`update identity.session set used = used - interval '1 hour' where agent = 'old'`)
  await forgotten()
  await visitor.get('/api/session')
  const { rows } = await migrator.query(
    `select clock_timestamp() - used < interval '1 minute' as lately from identity.session where agent = 'old'`,
  )
  expect(rows).toEqual([{ lately: true }])
  await migrator.end()
})

test('an administrator sees and ends sessions where accounts may be changed, and nowhere else', async () => {
  const { places } = city.identity
  const account = await city.identity.asSystem('测试', async (ctx) => {
    const yangshan = (await places.byCode('441823'))!
    const there = { ...ctx, actor: { ...ctx.actor, region: yangshan } }
    return city.identity.addAccount(there, { login: 'far-away', name: '远处', password: 'far away from here' })
  })
  await visitorAt(city.address).post('/api/session', { account: 'far-away', password: 'far away from here' })
  const county = (await places.byCode('441802'))!
  const duty = (role: string, regionPath: string) => ({ role, organisation: county.id, regionPath })
  // The security administrator's duty over the whole city lets the actor read the account, and change none.
  const actor: Actor = {
    ...systemActor(county),
    kind: 'post',
    account: county.id,
    duties: [duty('identity.administrator', county.path), duty('identity.security', (await places.root())!.path)],
  }
  const as = <T>(work: Parameters<typeof inContext<T>>[3]) => inContext(city.ground, actor, { kind: 'duty', what: '测试' }, work)
  await expect(as((ctx) => city.administration.sessionsOf(ctx, account))).rejects.toMatchObject({ status: 404 })
  await expect(as((ctx) => city.administration.endSessions(ctx, account))).rejects.toMatchObject({ status: 404 })
  // The database says the same, whatever the door believes.
  const behind = as(async (ctx) => {
    await city.registers.reaches(ctx, 'identity.account', 'change', account)
    return ctx.tx.rows({ text: 'select made from identity.sessions_of($1::uuid)', values: [account] })
  })
  expect(await behind).toEqual([])
  actor.duties = [duty('identity.administrator', (await places.root())!.path)]
  expect(await as((ctx) => city.administration.sessionsOf(ctx, account))).toHaveLength(1)
})
