import pg from 'pg'
import type { Fields, RegisterAct } from '#declare'
import { NotAllowed, NotFound } from '#kernel/errors'
import type { Route } from '#kernel/http'
import type { Site } from '../../src/main.ts'
import type { Doors } from './door.ts'
import type { SeatName } from './seats.ts'

/** A guard that is switched off on purpose, where the matrix must see it, and how it is put back. */
export interface Fault {
  name: string
  seats: readonly SeatName[]
  /** Routes at which it shows; all others are left alone, for they would take minutes. */
  routes: readonly string[]
  /** Switches the guard off. @returns how it is switched on again */
  plant(parts: { site: Site; doors: Doors }): Promise<() => Promise<void> | void>
}

/** Runs statements as the database's superuser. */
async function behind(site: Site, ...statements: string[]): Promise<void> {
  const client = new pg.Client(site.connections.admin as pg.ClientConfig)
  await client.connect()
  try {
    for (const statement of statements) await client.query(statement)
  } finally {
    await client.end()
  }
}

/** A policy that lets everything through: what it asked before comes back afterwards. */
const openPolicy =
  (table: string, policy: string): Fault['plant'] =>
  async ({ site }) => {
    const client = new pg.Client(site.connections.admin as pg.ClientConfig)
    await client.connect()
    const { rows } = await client.query<{ qual: string }>(
      `select qual from pg_policies where schemaname || '.' || tablename = $1 and policyname = $2`,
      [table, policy],
    )
    await client.end()
    await behind(site, `alter policy ${policy} on ${table} using (true)`)
    return () => behind(site, `alter policy ${policy} on ${table} using (${rows[0]!.qual})`)
  }

/** A role that may do more than it says. */
const widen =
  (role: string, register: string, change: { acts?: readonly RegisterAct[]; scope?: 'all' }): Fault['plant'] =>
  async ({ doors }) => {
    const may = doors.city.registers.definitions.roles.get(role)!.may.find((one) => one.register === register)! as {
      acts: readonly RegisterAct[]
      scope: string
    }
    const { acts, scope } = may
    Object.assign(may, { ...(change.acts ? { acts: [...acts, ...change.acts] } : {}), ...(change.scope ? { scope: change.scope } : {}) })
    return () => void Object.assign(may, { acts, scope })
  }

/** A table whose drafts say of themselves that anybody may know them, as if nothing had set their class. */
const published =
  (table: 'open.data_set' | 'catalogue.resource' | 'identity.region_act'): Fault['plant'] =>
  async ({ site }) => {
    const classed = (level: number) =>
      behind(site, 'set session_replication_role = replica', `update ${table} set class = ${level} where state = 'draft'`)
    await classed(0)
    return () => classed(2)
  }

/** A route whose handler is another; routes are mounted once, so that the handler is changed where it stands. */
const handled =
  (name: string, change: (of: Route['handler'], doors: Doors) => Route['handler']): Fault['plant'] =>
  async ({ doors }) => {
    const route = doors.routes.find(({ method, url }) => `${method} ${url}` === name)!
    const { handler } = route
    route.handler = change(handler, doors)
    return () => void (route.handler = handler)
  }

/** The record that is asked for, seen by the installation itself. */
const titleOf = (doors: Doors, { register, id }: { register: string; id: string }): Promise<string | undefined> =>
  doors.city.identity.asSystem('试验', async (ctx) => {
    const found = await doors.city.registers.findById(ctx, register, id)
    return found && String(found.record[doors.city.registers.definitions.get(register).register.title])
  })

const one = 'GET /api/registers/:register/:id'

