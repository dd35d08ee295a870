import pg from 'pg'
import { systemActor } from '#engines/identity'
import { inContext, type Actor, type Context } from '#kernel/context'
import { NotFound } from '#kernel/errors'
import type { Route } from '#kernel/http'
import type { Site } from '../../src/main.ts'
import { recordDoors, type Door } from './leak-doors.ts'
import { counts, figure, imported, opened, readers, tile } from './leak-pages.ts'
import type { LeakSite } from './leaks.ts'

/** A guard that is switched off on purpose, and the door at which it has to be noticed. */
export interface LeakFault {
  name: string
  door: Door
  /** What it is noticed by: something is told, or something that may be known is not there. */
  by: 'leaks' | 'missing'
  /** @returns how it is switched on again */
  plant(of: LeakSite, site: Site): Promise<() => Promise<void> | void>
}

/** A route whose handler is another for a while; routes are mounted once, so that it is changed where it stands. */
const handled =
  (name: string, change: (handler: Route['handler'], of: LeakSite) => Route['handler']): LeakFault['plant'] =>
  async (of) => {
    const route = of.routes.find(({ method, url }) => `${method} ${url}` === name)!
    const { handler } = route
    route.handler = change(handler, of)
    return () => void (route.handler = handler)
  }

/** Answers as somebody else than whoever asks. */
const as = (name: string, who: (actor: Actor) => Actor) =>
  handled(name, (handler) => (ctx, request) => inContext(ctx.ground, who(ctx.actor), ctx.purpose, async (own) => handler(own, request)))
const installation = ({ region }: Actor) => systemActor(region)
const withoutSeeing = ({ seeing: _seeing, ...actor }: Actor): Actor => actor

/** Says beside its answer, or in place of it, everything that the worlds hold. */
const talks = (name: string) =>
  handled(
    name,
    (_handler, { city, worlds }) =>
      () =>
        city.identity.asSystem('试验', async (ctx: Context) => {
          const items = []
          for (const { name: register } of worlds[0]!.registers) items.push(...(await city.registers.listUntyped(ctx, register, {})).items)
          return { items, fields: [] }
        }),
  )

const silent = (name: string) =>
  handled(name, () => () => {
    throw new NotFound('没有', { code: 'register.none' })
  })

/** A job done with the rights of the installation instead of those of whoever asked for it. */
const widened =
  (name: string): LeakFault['plant'] =>
  async ({ city }) => {
    const jobs = city.jobs as Record<string, (typeof city.jobs)[string]>
    const job = jobs[name]!
    jobs[name] = (given, ...rest) => job({ ...given, actor: { ...(given.actor as Actor), kind: 'system' } }, ...rest)
    return () => void (jobs[name] = job)
  }

/** A policy of the second wall that lets everything through. */
const openPolicy =
  (table: string, policy: string): LeakFault['plant'] =>
  async (_of, site) => {
    const run = async (text: string) => {
      const client = new pg.Client(site.connections.admin as pg.ClientConfig)
      await client.connect()
      return client.query<{ qual: string }>(text).finally(() => client.end())
    }
    const { rows } = await run(
      `select qual from pg_policies where schemaname || '.' || tablename = '${table}' and policyname = '${policy}'`,
    )
    await run(`alter policy ${policy} on ${table} using (true)`)
    return async () => void (await run(`alter policy ${policy} on ${table} using (${rows[0]!.qual})`))
  }

const told = (name: string, door: Door, plant: LeakFault['plant']): LeakFault => ({ name, door, by: 'leaks', plant })
const gone = (name: string, door: Door, plant: LeakFault['plant']): LeakFault => ({ name, door, by: 'missing', plant })
const one = 'GET /api/registers/:register/:id'
const sources = 'GET /api/registers/:register/:id/sources'
const merges = 'POST /api/registers/:register/merges'
const records = 'GET /api/indicators/:name/records'

/** Guards of every path, switched off one at a time: each must be noticed. */
export const faults: readonly LeakFault[] = [
  told('tiles are drawn for the installation', tile, as('GET /tiles/:layer/:z/:x/:y.mvt', installation)),
  gone('tiles draw nothing', tile, silent('GET /tiles/:layer/:z/:x/:y.mvt')),
  told('regions are counted for the installation', counts, as('GET /api/map/layers/:layer/counts', installation)),
  told('a layer tells what is in it', counts, talks('GET /tiles/:layer.json')),
  told('figures are told to everybody', figure, as('GET /api/indicators/:name', installation)),
  told('records of a figure are told to everybody', figure, as(records, installation)),
  gone('records of a figure are told to nobody', figure, silent(records)),
  told('readers are told to everybody', readers, as('GET /api/registers/:register/:id/readers', installation)),
  gone('readers are told to nobody', readers, silent('GET /api/registers/:register/:id/readers')),
  told('whoever looks with another’s eyes looks with the own rights', recordDoors[one]!, as(one, withoutSeeing)),
  told('what sources say is told to everybody', recordDoors[sources]!, as(sources, installation)),
  told('a refused merge tells what it is about', recordDoors[merges]!, talks(merges)),
  told('files are checked against records that are hidden', imported, widened('registers-import-check')),
  told('batches are shown to every post', imported, openPolicy('registers.import_batch', 'own')),
  told('the preview of a file holds what is there', imported, talks('GET /api/imports/:id/preview')),
  told('refused rows tell what is there', imported, talks('GET /api/imports/:id/errors')),
  told('what is opened is taken for the installation', opened, widened('open-data-check')),
  told('versions are shown to everybody', opened, as('GET /api/open/versions/:id', installation)),
  gone('versions are shown to nobody', opened, silent('GET /api/open/versions/:id')),
  told('rows are there before anybody approved', opened, talks('GET /api/open/data-sets/:set/rows')),
  told('files are there before anybody approved', opened, talks('GET /open/:set.:format')),
  told('metadata of a file tells what is in it', opened, talks('GET /api/open/data-sets/:set')),
  told('the catalogue for other portals tells what is in registers', opened, talks('GET /catalog.jsonld')),
]
