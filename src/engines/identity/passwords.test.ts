import { afterAll, beforeAll, expect, test } from 'vitest'
import { testCity, visitorAt, type TestCity } from '#testing'

let city: TestCity
beforeAll(async () => {
  city = await testCity()
})
afterAll(() => city.stop())

const signIn = (account: string, password: string) => visitorAt(city.address).post('/api/session', { account, password })

test('a citizen changes the own password, knowing the old one', async () => {
  const citizen = await city.as('citizen')
  expect((await citizen.put('/api/session/password', { old: 'not the old one', password: 'a new long password' })).status).toBe(401)
  expect((await citizen.put('/api/session/password', { old: 'chengshu-citizen', password: 'short' })).status).toBe(422)
  expect((await citizen.put('/api/session/password', { old: 'chengshu-citizen', password: 'a new long password' })).status).toBe(204)
  expect((await signIn('citizen', 'chengshu-citizen')).status).toBe(401)
  expect((await signIn('citizen', 'a new long password')).status).toBe(200)
})

test('an administrator gives an account of the own region a password; nobody else does', async () => {
  const administrator = await city.as('administrator')
  const made = await administrator.post('/api/registers/identity.account', { login: 'newcomer', name: '新来的' })
  const { id } = made.body.record
  const given = { password: 'given by the administrator' }
  expect((await (await city.as('window')).put(`/api/accounts/${id}/password`, given)).status).toBe(403)
  expect((await (await city.as('neighbour')).put(`/api/accounts/${id}/password`, given)).status).toBe(403)
  expect((await administrator.put(`/api/accounts/${id}/password`, given)).status).toBe(204)
  expect((await signIn('newcomer', given.password)).body.actor).toMatchObject({ kind: 'person', name: '新来的' })
})

test('after five wrong passwords the next try waits, and even the right one is not taken', async () => {
  for (let i = 0; i < 5; i++) expect((await signIn('neighbour', `wrong ${i}`)).status).toBe(401)
  const locked = await signIn('neighbour', 'chengshu-neighbour')
  expect(locked).toMatchObject({ status: 429, body: { code: 'session.locked' } })
})
