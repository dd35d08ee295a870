import { isFork, LEAD, type Procedure, type TaskStage } from '#declare'
import type { PastOfficer } from '#engines/cases'
import { duties, organisations } from '#engines/identity'
import type { Context } from '#kernel/context'
import { officerName, officerNumber, randomFrom } from '../../../city/generate/index.ts'
import type { City } from '../../main.ts'
import type { OfficerFor } from './story.ts'
import { inParts } from './parts.ts'
import { generatedKey, villagesOf } from './people.ts'
import type { Progress } from './progress.ts'

type Values = Record<string, unknown>

/** The role of whoever answers for the tasks of an organisation. */
const HEAD = 'cases.head'

/** Organisations whose staff is added in one transaction. */
const ORGANS = 60

type Desk = 'window' | 'examiner' | 'approver'

/** Which roles the tasks of an organisation's function are addressed to, by the desk that they belong to. */
export function desksOf(procedures: readonly Procedure[]): (fn: string) => Record<Desk, string[]> {
  const found: { fn: string; role: string; desk: Desk }[] = []
  const take = (stage: TaskStage) => {
    for (const by of [stage.by, ...Object.values(stage.acts).flatMap((act) => (act.by ? [act.by] : []))])
      if ('role' in by)
        found.push({
          fn: by.function,
          role: by.role,
          desk: stage.unlike ? 'approver' : by.function === 'government-services' ? 'window' : 'examiner',
        })
  }
  for (const { stages } of procedures)
    for (const stage of Object.values(stages)) {
      if (isFork(stage)) for (const branch of Object.values(stage.branches)) Object.values(branch.stages).forEach(take)
      else take(stage)
    }
  return (fn) => {
    const own = found.filter((one) => one.fn === fn || one.fn === LEAD)
    const of = (desk: Desk) => [...new Set(own.filter((one) => one.desk === desk).map(({ role }) => role))]
    return { window: of('window'), examiner: of('examiner'), approver: of('approver') }
  }
}

interface Organ {
  id: string
  name: string
  function: string
  level: string
  region: string
}

/** Every organisation of the city. */
async function organsOf({ identity, registers }: City): Promise<Organ[]> {
  const found: Organ[] = []
  await identity.asSystem('生成演示数据', async (ctx) => {
    for (let after: string | undefined; ;) {
      const page = await registers.list(ctx, organisations, { limit: 500, ...(after ? { after } : {}) })
      found.push(...page.items)
      if (!page.next) return
      after = page.next
    }
  })
  return found
}

const committee = (name: string) => name.replace(/居委会$/, '居民委员会').replace(/村委会$/, '村民委员会')

/** The committees of villages and neighbourhoods, as the lowest of four levels. */
async function addCommittees(city: City, seed: string, code: string, progress: Progress): Promise<void> {
  const { identity } = city
  const villages = villagesOf(code)
  const town = new Map<string, string>()
  for (const organ of await organsOf(city)) {
    const region = organ.level === 'town' && organ.function === 'government' ? await identity.places.find(organ.region) : undefined
    if (region) town.set(region.code, organ.id)
  }
  const records = []
  for (const [index, village] of villages.entries()) {
    const region = (await identity.places.byCode(village.code))!
    const name = `${village.county}${village.town}${committee(village.name)}`
    const parent = town.get(village.code.slice(0, 9)) ?? null
    records.push({
      id: generatedKey(seed, 'organisation', index),
      name: name.endsWith('委员会') ? name : `${name}委员会`,
      shortName: committee(village.name).slice(0, 40),
      function: 'village-committee',
      level: 'village',
      region: region.id,
      parent,
    })
  }
  await inParts(city, 'identity.organisation', records, progress.of('村居委员会 committees', records.length))
}

/** Posts of an organisation, with how many of each and what they do. */
function establishment(organ: Organ, desks: Record<Desk, string[]>): { name: string; many: number; roles: string[] }[] {
  const { level, function: fn } = organ
  if (level === 'village')
    return [
      { name: '主任', many: 1, roles: [] },
      { name: '便民服务员', many: 1, roles: [] },
    ]
  if (level === 'town')
    return [
      { name: fn === 'government' ? '镇长（主任）' : '中心主任', many: 1, roles: [] },
      { name: '办事员', many: 3, roles: [] },
    ]
  const many = level === 'city' ? 4 : 3
  return [
    { name: '负责人', many: 1, roles: [HEAD] },
    ...(desks.window.length > 0 ? [{ name: '窗口受理员', many: many + 3, roles: desks.window }] : []),
    ...(desks.examiner.length > 0 ? [{ name: '审查员', many, roles: desks.examiner }] : []),
    ...(desks.approver.length > 0 ? [{ name: '审批负责人', many: 2, roles: desks.approver }] : []),
  ]
}

