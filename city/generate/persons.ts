import { commonSurnames, givenNameCharacters, makePersonId } from '#chinese'
import { homeAddress } from './addresses.ts'
import { counties, type EthnicCode, generatedAreaCode, unknownCounty, yaoTownshipShare } from './calibration.ts'
import { household, type Member, type Relation } from './households.ts'
import { type Random, randomFrom, weightedPicker } from './random.ts'
import { type Village, villagePicker } from './villages.ts'

/** A generated person. */
export type GeneratedPerson = {
  name: string
  /** GB/T 2261.1 writes 1 for male and 2 for female: see `sexCodes`. */
  sex: 'male' | 'female'
  /** YYYY-MM-DD. */
  birthDate: string
  /** Right in form and check digit, on an area code that was never assigned. */
  personId: string
  /** Code of GB/T 3304; names in `ethnicGroups`. */
  ethnicity: EthnicCode
  /** The village's code and five digits: the same for all of a household. */
  householdNo: string
  relation: Relation
  /** 12-digit code of the village. */
  regionCode: string
  address: string
  /** A number that no operator can give out; children under 14 have none. */
  phone: string | null
}

/** GB/T 2261.1. */
export const sexCodes = { male: '1', female: '2' } as const

export type PersonOptions = {
  seed: string
  villages: readonly Village[]
  count: number
  /** The day on which ages are counted, YYYY-MM-DD. */
  on?: string
}

const surnames = weightedPicker(commonSurnames('northern-guangdong').map(({ surname, weight }): [string, number] => [surname, weight]))

// Surnames of the Yao of 连南 and the Zhuang of 连山 as travellers note them; from memory, for generated names only.
const yaoSurnames = weightedPicker([...'房唐盘邓李赵龙沈许'].map((surname, index): [string, number] => [surname, 9 - index]))
const zhuangSurnames = weightedPicker([...'韦莫覃陆黄李梁谢陈'].map((surname, index): [string, number] => [surname, 9 - index]))

const dayMilliseconds = 86_400_000

/**
 * People in whole households, of ages, sexes and groups as calibration.ts has them. The same options give the same people, and the first
 * thousand of ten thousand are the thousand.
 * @throws RangeError when there are so many that numbers run out (500 of a sex, day of birth and county)
 */
export function* generatePersons({ seed, villages, count, on = '2026-01-01' }: PersonOptions): Generator<GeneratedPerson, void, undefined> {
  const random = randomFrom(`${seed}/persons`)
  const pickVillage = villagePicker(seed, villages)
  const ethnicPickers = new Map<string, (random: Random) => EthnicCode>()
  const households = new Map<string, number>()
  const orders = new Map<string, number>()
  const today = Date.parse(`${on}T00:00:00Z`)
  let made = 0

  while (made < count) {
    const village = pickVillage(random)
    const number = (households.get(village.code) ?? 0) + 1
    households.set(village.code, number)
    const shared = {
      householdNo: village.code + String(number).padStart(5, '0'),
      regionCode: village.code,
      address: homeAddress(village, random),
    }
    const members = household(random)
    const people = named(random, members, ethnicPicker(ethnicPickers, village), today)
    for (const [index, member] of members.entries()) {
      if (made === count) return
      const { name, ethnicity, birthDate } = people[index]!
      const area = generatedAreaCode(village.countyCode)
      const key = `${area}${birthDate}${member.sex}`
      const order = orders.get(key) ?? 0
      if (order === 500) throw new RangeError(`more than 500 people share ${key}`)
      orders.set(key, order + 1)
      yield {
        name,
        sex: member.sex,
        birthDate,
        personId: makePersonId(area, birthDate, 2 * order + (member.sex === 'male' ? 1 : 0)),
        ethnicity,
        ...shared,
        relation: member.relation,
        phone: member.age >= 14 ? phoneNumber(made) : null,
      }
      made++
    }
  }
}

/** Days of birth of generated officers: 9,000 from this one on. */
const OFFICERS_FROM = Date.parse('1965-01-01T00:00:00Z')

