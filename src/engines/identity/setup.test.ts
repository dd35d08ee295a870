import { afterAll, beforeAll, expect, test } from 'vitest'
import { makePersonId } from '#chinese'
import { emptyCity, visitorAt } from '#testing'

let installation: Awaited<ReturnType<typeof emptyCity>>
beforeAll(async () => {
  installation = await emptyCity()
})
afterAll(() => installation.stop())

const administrator = {
  account: 'first',
  name: '首位管理员',
  number: makePersonId('441890', '1980-01-01', 1),
  password: 'correct horse battery',
  organisation: '清远市政务服务和数据管理局',
}

test('an empty installation has divisions and days, nobody, and no demonstration accounts', async () => {
  const { stranger, built } = installation
  expect(built).toEqual({ demo: false, peopled: false })
  expect((await stranger.get('/api/demo/accounts')).status).toBe(404)
  expect((await stranger.get('/api/session')).body).toMatchObject({ actor: null, demo: false, city: { code: '4418', name: '清远市' } })
  expect((await stranger.get('/api/registers/identity.organisation')).body.items).toEqual([])
})

test('the one-time code makes the first administrator, once', async () => {
  const { stranger, code } = installation
  expect((await stranger.post('/api/setup', { ...administrator, code: 'not-the-code' })).status).toBe(403)
  expect((await stranger.post('/api/setup', { ...administrator, code, password: 'short' })).status).toBe(422)
  expect((await stranger.post('/api/setup', { ...administrator, code })).status).toBe(200)
  expect((await stranger.post('/api/setup', { ...administrator, account: 'second', code })).status).toBe(403)

  const signedIn = await stranger.post('/api/session', { account: 'first', password: administrator.password })
  expect(signedIn.body.actor).toMatchObject({ kind: 'post', roles: ['identity.administrator'] })
  const wrong = await stranger.post('/api/session', { account: 'first', password: 'something else' })
  expect(wrong).toMatchObject({ status: 401, body: { code: 'session.wrong' } })
  expect((await stranger.post('/api/session', { account: 'nobody', password: 'something else' })).body.detail).toBe(wrong.body.detail)
})

test('the first security administrator is seated without consent, once; whatever else carries duties waits', async () => {
  const { stranger, address } = installation
  const signIn = async (account: string, password: string) =>
    visitorAt(address, (await stranger.post('/api/session', { account, password })).headers.getSetCookie()[0]!.split(';')[0]!)
  const first = await signIn('first', administrator.password)
  expect((await first.get('/api/consents')).body.office).toEqual({ days: 30, security: false, audit: false })
  const posts = (await first.get('/api/registers/identity.post')).body.items as { id: string; name: string }[]
  const postOf = (name: string) => posts.find((one) => one.name === name)!.id
  const staff = async (login: string, nth: number) =>
    (
      await first.post('/api/accounts', {
        login,
        name: login,
        number: makePersonId('441890', '1981-01-01', nth),
        password: 'given at the start',
      })
    ).body.account as string
  const seat = (account: string, post: string) =>
    first.post('/api/registers/identity.holding', { account, post: postOf(post), since: '2026-01-01' })
  const consents = async (by: typeof first) =>
    (await by.get('/api/consents')).body.items.map((one: { ground: string; state: string; account: { name: string } }) => [
      one.account.name,
      one.ground,
      one.state,
    ])
  // Nobody could consent yet, and still nobody but the security administrator is exempt.
  expect((await seat(await staff('auditor', 3), '审计管理员')).status).toBe(200)
  expect((await seat(await staff('guard', 4), '安全管理员')).status).toBe(200)
  expect((await seat(await staff('second-guard', 5), '安全管理员')).status).toBe(200)
  expect(await consents(first)).toEqual([
    ['second-guard', 'given', 'open'],
    ['auditor', 'given', 'open'],
    ['guard', 'set-up', 'given'],
  ])
  const guard = await signIn('guard', 'given at the start')
  expect((await guard.get('/api/session')).body.actor.roles).toEqual(['identity.security'])
  expect((await guard.get('/api/consents')).body.office).toEqual({ days: 30, security: true, audit: false })
})
