import { makeCreditCode } from '#chinese'
import { businessAddress } from './addresses.ts'
import { generatedAreaCode } from './calibration.ts'
import { classesOf, type EntityKind, type IndustryClass, type Section, sections } from './industries.ts'
import type { GeneratedPerson } from './persons.ts'
import { type Random, randomFrom, weightedPicker } from './random.ts'
import { type Village, villagePicker } from './villages.ts'

export type EntityStatus = 'active' | 'deregistered' | 'revoked'

/** A generated market entity. */
export type GeneratedEntity = {
  name: string
  /** Right in form and both check characters, on an area code never assigned and a body from the zone for private use. */
  creditCode: string
  kind: EntityKind
  /** Class of GB/T 4754-2017, four digits. */
  industry: string
  /** YYYY-MM-DD, after the legal person's eighteenth birthday. */
  establishedOn: string
  capitalFen: number
  /** Place of the legal person (or the individual business's owner) in the list of people, and their number. */
  legalPersonIndex: number
  legalPersonId: string
  regionCode: string
  address: string
  /** Longitude and latitude, WGS 84: somewhere about the village's point, good for a picture. */
  place: [number, number] | null
  status: EntityStatus
}

export type EntityOptions = {
  seed: string
  villages: readonly Village[]
  count: number
  /** Among whom the legal persons are. */
  persons: readonly Pick<GeneratedPerson, 'birthDate' | 'personId' | 'regionCode'>[]
  /** The day the register is seen on, YYYY-MM-DD. */
  on?: string
}

const pickSection = weightedPicker(
  sections.map((section): [{ section: Section; pickClass: (random: Random) => IndustryClass }, number] => [
    { section, pickClass: weightedPicker(classesOf(section).map((entry): [IndustryClass, number] => [entry, entry.weight])) },
    section.share,
  ]),
)

const codePrefixes: Record<EntityKind, string> = { individual: '92', company: '91', 'sole-proprietorship': '91', cooperative: '93' }

// Three characters of these make trade names that hardly any company bears; two would hit real ones often.
const tradeCharacters = [...'岫漱穗沅澄霁榆岚禾砚栖苒翊绛笙墨棠芷湄檀筠蔚琤珩皓铎钧弈衡砺憬昱晗霖沐淇涵洛澜瀚岑峤峪屿']

const statuses = weightedPicker<EntityStatus>([
  ['active', 0.88],
  ['deregistered', 0.095],
  ['revoked', 0.025],
])

const dayMilliseconds = 86_400_000
const adultYears = 18

/**
 * Market entities with a legal person among the people. The same options give the same entities.
 * @throws RangeError when nobody among the people is grown up, or numbers run out (99,999 of a county and sort)
 */
export function* generateEntities({
  seed,
  villages,
  count,
  persons,
  on = '2026-01-01',
}: EntityOptions): Generator<GeneratedEntity, void, undefined> {
  const random = randomFrom(`${seed}/entities`)
  // A stream of its own, so that everything else comes as it did before there were places.
  const scatter = randomFrom(`${seed}/places`)
  const byCode = new Map(villages.map((village) => [village.code, village]))
  const adults = adultsByCounty(persons, on)
  const everybody = [...adults.values()].flat()
  if (count > 0 && everybody.length === 0) throw new RangeError('nobody is old enough to register a business')
  const pickVillage = villagePicker(seed, villages)
  const numbers = new Map<string, number>()
  const names = new Set<string>()
  const today = Date.parse(`${on}T00:00:00Z`)

  for (let made = 0; made < count; made++) {
    // Business sits where people live, and rather in town: a country village is drawn again once.
    let village = pickVillage(random)
    if (!village.urban && random.chance(0.5)) village = pickVillage(random)
    const legalPersonIndex = random.of(adults.get(village.countyCode) ?? everybody)
    const person = persons[legalPersonIndex]!
    const home = byCode.get(person.regionCode)
    if (home && home.countyCode === village.countyCode && random.chance(0.4)) village = home

    const { section, pickClass } = pickSection(random)
    const industry = pickClass(random)
    const kind = kindOf(section, random)
    const name = uniqueName(names, () => nameOf(kind, industry, village, random))
    const area = generatedAreaCode(village.countyCode)
    const key = codePrefixes[kind] + area
    const number = (numbers.get(key) ?? 0) + 1
    numbers.set(key, number)
    if (number > 99_999) throw new RangeError(`more than 99999 credit codes of ${key}`)

    yield {
      name,
      creditCode: makeCreditCode(codePrefixes[kind], area, `PDY${String(number).padStart(5, '0')}`),
      kind,
      industry: industry.code,
      establishedOn: establishedOn(person, today, random),
      capitalFen: capitalOf(kind, random),
      legalPersonIndex,
      legalPersonId: person.personId,
      regionCode: village.code,
      address: businessAddress(village, random),
      place: placeAbout(village, scatter),
      status: statuses(random),
    }
  }
}