/**
 * Identity number of the nth officer of a city, each once: right in form and check digit, on an area code of the city that was never assigned
 * and that no generated person has. Those that ship with the systems are apart from those that are generated.
 */
export function officerNumber(city: string, nth: number, sort: 'shipped' | 'generated'): string {
  const born = new Date(OFFICERS_FROM + (nth % 9000) * dayMilliseconds).toISOString().slice(0, 10)
  return makePersonId(`${city.padEnd(4, '0').slice(0, 4)}90`, born, Math.floor(nth / 9000) + (sort === 'shipped' ? 0 : 500))
}

/** 154 and eight digits, each number once: no operator has been given the prefix. */
function phoneNumber(index: number): string {
  // The factor has no divisor in common with 10^8, so different people get different numbers.
  return `154${String((index * 61_803_399 + 7) % 100_000_000).padStart(8, '0')}`
}

function ethnicPicker(pickers: Map<string, (random: Random) => EthnicCode>, village: Village): (random: Random) => EthnicCode {
  const yaoTownship = village.town.includes('瑶族')
  const key = `${village.countyCode}${yaoTownship}`
  let picker = pickers.get(key)
  if (!picker) {
    const figures = counties[village.countyCode] ?? unknownCounty
    const shares = Object.entries({ ...figures.ethnic, ...(yaoTownship && { '13': yaoTownshipShare }) }) as [EthnicCode, number][]
    const han = 1 - shares.reduce((sum, [, share]) => sum + share, 0)
    picker = weightedPicker<EthnicCode>([['01', han], ...shares])
    pickers.set(key, picker)
  }
  return picker
}

type Named = { name: string; ethnicity: EthnicCode; birthDate: string }

/** Names, groups and days of birth for a household: children bear the father's name, wives their own. */
function named(random: Random, members: readonly Member[], pickEthnic: (random: Random) => EthnicCode, today: number): Named[] {
  const group = pickEthnic(random)
  const surname = surnameOf(random, group)
  const headIsMale = members[0]!.sex === 'male'
  // The family's name is the husband's; where the wife is the head it is still that of the children.
  return members.map((member) => {
    const bearsIt =
      member.relation === 'child' ||
      member.relation === 'grandchild' ||
      (member.relation === 'head' && (headIsMale || members[1]?.relation !== 'spouse')) ||
      (member.relation === 'spouse' && !headIsMale) ||
      (member.relation === 'parent' && member.sex === 'male')
    // Three in four marry within their group.
    const ethnicity = bearsIt || random.chance(0.75) ? group : pickEthnic(random)
    const birthDate = birthDateOf(random, member.age, today)
    const family = bearsIt ? surname : surnameOf(random, ethnicity)
    return { name: family + givenName(random, member.sex, Number(birthDate.slice(0, 4))), ethnicity, birthDate }
  })
}

function surnameOf(random: Random, ethnicity: EthnicCode): string {
  if (ethnicity === '13') return yaoSurnames(random)
  return ethnicity === '08' && random.chance(0.7) ? zhuangSurnames(random) : surnames(random)
}

/** The name of somebody of working age. */
export function officerName(random: Random): string {
  return surnames(random) + givenName(random, random.chance(0.52) ? 'male' : 'female', 1966 + random.below(34))
}

/** One or two characters; two characters of one kind (doubled) only for women. One-character names were most liked around 1980. */
function givenName(random: Random, sex: 'male' | 'female', year: number): string {
  const characters = givenNameCharacters(sex, year)
  const first = random.of(characters)
  if (random.chance(year >= 1970 && year < 1995 ? 0.22 : 0.08)) return first
  const second = random.of(characters)
  return first === second && sex === 'male' ? first : first + second
}

/** A day on which somebody of this age was born: their last birthday lies within the year before `today`, and not after it. */
function birthDateOf(random: Random, age: number, today: number): string {
  const now = new Date(today)
  const leapDay = now.getUTCMonth() === 1 && now.getUTCDate() === 29
  const latest = Date.UTC(now.getUTCFullYear() - age, now.getUTCMonth(), leapDay ? 28 : now.getUTCDate())
  return new Date(latest - random.below(365) * dayMilliseconds).toISOString().slice(0, 10)
}
