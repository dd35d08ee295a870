import { existsSync, readdirSync } from 'node:fs'
import type { NewRecord } from '#declare'
import { calendarDays, nationalDays, type Cases, type ShippedDay, type ShippedList, type ShippedMatter } from '#engines/cases'
import type { Identity } from '#engines/identity'
import { organisations, regions } from '#engines/identity'
import type { Registers } from '#engines/registers'
import type { Context } from '#kernel/context'
import { newKey } from '#kernel/keys'
import { Refusal } from '#kernel/settings'
import { cityFile, cityTable } from './tables.ts'

const trimmed = { city: 4, county: 6, town: 9, village: 12 } as const
type Level = keyof typeof trimmed

/**
 * The regions of a city from the rows of its table, each after the one around it. What only the statistics bureau counts (a forest farm, a
 * development zone) is no region; what lies in it does in the nearest region around that.
 */
export function regionsOf(rows: readonly Record<string, string>[], since: string): (NewRecord<typeof regions> & { key: string })[] {
  const around = new Map(rows.map(({ code, parent }) => [code!, parent!]))
  const made = new Map<string, { key: string; path: string }>()
  const nearest = (code: string | undefined): { key: string; path: string } | undefined =>
    code === undefined ? undefined : (made.get(code) ?? nearest(around.get(code)))
  return rows
    .filter(({ kind }) => kind !== 'statistical')
    .map((row) => {
      const level = row.level as Level
      const code = row.code!.slice(0, trimmed[level])
      const parent = nearest(row.parent)
      const key = newKey()
      const path = `${parent?.path ?? ''}${code}/`
      made.set(row.code!, { key, path })
      return {
        key,
        from: since,
        code,
        name: row.name!,
        level,
        parent: parent?.key ?? null,
        path,
        settlement: row.urban_class || null,
        place: row.lon ? ([Number(row.lon), Number(row.lat)] as [number, number]) : null,
      }
    })
}

/** The divisions of a city down to its villages, from its table; nothing when the city has been loaded. */
export async function loadDivisions(identity: Identity, registers: Registers, city: string, since: string): Promise<number> {
  if (await identity.places.root()) return 0
  if (!existsSync(new URL(`../../city/${city}/divisions.csv`, import.meta.url)))
    throw new Refusal(`没有代码为 ${city} 的城市数据，请设置 CITY。`, `There is no data for the city ${city}: set CITY.`)
  const records = regionsOf(cityTable(`${city}/divisions.csv`), since)
  for (let i = 0; i < records.length; i += 2000)
    await identity.asSystem('载入行政区划', (ctx) => registers.addMany(ctx, regions, records.slice(i, i + 2000)))
  identity.places.forget()
  return records.length
}

interface ShippedOrganisation {
  key: string
  name: string
  shortName: string
  function: string
  level: 'city' | 'county' | 'town'
  regionCode: string
  parent: string | null
}

/** The organisations that ship for a city; parents come before their children. */
export async function loadOrganisations(identity: Identity, registers: Registers, city: string): Promise<number> {
  const file = `${city}/organisations.json`
  if (!existsSync(new URL(`../../city/${file}`, import.meta.url))) return 0
  const shipped = JSON.parse(cityFile(file)) as ShippedOrganisation[]
  return identity.asSystem('载入机构', async (ctx) => {
    if ((await registers.list(ctx, organisations, { limit: 1 })).items.length > 0) return 0
    const keys = new Map<string, string>()
    for (let wave = shipped.filter((one) => !one.parent); wave.length > 0;) {
      const records = []
      for (const one of wave)
        records.push({ ...(await organisationRecord(identity, ctx, one)), parent: one.parent ? keys.get(one.parent)! : null })
      const ids = await registers.addMany(ctx, organisations, records)
      wave.forEach((one, i) => keys.set(one.key, ids[i]!))
      wave = shipped.filter((one) => !keys.has(one.key) && one.parent && keys.has(one.parent))
    }
    return keys.size
  })
}

async function organisationRecord(identity: Identity, ctx: Context, one: ShippedOrganisation) {
  const code = one.regionCode.slice(0, trimmed[one.level])
  const region = await identity.places.byCode(code)
  if (!region)
    throw new Refusal(
      `机构 ${one.name} 的区划 ${code} 不存在。`,
      `The region ${code} of ${one.name} does not exist (${ctx.ground.installation}).`,
    )
  return { name: one.name, shortName: one.shortName, function: one.function, level: one.level, region: region.id }
}

/** The official days that ship: every State Council notice since 2007, as days of the city's root region for the whole country. */
export async function loadCalendar({ identity, registers }: { identity: Identity; registers: Registers }): Promise<number> {
  const { days } = JSON.parse(cityFile('cn/calendar.json')) as { days: ShippedDay[] }
  return identity.asSystem('载入工作日历', async (ctx) => {
    const known = new Set<string>()
    for (let after: string | undefined; ;) {
      const page = await registers.list(ctx, calendarDays, { limit: 500, equals: { extent: 'national' }, ...(after ? { after } : {}) })
      for (const day of page.items) known.add(day.date)
      if (!page.next) break
      after = page.next
    }
    const root = (await identity.places.root())!
    const missing = days.filter(({ date }) => !known.has(date))
    if (missing.length > 0) await registers.addMany(ctx, calendarDays, nationalDays(missing, root.id))
    return missing.length
  })
}

/** The matters and implementations that ship for a city, for every organisation that exercises them. @returns new editions */
export async function loadMatters({ identity, cases }: { identity: Identity; cases: Cases }, city: string): Promise<number> {
  const folder = new URL(`../../city/${city}/matters/`, import.meta.url)
  if (!existsSync(folder)) return 0
  const shipped = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => ({ name: name.slice(0, -5), content: JSON.parse(cityFile(`${city}/matters/${name}`)) as ShippedMatter }))
  return identity.asSystem('载入实施清单', (ctx) => cases.loadImplementations(ctx, shipped))
}

/**
 * Published lists of matters, taken from real places with their codes and names: for a demonstration alone, since a city's own list is its
 * own. @returns new editions
 */
export async function loadLists({ identity, cases }: { identity: Identity; cases: Cases }): Promise<number> {
  let made = 0
  const folder = new URL('../../city/cn/listed/', import.meta.url)
  for (const name of readdirSync(folder).filter((one) => one.endsWith('.json')))
    made += await cases.takeList(identity.asSystem, JSON.parse(cityFile(`cn/listed/${name}`)) as ShippedList)
  return made
}
