import { spawn, type ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import type pg from 'pg'

/** Another product at work beside ours. */
export interface Peer {
  port: number
  /** What its questions carry. */
  headers: Readonly<Record<string, string>>
  close(): Promise<void>
}

/** Products that jobs are measured beside. They are no part of the platform: `npm install --prefix bench/peers/<name>` brings them. */
export type PeerName = 'postgraphile' | 'directus'

const here = fileURLToPath(new URL('.', import.meta.url))
/** Milliseconds that a peer may take to come up; Directus makes its own tables first. */
const PATIENCE = 180_000

export const isInstalled = (name: PeerName): boolean => existsSync(`${here}${name}/node_modules/${name}/package.json`)

/** What a job says where a peer is not there. */
export const missing = (name: PeerName): string => `${name} is not installed beside the bench (npm install --prefix bench/peers/${name})`

const urlOf = ({ host, port, user, password, database }: pg.ClientConfig, as?: { user: string; password: string }): string => {
  const url = new URL(`postgresql://127.0.0.1:${port}/${database}`)
  url.username = as?.user ?? user ?? ''
  url.password = as?.password ?? String(password ?? '')
  if (host?.startsWith('/')) url.searchParams.set('host', host)
  return url.href
}

const ended = (child: ChildProcess) =>
  new Promise<void>((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve()
    else child.once('exit', () => resolve())
  })
const stopper = (child: ChildProcess) => async () => {
  child.kill()
  await ended(child)
}

const freePort = () =>
  new Promise<number>((resolve, reject) => {
    const server = createServer()
    server.once('error', reject).listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })

/** The schema that peers see: the same people in a plain table of theirs, with the same key and the same order of pages. */
export const PEER_SCHEMA = 'peer'
export const PEER_TABLE = 'person'
const CLERK = { user: 'peer_clerk', password: randomUUID() }

/**
 * Copies the persons for the peers, as whoever writes by hand would lay them out: no history, no log, no words. `position` is their order in
 * pages, for a peer that compares numbers alone.
 */
export async function copyForPeers(admin: pg.Client): Promise<void> {
  await admin.query(`create schema ${PEER_SCHEMA}`)
  await admin.query(
    `create table ${PEER_SCHEMA}.${PEER_TABLE} as select id, region_code, region_path::text collate "C" as region_path, name, sex, birth_date, ethnicity,
      household_number, address, phone, row_number() over (order by region_path, id) as position from population.person`,
  )
  await admin.query(`alter table ${PEER_SCHEMA}.${PEER_TABLE} add primary key (id)`)
  await admin.query(`create index person_place on ${PEER_SCHEMA}.${PEER_TABLE} (region_path, id)`)
  await admin.query(`create unique index person_position on ${PEER_SCHEMA}.${PEER_TABLE} (position)`)
  await admin.query(`vacuum analyze ${PEER_SCHEMA}.${PEER_TABLE}`)
}

/** PostGraphile as a clerk of one county: a policy over the rows and a grant of columns; no masking and no access record. */
export async function startPostgraphile(admin: pg.Client, connection: pg.ClientConfig, within: readonly [string, string]): Promise<Peer> {
  const table = `${PEER_SCHEMA}.${PEER_TABLE}`
  const quoted = within.map((side) => admin.escapeLiteral(side))
  await admin.query(`create role ${CLERK.user} login password ${admin.escapeLiteral(CLERK.password)}`)
  await admin.query(`grant connect on database ${admin.escapeIdentifier(connection.database!)} to ${CLERK.user}`)
  await admin.query(`grant usage on schema ${PEER_SCHEMA} to ${CLERK.user}`)
  await admin.query(
    `grant select (id, region_code, region_path, name, sex, birth_date, ethnicity, household_number, address) on ${table} to ${CLERK.user}`,
  )
  await admin.query(`alter table ${table} enable row level security`)
  await admin.query(
    `create policy county on ${table} for select to ${CLERK.user} using (region_path >= ${quoted[0]!} and region_path < ${quoted[1]!})`,
  )
  const child = spawn(process.execPath, ['server.mjs', urlOf(connection, CLERK), PEER_SCHEMA], {
    cwd: `${here}postgraphile`,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_ENV: 'production' },
  })
  const port = await new Promise<number>((resolve, reject) => {
    let said = ''
    const listen = (chunk: Buffer) => {
      said += chunk.toString()
      const found = /ready http:\/\/127\.0\.0\.1:(\d+)/.exec(said)
      if (found) resolve(Number(found[1]))
    }
    child.stdout.on('data', listen)
    child.stderr.on('data', listen)
    child.once('exit', () => reject(new Error(`PostGraphile did not come up: ${said.slice(-2000)}`)))
    setTimeout(() => reject(new Error(`PostGraphile did not come up: ${said.slice(-2000)}`)), PATIENCE).unref()
  })
  return { port, headers: {}, close: stopper(child) }
}

