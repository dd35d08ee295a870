import type { FastifyInstance } from 'fastify'
import type { Actor } from '#kernel/context'
import { createServer, type Route } from '#kernel/http'
import { SESSION_COOKIE } from '#engines/identity'
import { openEnglish } from '../../src/english/index.ts'
import { openCity, type City, type Site } from '../../src/main.ts'
import { platformRoutes } from '../../src/platform-routes.ts'
import { readingPages } from '../../src/reading-pages.ts'
import { signedIn, type SeatName } from './seats.ts'

/** What is asked at the doors. */
export interface Request {
  method: string
  url: string
  body?: unknown
  file?: { name: string; bytes: Buffer }
}

/** What came back, whole. */
export interface Answer {
  status: number
  headers: Readonly<Record<string, unknown>>
  /** Byte by byte, so that words are found in files and tiles too; what is not ASCII is left as it is. */
  text: string
  json(): Record<string, unknown>
}

/** The doors of a city without a network, and everybody who comes to them. */
export interface Doors {
  city: City
  routes: readonly Route[]
  ask(seat: SeatName, request: Request): Promise<Answer>
  /** Signs every seat in, once their accounts are there. */
  signIn(accounts: ReadonlyMap<SeatName, { account: string; password: string }>): Promise<void>
  /** Finds anew who a seat is: after a mandate was given, or a grant. */
  look(seat: SeatName): Promise<Actor>
  actor(seat: SeatName): Actor
  close(): Promise<void>
}

const BOUNDARY = 'matrix-boundary'

/** One file as a browser's form sends it. */
const form = ({ name, bytes }: { name: string; bytes: Buffer }): Buffer =>
  Buffer.concat([
    Buffer.from(
      `--${BOUNDARY}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: application/octet-stream\r\n\r\n`,
    ),
    bytes,
    Buffer.from(`\r\n--${BOUNDARY}--\r\n`),
  ])

/** Opens a city over a database with every door that its server has. `mend` may change routes, as a fault does that is planted on purpose. */
export async function openDoors(site: Site, mend: (routes: readonly Route[]) => readonly Route[] = (routes) => routes): Promise<Doors> {
  const city = await openCity(site)
  const english = openEnglish(site.settings.city)
  const pages = readingPages(city, {
    build: () => undefined,
    origin: () => 'http://matrix.test',
    inEnglish: (said) => english.answer('', said),
  })
  const routes = mend([...platformRoutes(city), ...city.routes, ...pages.routes])
  const cookies = new Map<SeatName, string>()
  const actors = new Map<SeatName, Actor>()
  const stranger = (await city.identity.sessions.resolve(undefined)).actor
  // Who a session is does not change from one request to the next: it is looked up once, so that most of the time goes to what is tried.
  const server: FastifyInstance = await createServer({
    ground: city.ground,
    log: site.log,
    routes,
    version: 'test',
    inEnglish: english.answer,
    whoAsks: async ({ headers }) =>
      actors.get(decodeURIComponent(String(headers['x-seat'] ?? '')) as SeatName) ??
      (await city.identity.sessions.resolve(headers.cookie?.replace(`${SESSION_COOKIE}=`, ''))).actor,
    problemPage: pages.problemPage,
  })
  let asked = 0
  // Limits count by address; this is about who is told what.
  const nextAddress = () => `10.${(asked >> 16) & 255}.${(asked >> 8) & 255}.${asked++ & 255}`

  const ask: Doors['ask'] = async (seat, { method, url, body, file }) => {
    const cookie = cookies.get(seat)
    const answer = await server.inject({
      method: method as 'GET',
      url,
      remoteAddress: nextAddress(),
      headers: {
        'x-chengshu': '1',
        'x-seat': encodeURIComponent(seat),
        ...(cookie ? { cookie } : {}),
        ...(file
          ? { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` }
          : body === undefined
            ? {}
            : { 'content-type': 'application/json' }),
      },
      ...(file ? { payload: form(file) } : body === undefined ? {} : { payload: JSON.stringify(body) }),
    })
    return {
      status: answer.statusCode,
      headers: answer.headers,
      text: answer.rawPayload.toString('latin1'),
      json: () => JSON.parse(answer.body) as Record<string, unknown>,
    }
  }
  const look: Doors['look'] = async (seat) => {
    const { actor } = await city.identity.sessions.resolve(cookies.get(seat)?.replace(`${SESSION_COOKIE}=`, ''))
    actors.set(seat, actor)
    return actor
  }
  actors.set('nobody', stranger)
  return {
    city,
    routes,
    ask,
    look,
    actor: (seat) => actors.get(seat)!,
    async signIn(accounts) {
      for (const seat of signedIn) {
        const { account, password } = accounts.get(seat)!
        const answer = await server.inject({
          method: 'POST',
          url: '/api/session',
          remoteAddress: nextAddress(),
          headers: { 'x-chengshu': '1' },
          payload: { account, password },
        })
        if (answer.statusCode !== 200) throw new Error(`${account} can't sign in: ${answer.body}`)
        const { name, value } = answer.cookies[0] as { name: string; value: string }
        cookies.set(seat, `${name}=${value}`)
        await look(seat)
      }
    },
    async close() {
      city.live.close()
      await server.close()
      await city.close()
    },
  }
}
