/** For tests alone: a city of one's own per file, actors over HTTP, and a clock. */
import { setTimeout } from 'node:timers/promises'
import pg from 'pg'
import { pino } from 'pino'
import { inject } from 'vitest'
import { loginRoles, type LoginRole } from '#kernel/cluster'
import { newKey } from '#kernel/keys'
import { prepareDatabase } from '#kernel/prepare'
import { buildCity, firstCode, type Built } from '../loading/build.ts'
import { openCity, type City, type Site } from '../main.ts'
import { openServer } from '../web-server.ts'

/** What an actor got from a door. */
export interface Got {
  status: number
  // The shape is the route's own; a test says what it expects of it.
  // oxlint-disable-next-line typescript/no-explicit-any
  body: any
  headers: Headers
}

/** What was given as text, without the keys in it: they are made of the time and of chance, and may hold any digits that are looked for. */
export const saidIn = (given: unknown): string => JSON.stringify(given).replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'key')

/** Somebody at the doors: signed in under an account, or a stranger. */
export interface Visitor {
  get(url: string): Promise<Got>
  post(url: string, body?: unknown): Promise<Got>
  put(url: string, body?: unknown): Promise<Got>
  patch(url: string, body?: unknown): Promise<Got>
  delete(url: string, body?: unknown): Promise<Got>
  /** The same visitor, whose requests bring these headers too. */
  with(headers: Record<string, string>): Visitor
  /** Uploads one file, after the fields of its form, and gives the answer. */
  upload(url: string, name: string, bytes: Uint8Array, type?: string, fields?: Record<string, string>): Promise<Got>
  /** A file's bytes. */
  bytes(url: string): Promise<{ status: number; bytes: Uint8Array; headers: Headers }>
  /** The answer to a post as it comes, for reading it piece by piece. */
  stream(url: string, body: unknown): Promise<Response>
}

export interface TestCity extends City {
  site: Site
  address: string
  /** Signs in as a demonstration account; the session is kept. */
  as(account: string, post?: string): Promise<Visitor>
  stranger: Visitor
  /** Sets business time; real time when never called. */
  setNow(at: string | Date): void
  /** A connection as a database role, for looking behind the doors. */
  sql(role: LoginRole): Promise<pg.Client>
  /** Waits until readers of the log can take everything written so far: open transactions of any database of the server hold them back. */
  settled(): Promise<void>
  /** Runs every job that waits, until none is left. */
  runJobs(): Promise<void>
  stop(): Promise<void>
}

let made = 0