function adultsByCounty(persons: EntityOptions['persons'], on: string): Map<string, number[]> {
  const year = Number(on.slice(0, 4))
  const latest = `${year - adultYears - 1}${on.slice(4)}`
  const earliest = `${year - 75}${on.slice(4)}`
  const adults = new Map<string, number[]>()
  for (const [index, person] of persons.entries()) {
    if (person.birthDate > latest || person.birthDate < earliest) continue
    const county = person.regionCode.slice(0, 6)
    const list = adults.get(county)
    if (list) list.push(index)
    else adults.set(county, [index])
  }
  return adults
}

/** Deviation of places from their village's point, in metres: shops of a town stand close together. */
const spreadMetres = { urban: 350, country: 800 }
const METRES_OF_A_DEGREE = 111_320

/** Somewhere about the village's point, to a decimetre. */
function placeAbout({ at, urban }: Village, random: Random): [number, number] | null {
  const spread = (urban ? spreadMetres.urban : spreadMetres.country) / METRES_OF_A_DEGREE
  const [east, north] = [random.normal() * spread, random.normal() * spread]
  if (!at) return null
  const [longitude, latitude] = at
  return [Number((longitude + east / Math.cos((latitude * Math.PI) / 180)).toFixed(6)), Number((latitude + north).toFixed(6))]
}

function kindOf(section: Section, random: Random): EntityKind {
  const draw = random.next()
  if (draw < section.individual) return 'individual'
  if (draw < section.individual + (section.cooperative ?? 0)) return 'cooperative'
  return random.chance(0.1) ? 'sole-proprietorship' : 'company'
}

function nameOf(kind: EntityKind, industry: IndustryClass, village: Village, random: Random): string {
  const trade = random.of(tradeCharacters) + random.of(tradeCharacters) + random.of(tradeCharacters)
  const district = village.county.endsWith('区')
  if (kind === 'individual')
    return `${district ? village.city + village.county : village.county}${village.town}${trade}${industry.shopWord}`
  const head = district || random.chance(0.5) ? village.city : village.county
  if (kind === 'cooperative') return `${head}${trade}${industry.companyWord}专业合作社`
  return `${head}${trade}${industry.companyWord}${kind === 'company' ? '有限公司' : `${random.of(['厂', '中心', '行'])}（个人独资）`}`
}

/** Names are drawn until one is new: in one city no two entities of a sort bear the same. */
function uniqueName(names: Set<string>, draw: () => string): string {
  for (;;) {
    const name = draw()
    if (!names.has(name)) {
      names.add(name)
      return name
    }
  }
}

/** Most are young: the age falls off with a mean of six years, and nobody founds one before the eighteenth birthday. */
function establishedOn(person: Pick<GeneratedPerson, 'birthDate'>, today: number, random: Random): string {
  const birth = new Date(`${person.birthDate}T00:00:00Z`)
  const grown = Date.UTC(birth.getUTCFullYear() + adultYears, birth.getUTCMonth(), birth.getUTCDate() + 1)
  const earliest = Math.max(grown, Date.UTC(1992, 0, 1))
  const age = Math.floor(-Math.log(1 - random.next()) * 6 * 365) * dayMilliseconds
  const founded = today - age
  const date = founded >= earliest ? founded : earliest + random.below((today - earliest) / dayMilliseconds) * dayMilliseconds
  return new Date(date).toISOString().slice(0, 10)
}

/** In round ten thousands of yuan for companies and cooperatives, in thousands for the others. */
function capitalOf(kind: EntityKind, random: Random): number {
  const [median, spread, unit] =
    kind === 'company' ? [1_000_000, 1.2, 10_000] : kind === 'cooperative' ? [800_000, 0.9, 10_000] : [30_000, 0.9, 1000]
  const yuan = Math.max(unit, Math.round((median * Math.exp(spread * random.normal())) / unit) * unit)
  return Math.min(yuan, 500_000_000) * 100
}
