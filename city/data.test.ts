import { readFileSync } from 'node:fs'
import { checkCreditCode, isRegionCode, parentRegion, regionLevel } from '#chinese'
import { describe, expect, it } from 'vitest'

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8')

function table(path: string): Record<string, string>[] {
  const [head = '', ...rows] = read(path).trim().split('\n')
  const names = head.split(',')
  return rows.map((row) => Object.fromEntries(row.split(',').map((value, index) => [names[index]!, value])))
}

describe.each([
  ['4418', { city: 1, county: 8, town: 92, village: 1235 }],
  ['1309', { city: 1, county: 19, town: 209, village: 6094 }],
  ['3418', { city: 1, county: 8, town: 107, village: 866 }],
])('divisions of %s', (city, counts) => {
  const rows = table(`${city}/divisions.csv`)

  it('has every level, each row once and after its parent', () => {
    const seen = new Set<string>()
    for (const { code = '', level = '', parent = '' } of rows) {
      expect(isRegionCode(code) && regionLevel(code) === level && parentRegion(code) === parent, code).toBe(true)
      expect(seen.has(code), code).toBe(false)
      expect(level === 'city' || seen.has(parent), code).toBe(true)
      seen.add(code)
    }
    expect(Object.fromEntries(Object.keys(counts).map((level) => [level, rows.filter((row) => row['level'] === level).length]))).toEqual(
      counts,
    )
  })

  it('has a point for every row, and boundaries marked as a sketch', () => {
    expect(rows.filter(({ lon, lat }) => !(Number(lon) > 100 && Number(lon) < 125 && Number(lat) > 20 && Number(lat) < 45))).toEqual([])
    const { features } = JSON.parse(read(`${city}/counties.geojson`)) as { features: { properties: Record<string, string> }[] }
    expect(features.every(({ properties }) => properties['note'] === '示意')).toBe(true)
    const sixDigits = new Set(rows.map(({ code = '' }) => code.slice(0, 6)))
    expect(features.filter(({ properties }) => !sixDigits.has(properties['code'] ?? ''))).toEqual([])
  })
})

describe('organisations', () => {
  type Organisation = {
    key: string
    name: string
    function: string
    level: string
    regionCode: string
    parent: string | null
    creditCode: string
  }
  const organisations = JSON.parse(read('4418/organisations.json')) as Organisation[]

  it('have keys, names and credit codes of their own, and their parents before them', () => {
    for (const field of ['key', 'name', 'creditCode'] as const) {
      expect(new Set(organisations.map((organisation) => organisation[field])).size, field).toBe(organisations.length)
    }
    const seen = new Set<string>()
    for (const { key, parent, creditCode } of organisations) {
      expect(parent === null || seen.has(parent), key).toBe(true)
      expect(checkCreditCode(creditCode), key).toBeUndefined()
      seen.add(key)
    }
  })

  it('stand in real places, at the level of the place', () => {
    const levels = new Map(table('4418/divisions.csv').map(({ code, level }) => [code, level]))
    expect(organisations.filter(({ regionCode, level }) => levels.get(regionCode) !== level)).toEqual([])
    const assigned = new Set(table('cn/area-codes.csv').map(({ code }) => code))
    expect(organisations.filter(({ creditCode }) => assigned.has(creditCode.slice(2, 8)))).toEqual([])
  })

  it('have in every county the four that open a restaurant, and forty bureaux in the city', () => {
    const countyCodes = table('4418/divisions.csv').filter(({ level }) => level === 'county')
    for (const wanted of ['government-services', 'market-regulation', 'fire-rescue', 'urban-management']) {
      const found = organisations.filter((organisation) => organisation.function === wanted && organisation.level === 'county')
      expect(found.map(({ regionCode }) => regionCode)).toEqual(countyCodes.map(({ code }) => code))
    }
    expect(organisations.filter(({ level }) => level === 'city').length).toBeGreaterThanOrEqual(40)
  })
})

describe('calendar', () => {
  type Day = { date: string; kind: string; year: number; notice: string }
  const { years, days } = JSON.parse(read('cn/calendar.json')) as { years: { year: number; papers: string[] }[]; days: Day[] }

  it('says what the notices say, each day once', () => {
    expect(years.map(({ year }) => year)).toEqual(Array.from({ length: 20 }, (_, index) => 2007 + index))
    expect(new Set(days.map(({ date }) => date)).size).toBe(days.length)
    const collected = years.flatMap(({ year }) => {
      const file = JSON.parse(read(`cn/notices/${year}.json`)) as { days: { date: string; isOffDay: boolean }[] }
      return file.days.map(({ date, isOffDay }) => `${date} ${isOffDay ? 'rest' : 'work'}`)
    })
    expect(days.map(({ date, kind }) => `${date} ${kind}`)).toEqual(collected.sort())
    expect(days.filter(({ notice, year }) => !years.find((entry) => entry.year === year)?.papers.includes(notice))).toEqual([])
  })
})

it('industries form a tree of four levels', () => {
  const rows = table('cn/industries.csv')
  const levels = new Map(rows.map(({ code, level }) => [code, level]))
  const above: Record<string, string | undefined> = { section: undefined, division: 'section', group: 'division', class: 'group' }
  expect(rows.filter(({ level = '', parent = '' }) => levels.get(parent) !== above[level])).toEqual([])
  expect(rows.filter(({ level }) => level === 'class')).toHaveLength(1381)
})