/** Directus as a user whose policy reads and changes the people of one county, with its activity and revisions. */
export async function startDirectus(admin: pg.Client, connection: pg.ClientConfig, within: readonly [string, string]): Promise<Peer> {
  const { rows: extensions } = await admin.query<{ schema: string }>(
    `select extnamespace::regnamespace::text as schema from pg_extension where extname = 'postgis'`,
  )
  const postgis = extensions[0]?.schema ?? 'public'
  const port = await freePort()
  const token = randomUUID()
  const env = {
    ...process.env,
    NODE_ENV: 'production',
    HOST: '127.0.0.1',
    PORT: String(port),
    KEY: randomUUID(),
    SECRET: randomUUID(),
    DB_CLIENT: 'pg',
    DB_CONNECTION_STRING: urlOf(connection),
    // It asks PostGIS for its tables wherever there is a PostGIS.
    DB_SEARCH_PATH: `array:${PEER_SCHEMA},${postgis}`,
    DB_POOL__MAX: '20',
    ADMIN_EMAIL: 'admin@example.com',
    ADMIN_PASSWORD: randomUUID(),
    ADMIN_TOKEN: token,
    LOG_LEVEL: 'error',
    TELEMETRY: 'false',
    CACHE_ENABLED: 'false',
    RATE_LIMITER_ENABLED: 'false',
    EXTENSIONS_PATH: './node_modules/.directus-extensions',
  }
  let said = ''
  const work = (command: string) => {
    const child = spawn(process.execPath, ['node_modules/directus/cli.js', command], {
      cwd: `${here}directus`,
      stdio: ['ignore', 'pipe', 'pipe'],
      env,
    })
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => void (said += chunk.toString()))
    return child
  }
  const bootstrap = work('bootstrap')
  await ended(bootstrap)
  if (bootstrap.exitCode !== 0) throw new Error(`Directus did not come up: ${said.slice(-2000)}`)
  const child = work('start')
  const address = `http://127.0.0.1:${port}`
  const until = Date.now() + PATIENCE
  while (
    !(await fetch(`${address}/server/ping`)
      .then(({ ok }) => ok)
      .catch(() => false))
  ) {
    if (child.exitCode !== null || Date.now() > until) throw new Error(`Directus did not come up: ${said.slice(-2000)}`)
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
  const tell = async (method: string, path: string, body: unknown) => {
    const answer = await fetch(address + path, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (!answer.ok) throw new Error(`Directus ${method} ${path}: ${await answer.text()}`)
    return ((await answer.json()) as { data: { id: string } }).data
  }
  await tell('PATCH', `/collections/${PEER_TABLE}`, { meta: { accountability: 'all' } })
  const policy = await tell('POST', '/policies', { name: 'clerk', app_access: true, admin_access: false })
  const mayReach = { region_path: { _starts_with: within[0] } }
  for (const action of ['read', 'update', 'create'])
    await tell('POST', '/permissions', {
      policy: policy.id,
      collection: PEER_TABLE,
      action,
      permissions: mayReach,
      validation: {},
      fields: ['*'],
    })
  const role = await tell('POST', '/roles', { name: 'clerk', policies: { create: [{ policy: policy.id }], update: [], delete: [] } })
  const clerk = randomUUID()
  await tell('POST', '/users', { email: 'clerk@example.com', password: randomUUID(), role: role.id, token: clerk, status: 'active' })
  return { port, headers: { authorization: `Bearer ${clerk}` }, close: stopper(child) }
}
