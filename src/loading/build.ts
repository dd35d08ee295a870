import { newFirstCode } from '#engines/identity'
import pg from 'pg'
import { Broken } from '#kernel/errors'
import { Refusal } from '#kernel/settings'
import { migrateAll, openCity, type City, type Site } from '../main.ts'
import { loadBoundaries } from './boundaries.ts'
import { loadCalendar, loadDivisions, loadLists, loadMatters, loadOrganisations } from './city.ts'
import { loadCitizens, loadPeople, loadPosts, loadRecords } from './demo.ts'

/** Days from which the shipped divisions count as in force. */
const DIVISIONS_SINCE = '2010-01-01T00:00:00+08:00'

export interface BuildOptions {
  demo: boolean
  /** How many generated persons and entities; what the systems ask for when not said. */
  persons?: number
  entities?: number
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
  const city = await openCity(site)
  try {
    const { identity, registers } = city
    const divisions = await loadDivisions(identity, registers, site.settings.city, DIVISIONS_SINCE)
    if (divisions > 0) options.log(`行政区划 ${divisions} 个 · ${divisions} divisions`)
    const drawn = await loadBoundaries(city, site.settings.city)
    if (drawn > 0) options.log(`地图上的行政区划 ${drawn} 个 · ${drawn} regions of the map`)
    if (city.ground.demo && divisions > 0) await buildDemo(city, site, options)
    const days = await loadCalendar(city)
    if (days > 0) options.log(`工作日历 ${days} 天 · ${days} days of the calendar`)
    const editions = await loadMatters(city, site.settings.city)
    if (editions > 0) options.log(`实施清单 ${editions} 份 · ${editions} implementations`)
    const listed = city.ground.demo ? await loadLists(city) : 0
    if (listed > 0) options.log(`目录事项的实施清单 ${listed} 份 · ${listed} implementations of listed matters`)
    const accounts = await identity.asSystem('核对账户', (ctx) => registers.listUntyped(ctx, 'identity.account', { limit: 1 }))
    const peopled = accounts.items.length > 0
    if (city.ground.demo && !peopled)
      throw new Refusal(
        `演示城市上次没有载入完就被中断了，里面还没有任何人的数据；请删除文件夹 ${site.settings.dataDir} 后再启动。`,
        `Loading the demonstration was broken off before anybody was in it: remove the folder ${site.settings.dataDir} and start again.`,
      )
    return { demo: city.ground.demo, peopled }
  } finally {
    await city.close()
  }
}

async function buildDemo(city: City, site: Site, options: BuildOptions): Promise<void> {
  if (!city.ground.demo) throw new Broken('demonstration accounts may exist in a demonstration alone')
  const { identity, registers, systems } = city
  const world = { identity, registers, log: options.log }
  const code = site.settings.city
  const most = (of: 'persons' | 'entities') => Math.max(0, ...systems.map(({ seed }) => seed[of] ?? 0))
  options.log(`机构 ${await loadOrganisations(identity, registers, code)} 个 · organisations`)
  const persons = options.persons ?? most('persons')
  const entities = options.entities ?? most('entities')
  const keys = await loadPeople(world, code, { seed: site.settings.installation, persons, entities })
  options.log(`生成人口 ${persons} 人、市场主体 ${entities} 户 · generated persons and entities`)
  await loadPosts(
    world,
    systems.flatMap(({ seed }) => seed.posts ?? []),
  )
  await loadCitizens(
    world,
    systems.flatMap(({ seed }) => seed.citizens ?? []),
    keys,
  )
  await loadRecords(
    world,
    systems.flatMap(({ seed }) => seed.records ?? []),
  )
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
