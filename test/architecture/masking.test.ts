import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { role, type Role } from '#declare'
import type { Actor } from '#kernel/context'
import { createServer, type Route } from '#kernel/http'
import { newKey, NO_KEY } from '#kernel/keys'
import { testCity, visitorAt, type TestCity, type Visitor } from '#testing'
import { platformRoutes } from '../../src/platform-routes.ts'
import { sampleOf } from './samples-of.ts'

/** A clerk who may read every register and its history, everywhere, and no plain value of any; and one who may see those too. */
const onlooker = role('test.onlooker', {
  label: '旁观者',
  about: '查看全部登记库，看不到个人信息的明文。',
  may: [{ register: '*', acts: ['read', 'history'], scope: 'all' }],
})
const insider = role('test.insider', {
  label: '知情者',
  about: '查看全部登记库和其中的明文。',
  may: [{ register: '*', acts: ['read', 'history', 'unmask'], scope: 'all' }],
})

let city: TestCity
let routes: readonly Route[]
let asked: Actor
let clerk: Visitor
let close: () => Promise<void>

beforeAll(async () => {
  city = await testCity()
  const roles = city.registers.definitions.roles as Map<string, Role>
  for (const one of [onlooker, insider]) roles.set(one.name, one)
  routes = [...platformRoutes(city), ...city.routes].filter(({ method }) => method === 'GET')
  // The doors as they are, and behind them whoever the test says.
  const server = await createServer({ ground: city.ground, log: city.site.log, routes, version: 'test', whoAsks: async () => asked })
  const address = await server.listen({ host: '127.0.0.1', port: 0 })
  clerk = visitorAt(address)
  close = () => server.close()
  // A person whose every secret was another once, so that the history has something to tell.
  const steward = await city.as('population')
  const list = (await steward.get('/api/registers/population.person?limit=1')).body
  const at = `/api/registers/population.person/${list.items[0].id}`
  const { status } = await steward.patch(at, { version: list.items[0].version, changes: { phone: '13912345670', birthDate: '1937-02-03' } })
  if (status !== 200) throw new Error(`the person could not be changed: ${status}`)
})
afterAll(async () => {
  await close()
  await city.stop()
})

const postOf = async (name: string): Promise<Actor> => {
  const root = (await city.identity.places.root())!
  return {
    kind: 'post',
    name: '文员',
    account: newKey(),
    person: null,
    post: newKey(),
    organisation: NO_KEY,
    region: root,
    duties: [{ role: name, organisation: NO_KEY, regionPath: root.path }],
  }
}

/** Numbers of identity, telephone numbers and days of birth of everybody, and some keys of records of each register. */
async function everybody(): Promise<{ secrets: Set<string>; keys: Map<string, string[]> }> {
  const secrets = new Set<string>()
  const keys = new Map<string, string[]>()
  await city.identity.asSystem('masking test', async (ctx) => {
    for (const { register, columns } of city.registers.definitions.all) {
      const { items } = await city.registers.listUntyped(ctx, register.name, { limit: 500 })
      keys.set(
        register.name,
        items.slice(0, 2).map(({ id }) => id),
      )
      for (const { key, field } of columns) {
        const isSecret = field.kind === 'person-id' || field.kind === 'phone' || (field.kind === 'date' && field.privacy !== 'none')
        // A day of birth of late may be the day of something else too.
        if (isSecret) for (const item of items) if (typeof item[key] === 'string' && !/^20\d\d-/.test(item[key])) secrets.add(item[key])
      }
    }
    const { items } = await city.registers.listUntyped(ctx, 'population.person', { limit: 1 })
    const [changed] = await city.registers.history(ctx, 'population.person', items[0]!.id)
    for (const value of Object.values(changed!.before ?? {})) if (typeof value === 'string') secrets.add(value)
  })
  return { secrets, keys }
}

/** Every address of a route that there is something at. */
function addressesOf({ url, query }: Route, keys: ReadonlyMap<string, readonly string[]>): string[] {
  const all = [...keys.values()].flat()
  const names = city.systems.flatMap(({ system }) => [...system.indicators, ...system.layers, ...system.matters].map(({ name }) => name))
  const filled = url.includes(':register')
    ? [...keys].flatMap(([register, ids]) =>
        (url.includes(':id') ? ids : ['']).map((id) => url.replace(':register', register).replace(':id', id)),
      )
    : url.includes(':id')
      ? all.map((id) => url.replace(':id', id))
      : url.includes(':')
        ? names.map((name) => url.replaceAll(/:\w+/g, encodeURIComponent(name)))
        : [url]
  const needed = Object.entries((query ? sampleOf(query) : {}) as Record<string, unknown>).map(([key, value]) => `${key}=${String(value)}`)
  const listed =
    query && 'limit' in (query.properties ?? {}) ? [...needed, `limit=${url === '/api/registers/:register' ? 500 : 100}`] : needed
  return filled.flatMap((one) => [...new Set([needed, listed])].map((words) => (words.length > 0 ? `${one}?${words.join('&')}` : one)))
}

/** What of the secrets was told, and how many answers had something masked in them. */
async function walk(only: (route: Route) => boolean): Promise<{ told: string[]; answers: number; masked: number; failed: string[] }> {
  const { secrets, keys } = await everybody()
  const result = { told: [] as string[], answers: 0, masked: 0, failed: [] as string[] }
  for (const route of routes.filter(only))
    for (const url of addressesOf(route, keys)) {
      const { status, body } = await clerk.get(url)
      if (status >= 500) result.failed.push(`${url}: ${status}`)
      if (status !== 200) continue
      const text = typeof body === 'string' ? body : JSON.stringify(body)
      result.answers++
      if (text.includes('*')) result.masked++
      for (const secret of secrets) if (text.includes(secret)) result.told.push(`${url} tells ${secret}`)
    }
  return result
}

/** Streams never end. */
const ends = ({ url }: Route) => url !== '/api/live'

describe('a clerk who may see nobody’s plain values', () => {
  it('is told no number of identity, telephone number or day of birth at any door', async () => {
    asked = await postOf(onlooker.name)
    const { told, answers, masked, failed } = await walk(ends)
    expect(failed).toEqual([])
    expect(told).toEqual([])
    expect(answers).toBeGreaterThan(60)
    expect(masked).toBeGreaterThan(5)
  }, 180_000)

  it('nor is a citizen, but of the own ones', async () => {
    const [of] = (await (await city.as('population')).get('/api/registers/population.person?limit=3')).body.items.slice(1)
    asked = { ...(await postOf('')), kind: 'person', person: of.id, post: null, organisation: null, duties: [] }
    const own = new Set(Object.values(of).filter((value): value is string => typeof value === 'string'))
    const { told, answers } = await walk((route) => ends(route) && !route.url.startsWith('/api/registers/:register/:id'))
    const others = told.filter((one) => !own.has(one.split(' tells ')[1]!))
    expect(others).toEqual([])
    expect(told.some((one) => one.startsWith('/api/registers/population.person?limit=500 tells'))).toBe(true)
    expect(answers).toBeGreaterThan(30)
  }, 180_000)

  it('would be found out: whoever may see them is told many', async () => {
    asked = await postOf(insider.name)
    const { told } = await walk(({ url }) => url.startsWith('/api/registers/:register'))
    expect(told.length).toBeGreaterThan(100)
    for (const door of ['?limit=500', '/history'])
      expect(
        told.some((one) => one.includes(door)),
        door,
      ).toBe(true)
  }, 180_000)
})
