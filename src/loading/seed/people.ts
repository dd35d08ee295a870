import { createHash } from 'node:crypto'
import { generateEntities, generatePersons, randomFrom, sexCodes, villagesFrom, type DivisionRow } from '../../../city/generate/index.ts'
import { keyOf } from '#engines/cases'
import { Broken } from '#kernel/errors'
import type { City } from '../../main.ts'
import { cityTable } from '../tables.ts'
import type { Applicant } from './filling.ts'
import type { Progress } from './progress.ts'
import { inParts } from './parts.ts'

/** The day from which keys of generated persons and entities count, so that the same seed gives the same keys. */
const KEYS_FROM = Date.UTC(2020, 0, 1)

/** The key of the nth generated record of a sort: the same for the same seed. */
export function generatedKey(
  seed: string,
  sort: 'person' | 'entity' | 'organisation' | 'post' | 'account' | 'holding' | 'duty',
  index: number,
): string {
  const tail = createHash('sha256').update(`${seed}/${sort}/${index}`).digest().subarray(0, 8)
  return keyOf(new Date(KEYS_FROM + Math.floor(index / 4096)), index % 4096, tail)
}

/** The villages of a city. */
export const villagesOf = (city: string) => villagesFrom(cityTable(`${city}/divisions.csv`) as unknown as DivisionRow[])

export interface PeopleOptions {
  seed: string
  city: string
  persons: number
  entities: number
  /** The day on which ages are counted. */
  on: string
}

/** Grown people of the city who may own a business or ask for something, as many as memory bears. */
export interface Pool {
  people: (Applicant['person'] & { birthDate: string })[]
  entities: { entity: NonNullable<Applicant['entity']>; owner: number; industry: string; active: boolean }[]
}

/** Most people, and most entities, that are kept in memory as owners and applicants; of a larger city the others only live there. */
const MOST_IN_POOL = 150_000

const regionsOf = async (city: City, villages: ReturnType<typeof villagesOf>) => {
  const keys = new Map<string, string>()
  for (const { code } of villages) {
    const region = await city.identity.places.byCode(code)
    if (!region) throw new Broken(`no region ${code}`)
    keys.set(code, region.id)
  }
  return keys
}

const states = { active: 'active', deregistered: 'cancelled', revoked: 'revoked' } as const

/** Accounts of persons, by the person. */
async function accountsByPerson({ identity, registers }: City): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  await identity.asSystem('生成演示数据', async (ctx) => {
    for (let after: string | undefined; ;) {
      const page = await registers.listUntyped(ctx, 'identity.account', { limit: 500, ...(after ? { after } : {}) })
      for (const { id, person } of page.items) if (person) found.set(String(person), id)
      if (!page.next) return
      after = page.next
    }
  })
  return found
}

/**
 * Generates people and market entities, and gives those who may act. With `add` they are added to their registers, parts that are there
 * already left as they are.
 */
export async function population(
  city: City,
  options: PeopleOptions,
  { add, progress }: { add: boolean; progress: Progress },
): Promise<Pool> {
  const { seed, on } = options
  const villages = villagesOf(options.city)
  const regions = await regionsOf(city, villages)
  const codes = new Map([...regions].map(([code, key]) => [key, code]))
  const accounts = await accountsByPerson(city)
  const pool: Pool = { people: [], entities: [] }
  const year = Number(on.slice(0, 4))
  const [youngest, oldest] = [`${year - 19}${on.slice(4)}`, `${year - 75}${on.slice(4)}`]
  const keep = Math.min(1, MOST_IN_POOL / (options.persons * 0.7))
  const chance = randomFrom(`${seed}/pool`)

  function* persons() {
    let index = 0
    for (const one of generatePersons({ seed, villages, count: options.persons, on })) {
      const id = generatedKey(seed, 'person', index++)
      const { name, personId, birthDate, address, phone } = one
      const region = regions.get(one.regionCode)!
      const account = accounts.get(id) ?? null
      const kept = chance.chance(keep)
      // Those with an account of their own are always among the applicants.
      if (account || (kept && birthDate <= youngest && birthDate >= oldest))
        pool.people.push({ id, name, personId, phone, region, address, birthDate, account })
      yield {
        id,
        name,
        personId,
        sex: sexCodes[one.sex],
        birthDate,
        ethnicity: one.ethnicity,
        householdNumber: one.householdNo,
        region,
        address,
        phone,
      }
    }
  }
  function* entities() {
    const owners = pool.people.map((person) => ({ ...person, regionCode: codes.get(person.region)! }))
    let index = 0
    const kept = randomFrom(`${seed}/entity-pool`)
    for (const one of generateEntities({ seed, villages, count: options.entities, persons: owners, on })) {
      const id = generatedKey(seed, 'entity', index++)
      const owner = pool.people[one.legalPersonIndex]!
      const region = regions.get(one.regionCode)!
      const { name, creditCode, address, industry } = one
      if (options.entities <= MOST_IN_POOL || kept.chance(MOST_IN_POOL / options.entities))
        pool.entities.push({
          entity: { id, name, creditCode, region, address },
          owner: one.legalPersonIndex,
          industry,
          active: one.status === 'active',
        })
      yield {
        id,
        creditCode,
        name,
        kind: one.kind,
        industry,
        principal: owner.id,
        principalName: owner.name,
        capital: one.capitalFen,
        establishedOn: one.establishedOn,
        region,
        address,
        place: one.place,
        state: states[one.status],
      }
    }
  }
  const take = async (register: string, what: string, count: number, records: () => Generator<Record<string, unknown>>) => {
    if (add) await inParts(city, register, records(), progress.of(what, count))
    else for (const _ of records());
  }
  await take('population.person', '人口 persons', options.persons, persons)
  await take('entity.entity', '市场主体 entities', options.entities, entities)
  return pool
}
