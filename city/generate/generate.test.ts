import { readFileSync } from 'node:fs'
import { checkCreditCode, checkPersonId, creditCodeParts, isMobile, personIdParts, regionWithin } from '#chinese'
import { describe, expect, it } from 'vitest'
import { counties, targets } from './calibration.ts'
import { generatedAreaCode, generateEntities, generatePersons, type DivisionRow, randomFrom, villagesFrom } from './index.ts'
import { classesOf, sections } from './industries.ts'

function table(path: string): Record<string, string>[] {
  const [head = '', ...rows] = readFileSync(new URL(path, import.meta.url), 'utf8')
    .trim()
    .split('\n')
  const names = head.split(',')
  return rows.map((row) => Object.fromEntries(row.split(',').map((value, index) => [names[index]!, value])))
}

const villages = villagesFrom(table('../4418/divisions.csv') as DivisionRow[])
const on = '2026-01-01'
const started = performance.now()
const persons = [...generatePersons({ seed: 'test', villages, count: 100_000, on })]
const seconds = (performance.now() - started) / 1000
const entities = [...generateEntities({ seed: 'test', villages, count: 20_000, persons, on })]

const share = <T>(list: readonly T[], test: (entry: T) => boolean) => list.filter(test).length / list.length
const ageOf = (birthDate: string) => Number(on.slice(0, 4)) - Number(birthDate.slice(0, 4)) - (birthDate.slice(5) > on.slice(5) ? 1 : 0)

describe('generatePersons', () => {
  it('makes a hundred thousand in a few seconds', () => {
    expect(persons).toHaveLength(100_000)
    expect(seconds).toBeLessThan(10)
  })

  it('gives everybody a valid number of their own, on an area code that was never assigned, that says what the record says', () => {
    const assigned = new Set(table('../cn/area-codes.csv').map(({ code }) => code))
    expect(assigned.has('441802')).toBe(true)
    expect(Object.keys(counties).filter((county) => assigned.has(generatedAreaCode(county)))).toEqual([])
    expect(new Set(persons.map(({ personId }) => personId)).size).toBe(persons.length)
    const wrong = persons.filter((person) => {
      const parts = personIdParts(person.personId)
      return (
        checkPersonId(person.personId) !== undefined ||
        parts?.regionCode !== generatedAreaCode(person.regionCode.slice(0, 6)) ||
        parts.birthDate !== person.birthDate ||
        parts.sex !== person.sex
      )
    })
    expect(wrong).toEqual([])
  })

  it('gives grown people a telephone number that nobody has, each another', () => {
    const phones = persons.map(({ phone }) => phone).filter((phone) => phone !== null)
    expect(phones.filter((phone) => !isMobile(phone) || !phone.startsWith('154'))).toEqual([])
    expect(new Set(phones).size).toBe(phones.length)
    expect(persons.filter(({ phone, birthDate }) => (phone === null) !== ageOf(birthDate) < 14)).toEqual([])
  })

  it('comes to the ages, sexes, household sizes and the urban share of the city', () => {
    const ages = persons.map(({ birthDate }) => ageOf(birthDate))
    expect(Math.min(...ages)).toBe(0)
    expect(Math.max(...ages)).toBeLessThan(110)
    const near = (value: number, target: number, tolerance: number) => expect(Math.abs(value - target)).toBeLessThanOrEqual(tolerance)
    near(
      share(ages, (age) => age < 15),
      targets.ages['0-14'],
      targets.ageTolerance,
    )
    near(
      share(ages, (age) => age >= 15 && age < 60),
      targets.ages['15-59'],
      targets.ageTolerance,
    )
    near(
      share(ages, (age) => age >= 60),
      targets.ages['60+'],
      targets.ageTolerance,
    )
    const men = share(persons, ({ sex }) => sex === 'male')
    near((100 * men) / (1 - men), targets.menPer100Women, targets.menTolerance)
    near(persons.length / new Set(persons.map(({ householdNo }) => householdNo)).size, targets.householdSize, targets.householdTolerance)
    const urban = new Set(villages.filter((village) => village.urban).map(({ code }) => code))
    near(
      share(persons, ({ regionCode }) => urban.has(regionCode)),
      targets.urbanShare,
      targets.urbanTolerance,
    )
  })

  it('spreads people over the counties as the census found them, and the groups as they live', () => {
    const all = Object.values(counties).reduce((sum, { population }) => sum + population, 0)
    for (const [county, { population }] of Object.entries(counties)) {
      const found = share(persons, ({ regionCode }) => regionWithin(regionCode, county))
      expect(Math.abs(found - population / all), county).toBeLessThan(0.01)
    }
    // Households are of one mind, so a county's share needs many of them to be seen.
    const groupShare = (county: string, group: string) => {
      const own = villages.filter(({ countyCode }) => countyCode === county)
      return share([...generatePersons({ seed: 'groups', villages: own, count: 20_000, on })], ({ ethnicity }) => ethnicity === group)
    }
    expect(Math.abs(groupShare('441825', '08') - 0.46)).toBeLessThan(0.02)
    expect(Math.abs(groupShare('441825', '13') - 0.15)).toBeLessThan(0.02)
    expect(Math.abs(groupShare('441826', '13') - 0.51)).toBeLessThan(0.02)
    expect(Math.abs(groupShare('441882', '13') - 0.015)).toBeLessThan(0.007)
    expect(groupShare('441802', '01')).toBeGreaterThan(0.97)
  })

  it('makes households with one head, one address and no child older than a parent', () => {
    const households = new Map<string, typeof persons>()
    for (const person of persons.slice(0, 20_000)) {
      households.set(person.householdNo, [...(households.get(person.householdNo) ?? []), person])
    }
    for (const members of households.values()) {
      expect(members.filter(({ relation }) => relation === 'head')).toHaveLength(1)
      expect(new Set(members.map(({ address, regionCode }) => address + regionCode)).size).toBe(1)
      const head = members[0]!
      const children = members.filter(({ relation }) => relation === 'child' || relation === 'grandchild')
      for (const child of children) expect(ageOf(head.birthDate) - ageOf(child.birthDate)).toBeGreaterThanOrEqual(15)
    }
  })

  it('repeats by seed, and a shorter list is the beginning of a longer one', () => {
    expect([...generatePersons({ seed: 'test', villages, count: 500, on })]).toEqual(persons.slice(0, 500))
    expect([...generatePersons({ seed: 'other', villages, count: 500, on })]).not.toEqual(persons.slice(0, 500))
  })

  it('writes names of two to four characters and addresses that begin with the county or city', () => {
    expect(persons.filter(({ name }) => !/^\p{Script=Han}{2,4}$/u.test(name))).toEqual([])
    const heads = /^(清远市清城区|清远市清新区|佛冈县|阳山县|连山壮族瑶族自治县|连南瑶族自治县|英德市|连州市)/
    expect(persons.filter(({ address }) => !heads.test(address) || address.includes('undefined'))).toEqual([])
  })
})

