import {
  baseRoutes,
  catalogueRoutes,
  importRoutes,
  openDataRoutes,
  registerHistoryRoutes,
  registerListRoutes,
  registerRoutes,
} from '#engines/registers'
import { administrationRoutes } from '#engines/identity'
import { indicatorRoutes } from '#engines/indicators'
import { mapRoutes } from '#engines/map'
import type { Actor } from '#kernel/context'
import { createServer, type Route } from '#kernel/http'
import type { City, Site } from '../../src/main.ts'
import { recordDoors, type Ask, type Door, type Upload } from './leak-doors.ts'
import { opened, pageDoors } from './leak-pages.ts'
import { openCityWith, plantWorld } from './leak-planting.ts'
import { planWorld, type World } from './leak-world.ts'
import type { FaultResult } from './groups.ts'

export const doors: Readonly<Record<string, Door>> = { ...recordDoors, ...pageDoors }

/** Routes that know no records of a register: other tests try them. */
const apart = /^\S+ \/api\/(accounts|audit|catalogue|roles|map\/(regions|places|at)|figures|indicators\/:name\/forecast)/

export interface LeakResult extends FaultResult {
  leaks: string[]
  untried: string[]
  /** Answers that had to show something: those that did, and what was missing in the others. */
  shown: number
  missing: string[]
}

/** A city with random worlds in it, and a server at whose doors everybody of them asks. */
export interface LeakSite {
  city: City
  worlds: readonly World[]
  routes: readonly Route[]
  /** `until`: it is enough that one such thing was found. */
  tryDoors(
    of: readonly World[],
    doors: ReadonlySet<Door>,
    until?: 'leaks' | 'missing',
  ): Promise<Omit<LeakResult, keyof FaultResult | 'untried'> & { tries: number }>
  close(): Promise<void>
}

/** How many ask at a time: the database works on one answer while the next is put together. */
const AT_ONCE = 4

const BOUNDARY = 'leaks-boundary'
const isUpload = (body: unknown): body is Upload => typeof body === 'object' && body !== null && 'csv' in body
const multipart = ({ csv }: Upload) =>
  `--${BOUNDARY}\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\ncontent-type: text/csv\r\n\r\n${csv}\r\n--${BOUNDARY}--\r\n`

/** Opens a built city with random registers, roles, layers, figures, posts and records in it. */
export async function openLeakSite(site: Site, { seed, worlds }: { seed: number; worlds: number }): Promise<LeakSite> {
  const plans = Array.from({ length: worlds }, (_, n) => planWorld(seed + 97 * n, n))
  const city = await openCityWith(site, plans)
  const routes = [
    ...registerRoutes(city.registers),
    ...registerHistoryRoutes(city.registers),
    ...registerListRoutes(city.registers),
    ...baseRoutes(city.registers),
    ...importRoutes(city.imports),
    ...openDataRoutes(city.openData),
    ...catalogueRoutes(city.catalogue),
    ...administrationRoutes(city.administration),
    ...indicatorRoutes(city.indicators),
    ...mapRoutes(city.map),
  ]
  const planted: World[] = []
  for (const [n, plan] of plans.entries()) planted.push(await plantWorld(city, plan, n))
  await city.indicators.catchUp()
  await city.jobs['map-count']!({})
  const askers: Actor[] = []
  const server = await createServer({
    ground: city.ground,
    log: site.log,
    routes,
    version: 'test',
    whoAsks: async ({ headers }) => askers[Number(headers['x-asker'])]!,
  })
  let asked = 0
  const ask =
    (actor: Actor): Ask =>
    async (method, url, body, by = actor) => {
      const type = isUpload(body) ? `multipart/form-data; boundary=${BOUNDARY}` : 'application/json'
      const asker = askers.push(by) - 1
      const answer = await server.inject({
        method: method as 'GET',
        url,
        remoteAddress: `10.${(asker >> 16) & 255}.${(asker >> 8) & 255}.${asker & 255}`,
        headers: { 'x-chengshu': '1', 'x-asker': String(asker), ...(body === undefined ? {} : { 'content-type': type }) },
        ...(body === undefined ? {} : { payload: isUpload(body) ? multipart(body) : JSON.stringify(body) }),
      })
      asked++
      return { status: answer.statusCode, text: answer.body }
    }
  return {
    city,
    worlds: planted,
    routes,
    async tryDoors(of, tried, until) {
      const [leaks, missing] = [new Set<string>(), new Set<string>()]
      const isOver = () => until !== undefined && { leaks, missing }[until].size > 0
      let shown = 0
      const before = asked
      const visits = of.flatMap((world) =>
        world.actors.flatMap((actor, turn) => world.registers.map(({ name }) => ({ world, actor, turn, register: name }))),
      )
      const visit = async ({ register, ...who }: (typeof visits)[number], doors: Iterable<Door>) => {
        for (const door of doors)
          await door({
            ...who,
            city,
            register,
            items: who.world.items.filter((item) => item.register === register),
            ask: ask(who.actor),
            leak: (what) => void leaks.add(what),
            shows: (what, does) => void (does ? shown++ : missing.add(`${who.actor.kind} of ${register}: ${what}`)),
          })
      }
      const alone = new Set([...tried].filter((door) => door === opened))
      const together = [...tried].filter((door) => !alone.has(door))
      let next = 0
      const run = async () => {
        while (next < visits.length && !isOver()) await visit(visits[next++]!, together)
      }
      await Promise.all(Array.from({ length: AT_ONCE }, run))
      // A data set has one version in the making at a time.
      for (const one of visits) if (!isOver()) await visit(one, alone)
      return { leaks: [...leaks], missing: [...missing], shown, tries: asked - before }
    },
    async close() {
      await server.close()
      await city.close()
    },
  }
}

/** Routes that nobody said how to try. */
export const untriedOf = (routes: readonly Route[]): string[] =>
  routes.map(({ method, url }) => `${method} ${url}`).filter((name) => !Object.hasOwn(doors, name) && !apart.test(name))

/**
 * Random registers, roles and records; every actor at every door of every one of them. What the rule, said apart, refuses for a value, no
 * door tells, finds, sorts, counts, draws or publishes; and what it allows is there.
 */
export async function tryFieldLeaks(
  site: Site,
  { seed, worlds, log }: { seed: number; worlds: number; log(line: string): void },
): Promise<LeakResult> {
  log(`seed ${seed}`)
  const open = await openLeakSite(site, { seed, worlds })
  try {
    const { leaks, missing, shown, tries } = await open.tryDoors(open.worlds, new Set(Object.values(doors)))
    return {
      fault: 'S2',
      tries,
      lost: leaks.length + missing.length,
      doubled: 0,
      worstRecoverySeconds: 0,
      leaks,
      missing,
      shown,
      untried: untriedOf(open.routes),
    }
  } finally {
    await open.close()
  }
}
