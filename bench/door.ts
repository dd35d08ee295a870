import { join } from 'node:path'
import pg from 'pg'
import type { AnyRegister, Role } from '#declare'
import { SESSION_COOKIE, identityRoutes } from '#engines/identity'
import { applyDefinitions, createRegisters, defineAll, registerRoutes, type Definitions, type Registers } from '#engines/registers'
import { openAccessLog, type AccessLog } from '#kernel/access'
import { inContext, type Actor, type Context, type Ground, type WorkOptions } from '#kernel/context'
import { createServer } from '#kernel/http'
import { whole } from '#kernel/migrate'
import { readSealingKey, sealer } from '#kernel/sealing'
import { loadPosts } from '../src/loading/demo.ts'
import { openCity, type Site } from '../src/main.ts'

/** What a job declares for itself, beside what the city has. */
export interface Own {
  registers?: readonly AnyRegister[]
  roles: readonly Role[]
}

/** Who works in a job: an account at a post of its own. */
export interface Clerk {
  account: string
  password: string
  name: string
  /** What the organisation of the post does, and the code of the region. */
  organisationFunction: string
  region: string
}

/** Makes the tables of the job's own registers, and the account of whoever works in it. */
export async function prepare(site: Site, { registers = [], roles }: Own, clerk: Clerk): Promise<void> {
  const migrator = new pg.Client(site.connections.migrator)
  await migrator.connect()
  await whole(migrator, () => applyDefinitions(migrator, defineAll(registers, roles))).finally(() => migrator.end())
  const city = await openCity(site)
  await city.identity.asSystem('量测', (ctx) =>
    loadPosts(city, ctx, [{ ...clerk, postName: '经办岗位', roles: roles.map(({ name }) => name), what: '' }]),
  )
  await city.close()
}

/** The platform's own doors, and who stands before them. */
export interface Door {
  ground: Ground
  definitions: Definitions
  /** What another door over the same ground is made of, with an access log of its own. */
  parts: Omit<Parameters<typeof createRegisters>[0], 'access'>
  registers: Registers
  log: AccessLog
  address: string
  cookie: string
  actor: Actor
  /** Runs work as the clerk. */
  as<T>(work: (ctx: Context) => Promise<T>, options?: WorkOptions): Promise<T>
  close(): Promise<void>
}

/** Opens the doors to records over the city's registers and the job's own, with a server, and signs the clerk in. */
export async function openDoor(site: Site, own: Own, { account, password }: Pick<Clerk, 'account' | 'password'>): Promise<Door> {
  const city = await openCity(site)
  const { ground, identity } = city
  const all = city.registers.definitions
  const definitions = defineAll([...all.all.map((one) => one.register), ...(own.registers ?? [])], [...all.roles.values(), ...own.roles])
  const log = openAccessLog(ground.pools.app)
  const parts: Door['parts'] = {
    definitions,
    pool: ground.pools.app,
    sealer: sealer(readSealingKey(join(site.settings.dataDir, 'keys', 'seal.key'))),
    placeOf: identity.places.placeOf,
    stewardOf: async () => undefined,
    namesAtWork: async () => ({}),
    codeLists: city.registers.codeLists,
  }
  const registers = createRegisters({ ...parts, access: log })
  const server = await createServer({
    ground,
    log: ground.log,
    routes: [...identityRoutes(identity), ...registerRoutes(registers)],
    version: '0',
    whoAsks: async (request) => (await identity.sessions.resolve(request.cookies[SESSION_COOKIE])).actor,
  })
  const address = await server.listen({ host: '127.0.0.1', port: 0 })
  const signedIn = await fetch(`${address}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-chengshu': '1' },
    body: JSON.stringify({ account, password }),
  })
  if (!signedIn.ok) throw new Error(await signedIn.text())
  const cookie = signedIn.headers.getSetCookie()[0]!.split(';')[0]!
  const { actor } = await identity.sessions.resolve(cookie.split('=')[1])
  return {
    ground,
    definitions,
    parts,
    registers,
    log,
    address,
    cookie,
    actor,
    as: (work, options) => inContext(ground, actor, { kind: 'duty', what: '查看数据目录' }, work, options),
    async close() {
      await server.close()
      await city.close()
    },
  }
}

/** A connection past the walls, which ends with the server when something else failed before. */
export async function openAdmin(site: Site): Promise<pg.Client> {
  const admin = new pg.Client(site.connections.admin as pg.ClientConfig)
  admin.on('error', () => undefined)
  await admin.connect()
  return admin
}

/** The port of an address. */
export const portOf = (address: string): number => Number(new URL(address).port)
