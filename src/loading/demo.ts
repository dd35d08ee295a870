import {
  generateEntities,
  generatePersons,
  sexCodes,
  villagesFrom,
  type DivisionRow,
  type GeneratedPerson,
} from '../../city/generate/index.ts'
import type { Identity } from '#engines/identity'
import { duties, holdings, organisations, posts } from '#engines/identity'
import type { Registers } from '#engines/registers'
import type { Context } from '#kernel/context'
import { Broken } from '#kernel/errors'
import type { DemoCitizen, DemoPost } from '#server'
import { cityTable } from './tables.ts'

/** What loading a demonstration stands on. */
export interface DemoWorld {
  identity: Identity
  registers: Registers
  log(line: string): void
}

const kinds = {
  individual: 'individual',
  company: 'company',
  'sole-proprietorship': 'sole-proprietorship',
  cooperative: 'cooperative',
} as const
const states = { active: 'active', deregistered: 'cancelled', revoked: 'revoked' } as const

/**
 * A small generated population and economy, the same for the same seed. Their numbers are right in form and belong to nobody.
 * @returns keys of the persons in the order generated
 */
export async function loadPeople(
  { identity, registers }: DemoWorld,
  city: string,
  options: { seed: string; persons: number; entities: number },
): Promise<string[]> {
  const villages = villagesFrom(cityTable(`${city}/divisions.csv`) as unknown as DivisionRow[])
  const people: GeneratedPerson[] = []
  const keys: string[] = []
  const chunk = 1000
  const add = async (name: string, records: Record<string, unknown>[]) => {
    const ids: string[] = []
    for (let i = 0; i < records.length; i += chunk)
      ids.push(...(await identity.asSystem('演示数据', (ctx) => registers.addManyUntyped(ctx, name, records.slice(i, i + chunk)))))
    return ids
  }
  const regionKey = async (code: string) => {
    const region = await identity.places.byCode(code)
    if (!region) throw new Broken(`no region ${code}`)
    return region.id
  }
  for (const person of generatePersons({ seed: options.seed, villages, count: options.persons })) people.push(person)
  const personRecords = []
  for (const one of people)
    personRecords.push({
      name: one.name,
      personId: one.personId,
      sex: sexCodes[one.sex],
      birthDate: one.birthDate,
      ethnicity: one.ethnicity,
      householdNumber: one.householdNo,
      region: await regionKey(one.regionCode),
      address: one.address,
      phone: one.phone,
    })
  keys.push(...(await add('population.person', personRecords)))
  const entityRecords = []
  for (const one of generateEntities({ seed: options.seed, villages, count: options.entities, persons: people }))
    entityRecords.push({
      creditCode: one.creditCode,
      name: one.name,
      kind: kinds[one.kind],
      industry: one.industry,
      principal: keys[one.legalPersonIndex]!,
      principalName: people[one.legalPersonIndex]!.name,
      capital: one.capitalFen,
      establishedOn: one.establishedOn,
      region: await regionKey(one.regionCode),
      address: one.address,
      state: states[one.status],
    })
  await add('entity.entity', entityRecords)
  return keys
}

/** Posts with their accounts and duties; the same post is made once however many accounts hold it. */
export async function loadPosts({ identity, registers }: DemoWorld, wanted: readonly DemoPost[]): Promise<void> {
  await identity.asSystem('演示岗位', async (ctx) => {
    const made = new Map<string, string>()
    const accountsMade = new Map<string, string>()
    for (const one of wanted) {
      const region = await identity.places.byCode(one.region)
      if (!region) throw new Broken(`no region ${one.region}`)
      const organisation = await registers.find(ctx, organisations, { function: one.organisationFunction, region: region.id })
      if (!organisation) throw new Broken(`no organisation of ${one.organisationFunction} in ${one.region}`)
      const key = `${organisation.id} ${one.postName}`
      let post = made.get(key)
      if (!post) {
        post = await registers.add(ctx, posts, { name: one.postName, organisation: organisation.id, region: region.id })
        made.set(key, post)
        for (const role of one.roles) await registers.add(ctx, duties, { role, post, region: region.id })
      }
      // Accounts and holdings lie where their posts are, so that the administrator of the place looks after them.
      const there: Context = { ...ctx, actor: { ...ctx.actor, region, organisation: organisation.id } }
      let account = accountsMade.get(one.account)
      if (!account) {
        account = await identity.addAccount(there, { login: one.account, name: one.name, password: one.password })
        accountsMade.set(one.account, account)
      }
      await registers.add(there, holdings, { account, post, since: '2020-01-01' })
    }
  })
}

/** Accounts of citizens, each one of the generated persons. */
export async function loadCitizens(
  { identity, registers }: DemoWorld,
  wanted: readonly DemoCitizen[],
  persons: readonly string[],
): Promise<void> {
  await identity.asSystem('演示群众', async (ctx: Context) => {
    for (const one of wanted) {
      const { record } = await registers.getUntyped(ctx, 'population.person', persons[one.person]!)
      await identity.addAccount(ctx, { login: one.account, name: String(record.name), person: record.id, password: one.password })
    }
  })
}

/** What else the systems' seeds hold, in order. */
export async function loadRecords(
  { identity, registers }: DemoWorld,
  wanted: readonly { register: string; record: Readonly<Record<string, unknown>> }[],
): Promise<void> {
  await identity.asSystem('演示数据', async (ctx) => {
    for (const { register, record } of wanted) await registers.addUntyped(ctx, register, record)
  })
}