/**
 * Organisations down to the village, their posts, and the people who hold them. Generated staff have accounts without a password: they did
 * what the past says, and nobody signs in as them.
 */
export async function addStaff(city: City, { seed, code }: { seed: string; code: string }, progress: Progress): Promise<void> {
  const { identity, registers } = city
  await addCommittees(city, seed, code, progress)
  const desks = desksOf(city.systems.flatMap(({ system }) => system.procedures))
  const organs = (await organsOf(city)).sort((a, b) => (a.name < b.name ? -1 : 1))
  const random = randomFrom(`${seed}/staff`)
  const made = { post: 0, account: 0, holding: 0, duty: 0 }
  const key = (sort: keyof typeof made) => generatedKey(seed, sort, made[sort]++)
  const counter = progress.of('机构和工作人员 organisations, staff', organs.length)
  for (let first = 0; first < organs.length; first += ORGANS) {
    const some = organs.slice(first, first + ORGANS).map((organ) => ({ organ, ...staffOf(organ) }))
    await identity.asSystem('生成演示数据', async (ctx) => {
      if (await registers.findById(ctx, 'identity.post', some[0]!.posts[0]!.id)) return
      for (const { organ, posts, accounts, holdings, duties: given } of some) {
        // Accounts and holdings lie where their posts are, so that the administrator of the place looks after them.
        const region = await identity.places.get(organ.region)
        const there: Context = { ...ctx, actor: { ...ctx.actor, region, organisation: organ.id } }
        await registers.addManyUntyped(ctx, 'identity.post', posts)
        await registers.addManyUntyped(there, 'identity.account', accounts)
        await registers.addManyUntyped(there, 'identity.holding', holdings)
        if (given.length > 0) await registers.addManyUntyped(ctx, 'identity.duty', given)
      }
    })
    counter.add(some.length)
  }
  counter.done()

  function staffOf(organ: Organ) {
    const staff = { posts: [] as (Values & { id: string })[], accounts: [] as Values[], holdings: [] as Values[], duties: [] as Values[] }
    for (const { name, many, roles } of establishment(organ, desks(organ.function)))
      for (let nth = 0; nth < many; nth++) {
        const [post, account] = [key('post'), key('account')]
        staff.posts.push({ id: post, name: many > 1 ? `${name}${nth + 1}` : name, organisation: organ.id, region: organ.region })
        staff.accounts.push({
          id: account,
          login: `g${String(made.account).padStart(5, '0')}`,
          name: officerName(random),
          number: officerNumber(code, made.account, 'generated'),
        })
        const since = `${2016 + random.below(8)}-0${1 + random.below(9)}-01`
        staff.holdings.push({ id: key('holding'), account, post, since })
        for (const role of roles) staff.duties.push({ id: key('duty'), role, post, region: organ.region })
      }
    return staff
  }
}

/** Who may do what a role does at an organisation, from the duties, posts and holdings as they are. */
export async function officersOf(city: City): Promise<OfficerFor> {
  const { identity, registers } = city
  const all = async (ctx: Context, name: string) => {
    const found: Record<string, unknown>[] = []
    for (let after: string | undefined; ;) {
      const page = await registers.listUntyped(ctx, name, { limit: 500, ...(after ? { after } : {}) })
      found.push(...page.items)
      if (!page.next) return found
      after = page.next
    }
  }
  const officers = new Map<string, PastOfficer[]>()
  await identity.asSystem('生成演示数据', async (ctx) => {
    const byKey = (list: Record<string, unknown>[]) => new Map(list.map((one) => [one.id as string, one]))
    const [posts, accounts] = [byKey(await all(ctx, 'identity.post')), byKey(await all(ctx, 'identity.account'))]
    const holders = new Map<string, Record<string, unknown>[]>()
    for (const holding of await all(ctx, 'identity.holding')) {
      const post = holding.post as string
      holders.set(post, [...(holders.get(post) ?? []), holding])
    }
    for (const { role, post: of } of await all(ctx, duties.name)) {
      const post = posts.get(of as string)!
      const desk = `${String(post.organisation)} ${String(role)}`
      for (const { account } of holders.get(of as string) ?? []) {
        const { name } = accounts.get(account as string)!
        const officer = { name: String(name), account: account as string, post: of as string, postName: String(post.name) }
        officers.set(desk, [...(officers.get(desk) ?? []), officer])
      }
    }
  })
  // Accounts that ship have keys of their own in each database; the order must not hang on them.
  const byName = (a: PastOfficer, b: PastOfficer) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)
  for (const desk of officers.values()) desk.sort(byName)
  return (organisation, role, not, random) => {
    const desk = officers.get(`${organisation} ${role}`)?.filter(({ account }) => !not.has(account ?? ''))
    return desk?.length ? random.of(desk) : undefined
  }
}
