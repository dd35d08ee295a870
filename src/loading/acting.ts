import type { Actor } from '#kernel/context'
import type { DemoWorld } from './demo.ts'

/** Somebody of the demonstration at the first of their posts, as a session would have it; `what` it is for stands in the log. None where a demonstration that is older than the account goes on */
export async function actorOf({ identity, registers }: DemoWorld, login: string, what: string): Promise<Actor | undefined> {
  return identity.asSystem(what, async (ctx) => {
    const one = async (name: string, where: string, value: unknown) =>
      (await registers.listUntyped(ctx, name, { where: [{ field: where, operator: 'is', value }], limit: 20 })).items
    const [account] = await one('identity.account', 'login', login)
    if (!account) return undefined
    const [holding] = await one('identity.holding', 'account', account.id)
    const post = String(holding?.post)
    const { record } = await registers.getUntyped(ctx, 'identity.post', post)
    const held = await one('identity.duty', 'post', post)
    const duties = await Promise.all(
      held.map(async ({ role, region }) => ({
        role: String(role),
        organisation: String(record.organisation),
        regionPath: (await identity.places.get(String(region))).path,
      })),
    )
    const { id, code, path } = await identity.places.get(String(record.region))
    return {
      kind: 'post',
      name: String(account.name),
      account: account.id,
      person: null,
      post,
      organisation: String(record.organisation),
      region: { id, code, path },
      duties,
    }
  })
}
