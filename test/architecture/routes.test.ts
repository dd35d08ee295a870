import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Type } from '@sinclair/typebox'
import type { Route } from '#kernel/http'
import { testCity, type Got, type TestCity } from '#testing'
import { platformRoutes } from '../../src/platform-routes.ts'
import { readingPages } from '../../src/reading-pages.ts'
import { NOBODY, sampleOf } from './samples-of.ts'
import { isTest, nodesOf, sourceOf, sources, type Source } from './source.ts'

let city: TestCity
let routes: readonly Route[]
beforeAll(async () => {
  city = await testCity()
  const { routes: pages } = readingPages(city, { build: () => undefined, origin: () => city.address, inEnglish: (said) => said })
  routes = [...platformRoutes(city), ...city.routes, ...pages]
})
afterAll(() => city.stop())

const nameOf = ({ method, url }: Pick<Route, 'method' | 'url'>) => `${method} ${url}`

/** Asks as somebody who is not signed in, with everything that the route's schemas want. */
async function askAsStranger(route: Route, url: string): Promise<Got> {
  const query = Object.entries((route.query ? sampleOf(route.query) : {}) as Record<string, string>)
  const address = url + (query.length > 0 ? `?${new URLSearchParams(query).toString()}` : '')
  const body = route.body ? sampleOf(route.body) : undefined
  if (route.method === 'GET') return city.stranger.get(address)
  return city.stranger[route.method.toLowerCase() as 'post' | 'put' | 'patch' | 'delete'](address, body)
}

describe('every route', () => {
  it('says who may come', () => {
    const silent = routes.filter(({ who }) => !['public', 'signed-in', 'officer'].includes(who)).map(nameOf)
    expect(silent, 'give the route a `who`').toEqual([])
  })

  it('has an address of its own', () => {
    const names = routes.map(nameOf)
    expect(names.filter((one, i) => names.indexOf(one) !== i)).toEqual([])
  })

  it('is in the interface that describes itself, and that describes no other', async () => {
    const { body } = await city.stranger.get('/api/openapi.json')
    const described = Object.entries(body.paths as Record<string, Record<string, unknown>>).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`),
    )
    expect(described.sort()).toEqual(routes.map(nameOf).sort())
  })

  it('that says it only reads comes as GET, or as POST with a file to look at', () => {
    expect(routes.filter(({ reads, method }) => reads && method !== 'GET' && method !== 'POST').map(nameOf)).toEqual([])
  })

  it('that is not public gives a stranger nothing', async () => {
    const open: string[] = []
    const guarded = routes.filter(({ who }) => who !== 'public')
    for (const route of guarded) {
      const { status } = await askAsStranger(route, route.url.replaceAll(/:(\w+)/g, NOBODY))
      if (![401, 403, 404].includes(status)) open.push(`${nameOf(route)}: ${status}`)
    }
    expect(guarded.length).toBeGreaterThan(10)
    expect(open).toEqual([])
  })

  it('that is public gives a stranger nothing that tells about a person', async () => {
    const { keys, secrets } = await whatNobodyMayKnow()
    const told: string[] = []
    for (const route of routes.filter(({ who }) => who === 'public'))
      for (const url of addressesOf(route, keys)) {
        const { status, body } = await askAsStranger(route, url)
        const text = typeof body === 'string' ? body : JSON.stringify(body)
        if (status >= 500) told.push(`${route.method} ${url}: ${status}`)
        for (const secret of secrets) if (text.includes(secret)) told.push(`${route.method} ${url} tells ${secret}`)
      }
    expect(told).toEqual([])
  })

  it('does tell who may know, so that silence means something', async () => {
    const { secrets } = await whatNobodyMayKnow()
    const { body } = await (await city.as('population')).get('/api/registers/population.person?limit=500')
    const text = JSON.stringify(body)
    expect(secrets.some((secret) => text.includes(secret))).toBe(true)
  })
})

/** What is written of the generated people, and keys of records that strangers may try. */
async function whatNobodyMayKnow(): Promise<{ keys: Map<string, string>; secrets: string[] }> {
  const keys = new Map<string, string>()
  const secrets = await city.identity.asSystem('route test', async (ctx) => {
    for (const { register } of city.registers.definitions.all) {
      const { items } = await city.registers.listUntyped(ctx, register.name, { limit: 1 })
      if (items[0]) keys.set(register.name, items[0].id)
    }
    const { items } = await city.registers.listUntyped(ctx, 'population.person', { limit: 200 })
    return items.flatMap(({ personId, phone, address, name }) =>
      // A name of two characters may be part of another word.
      [personId, phone, address, String(name).length > 2 ? name : null].filter((one): one is string => typeof one === 'string'),
    )
  })
  expect(secrets.length).toBeGreaterThan(400)
  expect(secrets.filter((one) => /^\d{17}[\dX]$/.test(one)).length).toBeGreaterThan(100)
  return { keys, secrets }
}

/** A route's address with every register, with real keys, and with what a stranger might guess. */
function addressesOf({ url }: Route, keys: ReadonlyMap<string, string>): string[] {
  if (url.includes(':register')) return [...keys].map(([register, id]) => url.replace(':register', register).replace(':id', id))
  const guesses = url.includes(':id')
    ? [...keys.values()]
    : ['x', ...city.systems.flatMap(({ system }) => system.matters.map(({ name }) => name)), 'industry']
  return url.includes(':') ? guesses.map((one) => url.replaceAll(/:(\w+)/g, encodeURIComponent(one))) : [url]
}

/** Where a door is opened beside `route(...)`, and why that is right. */
const doors: Readonly<Record<string, string>> = {
  'src/kernel/http.ts': 'mounts every declared route, and the description of the interface',
  'src/web-server.ts': 'serves the built pages, which hold nothing of anybody',
}

/** Calls that open a door of the web server. */
const opened = (all: readonly Source[]): string[] =>
  all.flatMap((source) =>
    [...nodesOf(source.tree)].flatMap((node) => {
      const callee = node.callee as { object?: { name?: string }; property?: { name?: string } } | undefined
      const isDoor =
        node.type === 'CallExpression' &&
        /^(server|fastify|app)$/.test(callee?.object?.name ?? '') &&
        /^(get|post|put|patch|delete|head|options|all|route|register)$/.test(callee?.property?.name ?? '')
      return isDoor ? [source.path] : []
    }),
  )

describe('doors', () => {
  it('are opened by route(...) alone', () => {
    const found = new Set(opened(sources().filter(({ path }) => path.startsWith('src/') && !isTest(path))))
    expect([...found].sort(), 'declare a route(...): it says who may come').toEqual(Object.keys(doors).sort())
  })

  it('are seen', () => {
    expect(opened([sourceOf('a.ts', `server.get('/x', () => 1)`), sourceOf('b.ts', `registers.get(ctx, 1); list.register()`)])).toEqual([
      'a.ts',
    ])
  })
})

describe('samples of schemas', () => {
  it('hold what is asked for', () => {
    const schema = Type.Object({
      id: Type.String({ format: 'uuid' }),
      name: Type.String({ minLength: 3 }),
      kind: Type.Union([Type.Literal('a'), Type.Literal('b')]),
      list: Type.Array(Type.Integer({ minimum: 2 }), { minItems: 1 }),
      not: Type.Optional(Type.String()),
    })
    expect(sampleOf(schema)).toEqual({ id: NOBODY, name: 'xxx', kind: 'a', list: [2] })
  })
})
