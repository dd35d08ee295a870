import { afterAll, beforeAll, expect, test } from 'vitest'
import { testCity, visitorAt, type TestCity } from '#testing'
import { openCity } from './main.ts'
import { openServer } from './web-server.ts'

let city: TestCity
beforeAll(async () => {
  city = await testCity()
})
afterAll(() => city.stop())

/** Signs in through a server with what a proxy would send along, and gives the cookie. */
async function signIn(address: string, agent: string, headers: Record<string, string> = {}): Promise<string> {
  const got = await fetch(`${address}/api/session`, {
    method: 'POST',
    headers: { 'x-chengshu': '1', 'content-type': 'application/json', 'user-agent': agent, ...headers },
    body: JSON.stringify({ account: 'citizen', password: 'chengshu-citizen' }),
  })
  expect(got.status).toBe(200)
  return got.headers.getSetCookie()[0]!
}

test('the client’s address and protocol are believed from a proxy that is named, and from nobody else', async () => {
  const forwarded = { 'x-forwarded-for': '203.0.113.7', 'x-forwarded-proto': 'https' }
  const at = { host: '127.0.0.1', port: 0 }
  const server = await openServer(city, { ...at, trustedProxies: ['127.0.0.1'] })
  const other = await openServer(city, { ...at, trustedProxies: ['10.0.0.0/8'] })
  const cookies = [
    await signIn(city.address, 'direct', forwarded),
    await signIn(server.address, 'through', forwarded),
    await signIn(other.address, 'pretended', forwarded),
  ]
  expect(cookies.map((cookie) => cookie.includes('Secure'))).toEqual([false, true, false])
  const visitor = visitorAt(city.address, (await signIn(city.address, 'looking')).split(';')[0]!)
  const seen = (await visitor.get('/api/session/sessions')).body.items as { agent: string; address: string }[]
  const addressOf = (agent: string) => seen.find((one) => one.agent === agent)?.address
  expect([addressOf('direct'), addressOf('through'), addressOf('pretended')]).toEqual(['127.0.0.1', '203.0.113.7', '127.0.0.1'])
  await Promise.all([server.close(), other.close()])
})

test('tries to sign in are counted by the client’s address', async () => {
  const server = await openServer(city, { host: '127.0.0.1', port: 0, trustedProxies: ['127.0.0.1'] })
  const tryFrom = (address: string) =>
    fetch(`${server.address}/api/session/code`, {
      method: 'POST',
      headers: { 'x-chengshu': '1', 'content-type': 'application/json', 'x-forwarded-for': address },
      body: JSON.stringify({ account: 'nobody', code: 'WRONGWRONG', password: 'long enough to be one' }),
    })
  const answers = await Promise.all(Array.from({ length: 61 }, () => tryFrom('203.0.113.8')))
  expect(answers.filter(({ status }) => status === 429).length).toBeGreaterThanOrEqual(1)
  expect((await tryFrom('203.0.113.9')).status).toBe(401)
  await server.close()
})

test('what the city says of itself to others begins with its public address', async () => {
  const { site } = city
  const known = await openCity({ ...site, settings: { ...site.settings, publicUrl: 'https://data.example.org' } })
  const server = await openServer(known, { host: '127.0.0.1', port: 0 })
  try {
    for (const path of ['/catalog.ttl', '/catalog.jsonld', '/sitemap.xml', '/open/enterprises']) {
      const said = await (await fetch(server.address + path)).text()
      expect(said, path).toContain('https://data.example.org/')
      expect(said, path).not.toContain('127.0.0.1')
    }
  } finally {
    await server.close()
    await known.close()
  }
})
