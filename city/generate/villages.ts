import { counties, unknownCounty, urbanClassWeights, villageSpread } from './calibration.ts'
import { randomFrom, type Random, weightedPicker } from './random.ts'

/** A village or neighbourhood people can live in. */
export type Village = {
  /** 12 digits. */
  code: string
  name: string
  town: string
  county: string
  /** 6 digits. */
  countyCode: string
  city: string
  urban: boolean
  urbanClass: string
  /** Longitude and latitude, WGS 84; laid where none was collected. Null where the table has none. */
  at: [number, number] | null
}

/** A row of divisions.csv, as far as it is needed here. */
export type DivisionRow = {
  code: string
  name: string
  level: string
  kind: string
  parent: string
  urban_class: string
  lon?: string
  lat?: string
}

/** The villages of a table of divisions, without those that only statistics know. */
export function villagesFrom(rows: readonly DivisionRow[]): Village[] {
  const byCode = new Map(rows.map((row) => [row.code, row]))
  const nameOf = (code: string) => byCode.get(code)?.name ?? ''
  return rows
    .filter((row) => row.level === 'village' && row.kind !== 'statistical')
    .map((row) => {
      const countyCode = row.code.slice(0, 6)
      // Where the class is not known, a neighbourhood is taken for a town's edge and a village for country.
      const urbanClass = row.urban_class || (row.kind === 'neighbourhood' ? '122' : '220')
      return {
        code: row.code,
        name: row.name,
        town: nameOf(row.parent),
        county: nameOf(`${countyCode}000000`),
        countyCode,
        city: nameOf(`${countyCode.slice(0, 4)}00000000`),
        urban: urbanClass.startsWith('1'),
        urbanClass,
        at: row.lon && row.lat ? [Number(row.lon), Number(row.lat)] : null,
      }
    })
}

/**
 * A picker of the village somebody lives in. Weights come from the urban class and a spread that depends on the seed; within each county
 * they are scaled to its urban share, and the counties to their populations.
 */
export function villagePicker(seed: string, villages: readonly Village[]): (random: Random) => Village {
  const random = randomFrom(`${seed}/villages`)
  const raw = villages.map((village) => {
    const weight = urbanClassWeights[village.urbanClass] ?? 1
    return weight * Math.exp(villageSpread * random.normal())
  })
  const sums = new Map<string, { urban: number; country: number }>()
  villages.forEach((village, index) => {
    const sum = sums.get(village.countyCode) ?? { urban: 0, country: 0 }
    sum[village.urban ? 'urban' : 'country'] += raw[index]!
    sums.set(village.countyCode, sum)
  })
  return weightedPicker(
    villages.map((village, index): [Village, number] => {
      const { urban, country } = sums.get(village.countyCode)!
      const figures = counties[village.countyCode] ?? { ...unknownCounty, population: 1000 * (urban + country) }
      // A county shown with only one sort of village has all its people there.
      const urbanShare = urban === 0 ? 0 : country === 0 ? 1 : figures.urbanShare
      const share = village.urban ? urbanShare / urban : (1 - urbanShare) / country
      return [village, raw[index]! * share * figures.population]
    }),
  )
}