/** Somebody at the doors of an address: a stranger, or whoever a cookie says. */
export function visitorAt(address: string, cookie = '', more: Record<string, string> = {}): Visitor {
  const call = async (method: string, url: string, body?: unknown): Promise<Got> => {
    const answer = await fetch(address + url, {
      method,
      redirect: 'manual',
      headers: {
        'x-chengshu': '1',
        ...(cookie ? { cookie } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...more,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    const json = answer.headers.get('content-type')?.includes('json')
    return { status: answer.status, body: json && text ? JSON.parse(text) : text, headers: answer.headers }
  }
  return {
    get: (url) => call('GET', url),
    post: (url, body) => call('POST', url, body ?? {}),
    put: (url, body) => call('PUT', url, body ?? {}),
    patch: (url, body) => call('PATCH', url, body ?? {}),
    delete: (url, body) => call('DELETE', url, body),
    with: (headers) => visitorAt(address, cookie, headers),
    async upload(url, name, bytes, type = 'application/octet-stream', fields = {}) {
      const form = new FormData()
      for (const [key, value] of Object.entries(fields)) form.append(key, value)
      form.append('file', new Blob([bytes as Uint8Array<ArrayBuffer>], { type }), name)
      const answer = await fetch(address + url, {
        method: 'POST',
        headers: { 'x-chengshu': '1', ...(cookie ? { cookie } : {}) },
        body: form,
      })
      const text = await answer.text()
      return { status: answer.status, body: text ? JSON.parse(text) : text, headers: answer.headers }
    },
    async bytes(url) {
      const answer = await fetch(address + url, { headers: cookie ? { cookie } : {} })
      return { status: answer.status, bytes: new Uint8Array(await answer.arrayBuffer()), headers: answer.headers }
    },
    stream: (url, body) =>
      fetch(address + url, {
        method: 'POST',
        headers: { 'x-chengshu': '1', 'content-type': 'application/json', ...(cookie ? { cookie } : {}) },
        body: JSON.stringify(body),
      }),
  }
}

/** The demonstration's accounts and passwords, from the systems' seeds. */
const passwordOf = (city: City, account: string): string => {
  for (const { seed } of city.systems)
    for (const one of [...(seed.posts ?? []), ...(seed.citizens ?? [])]) if (one.account === account) return one.password
  throw new Error(`no demonstration account ${account}`)
}

interface TestDatabase {
  site: Site
  /** How `psql` reaches it as the superuser. */
  psql: { args: string[]; env: Record<string, string> }
  drop(): Promise<void>
}

async function makeDatabase(template: string | undefined): Promise<TestDatabase> {
  const ground = inject('ground')
  const database = `test_${process.pid}_${++made}_${Math.random().toString(36).slice(2, 8)}`
  const connection = (role: LoginRole, name: string): pg.ClientConfig => ({
    host: ground.socketDir,
    port: ground.port,
    user: loginRoles[role],
    password: ground.passwords[role],
    database: name,
  })
  const asAdmin = async (...statements: string[]) => {
    const client = new pg.Client(connection('admin', 'postgres'))
    await client.connect()
    for (const statement of statements) await client.query(statement)
    await client.end()
  }
  await asAdmin(
    `create database ${database} ${template ? `template ${template} ` : ''}owner ${loginRoles.migrator}`,
    `revoke all on database ${database} from public`,
    `grant connect on database ${database} to ${loginRoles.app}, ${loginRoles.hall}`,
  )
  const to = (role: LoginRole) => connection(role, database)
  return {
    site: {
      settings: { installation: 'test', timezone: 'Asia/Shanghai', city: '4418', dataDir: ground.dataDir, host: '127.0.0.1', port: 8080 },
      connections: { migrator: to('migrator'), app: to('app'), hall: to('hall'), admin: to('admin') },
      log: pino({ level: 'silent' }),
    },
    psql: {
      args: ['-h', ground.socketDir, '-p', String(ground.port), '-U', loginRoles.admin, '-d', database],
      env: { PGPASSWORD: ground.passwords.admin },
    },
    drop: () => asAdmin(`drop database if exists ${database} with (force)`),
  }
}

/** A database of this file's own, copied from the template. */
export const testDatabase = (): Promise<TestDatabase> => makeDatabase(inject('ground').template)
/** An empty database of this file's own, without extensions or tables. */
export const emptyDatabase = (): Promise<TestDatabase> => makeDatabase(undefined)

/** A whole city of this file's own, served on loopback, with pages from a folder where they were built. Stop it in `afterAll`. */
export async function testCity({ pages }: { pages?: string } = {}): Promise<TestCity> {
  const { site, drop } = await testDatabase()
  let now: Date | undefined
  const city = await openCity({ ...site, clock: () => now ?? new Date() })
  const server = await openServer(city, { host: '127.0.0.1', port: 0, ...(pages === undefined ? {} : { pages }) })
  const visitors = new Map<string, Promise<Visitor>>()
  const signIn = async (account: string, post?: string): Promise<Visitor> => {
    const answer = await fetch(`${server.address}/api/session`, {
      method: 'POST',
      headers: { 'x-chengshu': '1', 'content-type': 'application/json' },
      body: JSON.stringify({ account, password: passwordOf(city, account), ...(post ? { post } : {}) }),
    })
    if (!answer.ok) throw new Error(`${account} can't sign in: ${await answer.text()}`)
    return visitorAt(server.address, answer.headers.getSetCookie()[0]!.split(';')[0]!)
  }
  return {
    ...city,
    site,
    address: server.address,
    stranger: visitorAt(server.address),
    as(account, post) {
      const key = `${account} ${post ?? ''}`
      const known = visitors.get(key) ?? signIn(account, post)
      visitors.set(key, known)
      return known
    },
    setNow: (at) => void (now = new Date(at)),
    async sql(role) {
      const client = new pg.Client(site.connections[role] as pg.ClientConfig)
      await client.connect()
      return client
    },
    async settled() {
      const client = new pg.Client(site.connections.admin as pg.ClientConfig)
      await client.connect()
      try {
        const { rows } = await client.query<{ tx: string }>('select coalesce(max(tx::text::bigint), 0)::text as tx from kernel.change')
        const over = 'select pg_snapshot_xmin(pg_current_snapshot())::text::bigint > $1::bigint as over'
        for (const until = Date.now() + 60_000; !(await client.query<{ over: boolean }>(over, [rows[0]!.tx])).rows[0]!.over;) {
          if (Date.now() > until) throw new Error(`a transaction of this server has been open for a minute, before ${rows[0]!.tx}`)
          await setTimeout(20)
        }
      } finally {
        await client.end()
      }
    },
    runJobs: () => city.runWaitingJobs(),
    async stop() {
      await server.close()
      await city.close()
      await drop()
    },
  }
}

/** A new installation that is nobody's demonstration, served on loopback, with the code of its first administrator. */
export async function emptyCity(): Promise<{ built: Built; code: string; stranger: Visitor; address: string; stop(): Promise<void> }> {
  const { site, drop } = await emptyDatabase()
  const { database, ...admin } = site.connections.admin!
  await prepareDatabase(
    { ...(admin as pg.ClientConfig), database: 'postgres' },
    { database: database!, passwords: inject('ground').passwords },
  )
  const built = await buildCity(site, { demo: false, log: () => undefined })
  const code = await firstCode(site)
  const city = await openCity(site)
  const server = await openServer(city, { host: '127.0.0.1', port: 0 })
  return {
    built,
    code,
    stranger: visitorAt(server.address),
    address: server.address,
    async stop() {
      await server.close()
      await city.close()
      await drop()
    },
  }
}
/** Does an act on the task of a case that waits, as a page would: what the visitor sees of it goes with the act. */
export async function actOn(by: Visitor, id: string, act: string, input: object = {}): Promise<Got> {
  const { version, tasks } = (await by.get(`/api/cases/${id}`)).body
  return by.post(`/api/cases/${id}/acts`, { task: tasks?.[0]?.id, act, version, input, materials: [], idempotencyKey: newKey() })
}

export { archive } from './archive.ts'
