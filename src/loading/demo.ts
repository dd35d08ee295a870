import type { Identity } from '#engines/identity'
import { duties, holdings, organisations, posts } from '#engines/identity'
import type { Registers } from '#engines/registers'
import type { Context } from '#kernel/context'
import { Broken } from '#kernel/errors'
import type { DemoCitizen, DemoPost } from '#server'
import { officerNumber } from '../../city/generate/index.ts'

/** What loading a demonstration stands on. */
export interface DemoWorld {
  identity: Identity
  registers: Registers
}

/** Posts with their accounts and duties; the same post is made once however many accounts hold it. */
export async function loadPosts({ identity, registers }: DemoWorld, ctx: Context, wanted: readonly DemoPost[]): Promise<void> {
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
    // Who holds several posts acts at the one that comes first in the seed, unless choosing another: it was held first.
    const since = account ? '2021-01-01' : '2020-01-01'
    if (!account) {
      const number = officerNumber(one.region, accountsMade.size, 'shipped')
      account = await identity.addAccount(there, { login: one.account, name: one.name, number, password: one.password })
      accountsMade.set(one.account, account)
    }
    await registers.add(there, holdings, { account, post, since })
  }
}

/** Accounts of citizens, each one of the generated persons. */
export async function loadCitizens(
  { identity, registers }: DemoWorld,
  ctx: Context,
  wanted: readonly DemoCitizen[],
  personAt: (nth: number) => string,
): Promise<void> {
  for (const one of wanted) {
    const { record } = await registers.getUntyped(ctx, 'population.person', personAt(one.person))
    const whose = { name: String(record.name), person: record.id, number: String(record.personId) }
    await identity.addAccount(ctx, { login: one.account, ...whose, password: one.password })
  }
}

/** What else the systems' seeds hold, in order. */
export async function loadRecords(
  { registers }: DemoWorld,
  ctx: Context,
  wanted: readonly { register: string; record: Readonly<Record<string, unknown>> }[],
): Promise<void> {
  for (const { register, record } of wanted) await registers.addUntyped(ctx, register, record)
}
