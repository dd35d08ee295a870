import { existsSync } from 'node:fs'
import type { Identity } from '#engines/identity'
import type { CityMap } from '#engines/map'
import { cityFile, cityTable } from './tables.ts'

interface Feature {
  properties: { code: string; level: string; note: string }
  geometry: unknown
}

const digits: Readonly<Record<string, number>> = { city: 4, county: 6, town: 9, village: 12 }

const ships = (file: string) => existsSync(new URL(`../../city/${file}`, import.meta.url))

/**
 * The boundaries that ship for a city, and the regions of the map made of them and of the divisions' points; nothing when the map has been
 * loaded. @returns how many regions
 */
export async function loadBoundaries({ identity, map }: { identity: Identity; map: CityMap }, city: string): Promise<number> {
  const [boundaries, divisions] = [`${city}/counties.geojson`, `${city}/divisions.csv`]
  if (!ships(divisions) || (await identity.asSystem('载入行政区划边界', map.loaded))) return 0
  const features = ships(boundaries) ? (JSON.parse(cityFile(boundaries)) as { features: Feature[] }).features : []
  const shortened = (code: string, level: string) => code.slice(0, digits[level])
  return identity.asSystem('载入行政区划边界', (ctx) =>
    map.load(ctx, {
      boundaries: features.map(({ properties, geometry }) => ({
        code: shortened(properties.code, properties.level),
        shape: geometry,
        source: 'Vonng/adcode, CC BY 4.0',
        note: properties.note,
      })),
      laid: cityTable(divisions)
        .filter((row) => row.point === 'derived')
        .map((row) => shortened(row.code!, row.level!)),
    }),
  )
}
