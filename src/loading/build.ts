import { newFirstCode } from '#engines/identity'
import pg from 'pg'
import { Broken } from '#kernel/errors'
import { migrateAll, openCity, type City, type Site } from '../main.ts'
import { loadBoundaries } from './boundaries.ts'
import { loadCalendar, loadDivisions, loadLists, loadMatters, loadOrganisations } from './city.ts'
import { loadCitations, loadLaws } from './laws.ts'
import { loadCitizens, loadPosts, loadRecords } from './demo.ts'
import { loadInventories } from './inventories.ts'
import { loadOpenData } from './open-data.ts'
import { generatedKey, population } from './seed/people.ts'
import { silent, type Progress } from './seed/progress.ts'

/** Days from which the shipped divisions count as in force. */
const DIVISIONS_SINCE = '2010-01-01T00:00:00+08:00'
/** The day on which the ages of generated people are counted, where no other is said. */
const PEOPLE_ON = '2026-01-01'

export interface BuildOptions {
  demo: boolean
  /** How many generated persons and entities, out of which seed; as many as the systems ask for when not said. */
  plan?: { seed: string; persons: number; entities: number; until: string }
  /** Told how far the people are. */
  progress?: Progress
  /** Done once the tables are there, before anything is generated. */
  begin?(): Promise<void>
  log(line: string): void
}

/** What the database is now. */
export interface Built {
  demo: boolean
  /** Somebody can sign in. */
  peopled: boolean
}

/** Migrates a database and loads what belongs in it: the city's divisions always, the demonstration only where it is wanted. */
export async function buildCity(site: Site, options: BuildOptions): Promise<Built> {
  await migrateAll(site, { demo: options.demo, log: options.log })
  await options.begin?.()
  const city = await openCity(site)
  try {
    const { identity, registers } = city
    const divisions = await loadDivisions(identity, registers, site.settings.city, DIVISIONS_SINCE)
    if (divisions > 0) options.log(`行政区划 ${divisions} 个 · ${divisions} divisions`)
    const drawn = await loadBoundaries(city, site.settings.city)
    if (drawn > 0) options.log(`地图上的行政区划 ${drawn} 个 · ${drawn} regions of the map`)
    if (city.ground.demo && !(await hasAccounts(city))) await buildDemo(city, site, options)
    const days = await loadCalendar(city)
    if (days > 0) options.log(`工作日历 ${days} 天 · ${days} days of the calendar`)
    const editions = await loadMatters(city, site.settings.city)
    if (editions > 0) options.log(`实施清单 ${editions} 份 · ${editions} implementations`)
    const laws = await loadLaws(city)
    if (laws > 0) options.log(`法规 ${laws} 部 · ${laws} laws and rules`)
    const citations = await loadCitations(city, site.settings.city)
    if (citations > 0) options.log(`条文引用 ${citations} 处 · ${citations} citations`)
    const listed = city.ground.demo ? await loadLists(city) : 0
    if (listed > 0) options.log(`目录事项的实施清单 ${listed} 份 · ${listed} implementations of listed matters`)
    await city.catalogue.sync()
    const listedHere = city.ground.demo ? await loadInventories(city, site.settings.city) : 0
    if (listedHere > 0) options.log(`部门目录清单的信息资源 ${listedHere} 项 · ${listedHere} resources of departments’ inventories`)
    await city.jobs['map-count']!({})
    const opened = city.ground.demo ? await loadOpenData(city, site.settings.city) : 0
    if (opened > 0) options.log(`开放数据集 ${opened} 个 · ${opened} open data sets`)
    const peopled = await hasAccounts(city)
    return { demo: city.ground.demo, peopled }
  } finally {
    await city.close()
  }
}

/** Whether somebody can sign in: in a demonstration the accounts come last, so that what was broken off before is done again. */
async function hasAccounts({ identity, registers }: City): Promise<boolean> {
  const accounts = await identity.asSystem('核对账户', (ctx) => registers.listUntyped(ctx, 'identity.account', { limit: 1 }))
  return accounts.items.length > 0
}

async function buildDemo(city: City, site: Site, options: BuildOptions): Promise<void> {
  if (!city.ground.demo) throw new Broken('demonstration accounts may exist in a demonstration alone')
  const { identity, registers, systems } = city
  const world = { identity, registers }
  const code = site.settings.city
  const most = (of: 'persons' | 'entities') => Math.max(0, ...systems.map(({ seed }) => seed[of] ?? 0))
  const {
    seed,
    until: on,
    ...many
  } = options.plan ?? {
    seed: site.settings.installation,
    persons: most('persons'),
    entities: most('entities'),
    until: PEOPLE_ON,
  }
  options.log(`机构 ${await loadOrganisations(identity, registers, code)} 个 · organisations`)
  await population(city, { seed, city: code, on, ...many }, { add: true, progress: options.progress ?? silent })
  options.log(`生成人口 ${many.persons} 人、市场主体 ${many.entities} 户 · generated persons and entities`)
  // In one piece: whoever can sign in finds everything there.
  await identity.asSystem('演示账户', async (ctx) => {
    const all = systems.map((one) => one.seed)
    await loadPosts(
      world,
      ctx,
      all.flatMap(({ posts = [] }) => posts),
    )
    await loadCitizens(
      world,
      ctx,
      all.flatMap(({ citizens = [] }) => citizens),
      (nth) => generatedKey(seed, 'person', nth),
    )
    await loadRecords(
      world,
      ctx,
      all.flatMap(({ records = [] }) => records),
    )
  })
}

/** A new one-time code for the first administrator; the one before it no longer counts. */
export async function firstCode({ connections }: Site): Promise<string> {
  const { code, digest } = newFirstCode()
  const client = new pg.Client(connections.migrator)
  await client.connect()
  try {
    await client.query(
      'insert into identity.first_code (digest) values ($1) on conflict (one) do update set digest = $1 where identity.first_code.used is null',
      [digest],
    )
  } finally {
    await client.end()
  }
  return code
}
