import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { prepareDatabase } from '#kernel/prepare'
import { emptyDatabase, visitorAt } from '#testing'
import { buildCity, firstCode } from '../../loading/build.ts'
import { openCity, type City } from '../../main.ts'
import { openServer, type OpenServer } from '../../web-server.ts'

let city: City
let server: OpenServer
let code: string
let drop: () => Promise<void>
beforeAll(async () => {
  const database = await emptyDatabase()
  drop = database.drop
  const { database: name, ...admin } = database.site.connections.admin!
  await prepareDatabase({ ...admin, database: 'postgres' } as never, { database: name!, passwords: inject('ground').passwords })
  const built = await buildCity(database.site, { demo: false, log: () => undefined })
  expect(built).toEqual({ demo: false, peopled: false })
  code = await firstCode(database.site)
  city = await openCity(database.site)
  server = await openServer(city, { host: '127.0.0.1', port: 0 })
})
afterAll(async () => {
  await server.close()
  await city.close()
  await drop()
})

const administrator = {
  account: 'first',
  name: '首位管理员',
  password: 'correct horse battery',
  organisation: '清远市政务服务和数据管理局',
}

test('an empty installation has divisions and days, nobody, and no demonstration accounts', async () => {
  const stranger = visitorAt(server.address)
  expect((await stranger.get('/api/demo/accounts')).status).toBe(404)
  expect((await stranger.get('/api/session')).body).toMatchObject({ actor: null, demo: false, city: { code: '4418', name: '清远市' } })
  expect((await stranger.get('/api/registers/identity.organisation')).body.items).toEqual([])
})

test('the one-time code makes the first administrator, once', async () => {
  const stranger = visitorAt(server.address)
  expect((await stranger.post('/api/setup', { ...administrator, code: 'not-the-code' })).status).toBe(403)
  expect((await stranger.post('/api/setup', { ...administrator, code, password: 'short' })).status).toBe(422)
  expect((await stranger.post('/api/setup', { ...administrator, code })).status).toBe(200)
  expect((await stranger.post('/api/setup', { ...administrator, account: 'second', code })).status).toBe(403)

  const signedIn = await stranger.post('/api/session', { account: 'first', password: administrator.password })
  expect(signedIn.body.actor).toMatchObject({ kind: 'post', roles: ['identity.administrator', 'identity.security'] })
  const wrong = await stranger.post('/api/session', { account: 'first', password: 'something else' })
  expect(wrong).toMatchObject({ status: 401, body: { code: 'session.wrong' } })
  expect((await stranger.post('/api/session', { account: 'nobody', password: 'something else' })).body.detail).toBe(wrong.body.detail)
})
