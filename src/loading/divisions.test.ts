import { expect, test } from 'vitest'
import { regionsOf } from './city.ts'
import { cityTable } from './tables.ts'

test.each(['4418', '1309', '3418'])('each region of %s lies where the one around it does, and all in the city', (city) => {
  const rows = cityTable(`${city}/divisions.csv`)
  const regions = regionsOf(rows, '2010-01-01T00:00:00+08:00')
  const byKey = new Map(regions.map((one) => [one.key, one]))
  const [root, ...others] = regions
  expect(root).toMatchObject({ code: city, level: 'city', parent: null, path: `${city}/` })
  for (const { code, name, parent, path } of others) expect(path, name).toBe(`${byKey.get(parent as string)?.path}${code}/`)
  // Where the region that its code names is none, the nearest around it.
  const names = new Set(regions.map(({ code }) => code))
  for (const { code, level, name, parent } of others) {
    const ends = { county: [4], town: [6, 4], village: [9, 6, 4] }[level as 'county' | 'town' | 'village']
    expect(byKey.get(parent as string)!.code, name).toBe(ends.map((end) => code.slice(0, end)).find((around) => names.has(around)))
  }
  expect(regions).toHaveLength(rows.filter(({ kind }) => kind !== 'statistical').length)
})
