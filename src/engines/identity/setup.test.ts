import { afterAll, beforeAll, expect, test } from 'vitest'
import { emptyCity } from '#testing'

let installation: Awaited<ReturnType<typeof emptyCity>>
beforeAll(async () => {
  installation = await emptyCity()
})
afterAll(() => installation.stop())

const administrator = {
  account: 'first',
  name: '首位管理员',
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
