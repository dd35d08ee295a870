import { existsSync } from 'node:fs'
import type { Identity } from '#engines/identity'
import { organisations, regions } from '#engines/identity'
import type { Registers } from '#engines/registers'
import type { Context } from '#kernel/context'
import { newKey } from '#kernel/keys'
import { Refusal } from '#kernel/settings'
import { cityFile, cityTable } from './tables.ts'

const trimmed = { city: 4, county: 6, town: 9, village: 12 } as const
type Level = keyof typeof trimmed

/** The divisions of a city down to its villages, from its table; nothing when the city has been loaded. */
export async function loadDivisions(identity: Identity, registers: Registers, city: string, since: string): Promise<number> {
  if (await identity.places.root()) return 0
  if (!existsSync(new URL(`../../city/${city}/divisions.csv`, import.meta.url)))
    throw new Refusal(`没有代码为 ${city} 的城市数据，请设置 CITY。`, `There is no data for the city ${city}: set CITY.`)
  const keys = new Map<string, { key: string; path: string }>()
  const records = cityTable(`${city}/divisions.csv`)
    .filter((row) => row.kind !== 'statistical')
    .map((row) => {
      const level = row.level as Level
      const code = row.code!.slice(0, trimmed[level])
      const parent = keys.get(row.parent!)
      const key = newKey()
      const path = `${parent?.path ?? ''}${code}/`
      keys.set(row.code!, { key, path })
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