describe('generateEntities', () => {
  it('gives every entity a valid code of its own on an area code and a body that are nobody’s', () => {
    expect(new Set(entities.map(({ creditCode }) => creditCode)).size).toBe(entities.length)
    const wrong = entities.filter(({ creditCode, regionCode }) => {
      const parts = creditCodeParts(creditCode)
      return (
        checkCreditCode(creditCode) !== undefined ||
        parts?.regionCode !== generatedAreaCode(regionCode.slice(0, 6)) ||
        !parts.organisationCode.startsWith('PDY')
      )
    })
    expect(wrong).toEqual([])
    expect(new Set(entities.map(({ name }) => name)).size).toBe(entities.length)
  })

  it('has a legal person who was grown up and lives in the same county', () => {
    const wrong = entities.filter(({ legalPersonIndex, legalPersonId, establishedOn, regionCode }) => {
      const person = persons[legalPersonIndex]!
      const birthday18 = `${Number(person.birthDate.slice(0, 4)) + 18}${person.birthDate.slice(4)}`
      return (
        person.personId !== legalPersonId ||
        establishedOn <= birthday18 ||
        establishedOn > on ||
        person.regionCode.slice(0, 6) !== regionCode.slice(0, 6)
      )
    })
    expect(wrong).toEqual([])
  })

  it('comes to three quarters individual businesses and the shares of the sections', () => {
    expect(Math.abs(share(entities, ({ kind }) => kind === 'individual') - 0.75)).toBeLessThan(0.02)
    const sectionOf = new Map(table('../cn/industries.csv').map(({ code, section }) => [code, section]))
    for (const [section, target] of [
      ['F', 0.3],
      ['C', 0.18],
      ['L', 0.12],
      ['E', 0.08],
      ['M', 0.06],
    ] as const) {
      expect(Math.abs(share(entities, ({ industry }) => sectionOf.get(industry) === section) - target), section).toBeLessThan(0.015)
    }
    expect(entities.some(({ industry }) => industry === '3011')).toBe(true)
    expect(entities.every(({ capitalFen }) => Number.isSafeInteger(capitalFen) && capitalFen > 0)).toBe(true)
  })

  it('uses only classes of the standard, in their own section, and shares that make one', () => {
    const industries = new Map(table('../cn/industries.csv').map((row) => [row['code'], row]))
    const wrong = sections.flatMap((section) =>
      classesOf(section).filter(
        ({ code }) => industries.get(code)?.['level'] !== 'class' || industries.get(code)?.['section'] !== section.section,
      ),
    )
    expect(wrong).toEqual([])
    expect(sections.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 6)
  })

  it('repeats by seed', () => {
    expect([...generateEntities({ seed: 'test', villages, count: 300, persons, on })]).toEqual(entities.slice(0, 300))
  })

  it('refuses a town of children', () => {
    const children = persons.filter(({ birthDate }) => ageOf(birthDate) < 14).slice(0, 10)
    expect(() => [...generateEntities({ seed: 'test', villages, count: 1, persons: children, on })]).toThrow(RangeError)
  })
})

describe('randomFrom', () => {
  it('is even and differs between seeds', () => {
    const random = randomFrom('seed')
    const tenths = Array<number>(10).fill(0)
    for (let draw = 0; draw < 100_000; draw++) tenths[random.below(10)]!++
    expect(Math.max(...tenths.map((count) => Math.abs(count - 10_000)))).toBeLessThan(500)
    expect(randomFrom('seed').next()).not.toBe(randomFrom('seee').next())
  })
})