/** Guards of every kind, switched off one at a time: each must be noticed. */
export const faults: readonly Fault[] = [
  {
    name: 'the wall around batches of imports is down',
    seats: ['people', 'examiner'],
    routes: ['GET /api/imports/:id', 'GET /api/imports/:id/refusals'],
    plant: openPolicy('registers.import_batch', 'own'),
  },
  {
    name: 'the wall around saved views is down',
    seats: ['people'],
    routes: ['GET /api/views'],
    plant: openPolicy('registers.saved_view', 'read'),
  },
  {
    name: 'a role that reads masked is shown plain values',
    seats: ['examiner'],
    routes: [one, 'GET /api/registers/:register'],
    plant: widen('hall.market-examiner', 'entity.entity', { acts: ['unmask'] }),
  },
  {
    name: 'a role that reads takes lists away',
    seats: ['leader'],
    routes: ['POST /api/registers/:register/export'],
    plant: widen('decision.leader', 'entity.entity', { acts: ['export'] }),
  },
  {
    name: 'a role of a county reaches the whole city',
    seats: ['people'],
    routes: [one],
    plant: widen('population.steward', 'population.person', { scope: 'all' }),
  },
  {
    name: 'a duty is for the city instead of its county',
    seats: ['entities'],
    routes: ['GET /api/registers/:register'],
    plant: async ({ doors }) => {
      const root = (await doors.city.identity.places.root())!
      const { duties } = doors.actor('entities')
      const paths = duties.map(({ regionPath }) => regionPath)
      for (const duty of duties) duty.regionPath = root.path
      return () => duties.forEach((duty, n) => void (duty.regionPath = paths[n]!))
    },
  },
  {
    name: 'a field no longer says that it tells about a person',
    seats: ['examiner'],
    routes: ['POST /api/registers/:register/:id/reveal', one],
    plant: async ({ doors }) => {
      const field = (doors.city.registers.definitions.get('entity.entity').register.fields as Fields).principalName as { privacy: string }
      const { privacy } = field
      field.privacy = 'none'
      return () => void (field.privacy = privacy)
    },
  },
  {
    name: 'a grant covers more fields and no county',
    seats: ['granted'],
    routes: [one],
    plant: async ({ doors }) => {
      const root = (await doors.city.identity.places.root())!
      const grants = doors.actor('granted').grants as unknown as { regionPath: string }[]
      const before = grants.map(({ regionPath }) => regionPath)
      for (const grant of grants) grant.regionPath = root.path
      return () => grants.forEach((grant, n) => void (grant.regionPath = before[n]!))
    },
  },
  {
    name: 'drafts of open data are known to everybody',
    seats: ['nobody'],
    routes: [one],
    plant: published('open.data_set'),
  },
  {
    name: 'drafts of the catalogue are known to everybody',
    seats: ['nobody'],
    routes: ['GET /api/catalogue/:id', 'GET /api/catalogue'],
    plant: published('catalogue.resource'),
  },
  {
    name: 'drafts of acts upon regions are known to everybody at work',
    seats: ['people'],
    routes: [one, 'GET /api/registers/:register'],
    plant: published('identity.region_act'),
  },
  {
    name: 'a hidden record is refused otherwise than one that is not there',
    seats: ['people elsewhere'],
    routes: [one],
    plant: handled(one, (handler, doors) => async (ctx, request) => {
      try {
        return await handler(ctx, request)
      } catch (error) {
        if (error instanceof NotFound && (await titleOf(doors, request.params as never)))
          throw new NotAllowed('不归您查看', { code: 'register.read' })
        throw error
      }
    }),
  },
  {
    name: 'a refusal names what it refuses',
    seats: ['people elsewhere'],
    routes: ['GET /api/registers/:register/:id/corrections'],
    plant: handled('GET /api/registers/:register/:id/corrections', (handler, doors) => async (ctx, request) => {
      try {
        return await handler(ctx, request)
      } catch (error) {
        if (!(error instanceof NotFound)) throw error
        throw new NotFound(`找不到${(await titleOf(doors, request.params as never)) ?? ''}`, { code: 'register.none' })
      }
    }),
  },
  {
    name: 'a hidden record breaks the door',
    seats: ['neighbour'],
    routes: ['GET /api/registers/:register/:id/periods'],
    plant: handled('GET /api/registers/:register/:id/periods', (handler, doors) => async (ctx, request) => {
      if (await titleOf(doors, request.params as never)) throw new Error('planted')
      return handler(ctx, request)
    }),
  },
]
