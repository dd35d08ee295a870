import { afterAll, beforeAll, expect, test } from 'vitest'
import { makePersonId } from '#chinese'
import { inContext, type Actor } from '#kernel/context'
import { testCity, visitorAt, type TestCity } from '#testing'
import { systemActor } from './places.ts'

let city: TestCity
beforeAll(async () => {
  city = await testCity()
})
afterAll(() => city.stop())

const signIn = (account: string, password: string) => visitorAt(city.address).post('/api/session', { account, password })

/** A resolved session is kept for a second. */
const forgotten = () => new Promise((done) => setTimeout(done, 1100))
const signInAs = async (account: string, password: string) =>
  visitorAt(city.address, (await signIn(account, password)).headers.getSetCookie()[0]!.split(';')[0]!)

test('a citizen changes the own password, knowing the old one', async () => {
  const citizen = await city.as('citizen')
  expect((await citizen.put('/api/session/password', { old: 'not the old one', password: 'a new long password' })).status).toBe(401)
  expect((await citizen.put('/api/session/password', { old: 'chengshu-citizen', password: 'short' })).status).toBe(422)
  const elsewhere = await signInAs('citizen', 'chengshu-citizen')
  expect((await citizen.put('/api/session/password', { old: 'chengshu-citizen', password: 'a new long password' })).status).toBe(204)
  await forgotten()
  expect((await elsewhere.get('/api/session')).body.actor).toBe(null)
  expect((await citizen.get('/api/session')).body.actor).toMatchObject({ kind: 'person' })
  expect((await signIn('citizen', 'chengshu-citizen')).status).toBe(401)
  expect((await signIn('citizen', 'a new long password')).status).toBe(200)
})

test('an administrator gives an account of the own region a password; nobody else does', async () => {
  const administrator = await city.as('administrator')
  const fresh = { login: 'newcomer', name: '新来的', number: makePersonId('441890', '1999-01-01', 1), password: 'given at the very start' }
  expect((await (await city.as('security')).post('/api/accounts', fresh)).status).toBe(403)
  const id = (await administrator.post('/api/accounts', fresh)).body.account as string
  const given = { password: 'given by the administrator' }
  expect((await (await city.as('window')).put(`/api/accounts/${id}/password`, given)).status).toBe(403)
  expect((await (await city.as('neighbour')).put(`/api/accounts/${id}/password`, given)).status).toBe(403)
  expect((await administrator.put(`/api/accounts/${id}/password`, given)).status).toBe(204)
  expect((await signIn('newcomer', given.password)).body.actor).toMatchObject({ kind: 'person', name: '新来的' })
  const newcomer = await signInAs('newcomer', given.password)
  expect((await administrator.put(`/api/accounts/${id}/password`, { password: 'given once more, otherwise' })).status).toBe(204)
  await forgotten()
  expect((await newcomer.get('/api/session')).body.actor).toBe(null)
  const history = await administrator.get(`/api/registers/identity.account/${id}/history`)
  expect(history.body.versions).toHaveLength(3)
})

test('an administrator gives posts of the own region alone', async () => {
  const { places } = city.identity
  const county = (await places.byCode('441802'))!
  const { organisation, ofCity, ofCounty, account, colleague } = await city.identity.asSystem('测试', async (ctx) => {
    const root = (await places.root())!
    const [first] = (await city.registers.listUntyped(ctx, 'identity.organisation', { limit: 1 })).items
    const post = (region: string) => city.registers.addUntyped(ctx, 'identity.post', { name: '岗位', organisation: first!.id, region })
    return {
      organisation: first!.id,
      ofCity: await post(root.id),
      ofCounty: await post(county.id),
      account: await city.registers.addUntyped(ctx, 'identity.account', { login: 'climber', name: '往上爬' }),
      colleague: await city.registers.addUntyped(ctx, 'identity.account', {
        login: 'colleague',
        name: '同事',
        number: makePersonId('441890', '1999-01-01', 2),
      }),
    }
  })
  const administrator: Actor = {
    ...systemActor(county),
    kind: 'post',
    account,
    organisation,
    duties: [{ role: 'identity.administrator', organisation, regionPath: county.path }],
  }
  const give = (post: string, to: string) =>
    inContext(city.ground, administrator, { kind: 'duty', what: '测试' }, (ctx) =>
      city.registers.addUntyped(ctx, 'identity.holding', { account: to, post, since: '2026-01-01' }),
    )
  await expect(give(ofCity, colleague)).rejects.toMatchObject({ status: 403 })
  await give(ofCounty, colleague)
  await expect(give(ofCounty, account)).rejects.toMatchObject({ code: 'identity.own-holding' })
})

test('after five wrong passwords the next try waits, and even the right one is not taken', async () => {
  for (let i = 0; i < 5; i++) expect((await signIn('neighbour', `wrong ${i}`)).status).toBe(401)
  const locked = await signIn('neighbour', 'chengshu-neighbour')
  expect(locked).toMatchObject({ status: 429, body: { code: 'session.locked' } })
})
