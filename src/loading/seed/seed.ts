import pg from 'pg'
import { openCity, type City, type Site } from '../../main.ts'
import { buildCity } from '../build.ts'
import { openGiving } from './giving.ts'
import { addPast, type PastMade } from './past.ts'
import { population } from './people.ts'
import { endPlan, findPlan, keepPlan, refuseReal, type SeedPlan } from './plan.ts'
import { openProgress, silent } from './progress.ts'
import { addStaff } from './staff.ts'

async function asMigrator<T>(site: Site, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(site.connections.migrator)
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** What seeding did. */
export interface Seeded {
  plan: SeedPlan
  /** Nothing was to be done: the whole city was there. */
  before: boolean
  past: PastMade
  seconds: number
  /** Greatest resident memory, in megabytes. */
  megabytes: number
  /** All of it in lines, for whoever asked. */
  report: string[]
}

/** The day two years before a day. */
const twoYearsBefore = (day: string) => `${Number(day.slice(0, 4)) - 2}${day.slice(4).replace('-02-29', '-02-28')}`

/**
 * Generates a city: migrates the database, loads what ships, then people, market entities, organisations, staff and two years of cases.
 * Broken off, it goes on where it was when it is called again with the same plan; the plan of an earlier time counts where none is given.
 * @throws Refusal in a real city's database, and where another plan was begun
 */
export async function seedCity(
  site: Site,
  wanted: (known: SeedPlan | undefined) => SeedPlan,
  log: (line: string) => void,
): Promise<Seeded> {
  const began = performance.now()
  const known = await asMigrator(site, async (client) => {
    await refuseReal(client)
    return findPlan(client)
  })
  const plan = wanted(known)
  const past: PastMade = { taken: 0, refused: new Map() }
  let megabytes = 0
  const watch = setInterval(() => (megabytes = Math.max(megabytes, process.memoryUsage.rss() / 1e6)), 250)
  try {
    const progress = openProgress(log)
    await buildCity(site, { demo: true, log, progress, plan, begin: () => asMigrator(site, (client) => keepPlan(client, plan)) })
    const before = known?.ended != null
    if (!before) {
      const city = await openCity(site)
      try {
        Object.assign(past, await grow(city, site, plan, progress))
      } finally {
        await city.close()
      }
      await asMigrator(site, endPlan)
    }
    const seconds = (performance.now() - began) / 1000
    const report = [
      `种子 seed ${plan.seed}，截至 until ${plan.until}`,
      before
        ? '这座城市已经完整 · the city was complete already'
        : `办件 ${past.taken} · cases taken in; ${seconds.toFixed(0)} s, ${Math.round(megabytes)} MB`,
      ...[...past.refused]
        .sort(([, a], [, b]) => b - a)
        .slice(0, 10)
        .map(([why, times]) => `  不成 ${times} 次 · refused ${times} times: ${why}`),
    ]
    return { plan, before, past, seconds, megabytes: Math.round(megabytes), report }
  } finally {
    clearInterval(watch)
  }
}

async function grow(city: City, site: Site, plan: SeedPlan, progress: ReturnType<typeof openProgress>): Promise<PastMade> {
  const { seed, cases, until } = plan
  const code = site.settings.city
  const pool = await population(city, { ...plan, city: code, on: until }, { add: false, progress: silent })
  await addStaff(city, { seed, code }, progress)
  const giving = openGiving(city)
  const made = await addPast(city, pool, { seed, cases, from: twoYearsBefore(until), until }, giving.gaveFor, progress)
  return made
}
