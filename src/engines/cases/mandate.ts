import type { Actor } from '#kernel/context'
import { NotAllowed } from '#kernel/errors'

/** What a mandate has to cover: a case, or one that is being applied for. */
interface Wanted {
  id?: string
  matter: string
  entity: string | null
}

/**
 * Whether the actor acts for itself, or under a mandate that covers this (民法典 art. 162: within its powers, the agent's acts bind the principal).
 * A mandate that names a case goes on with it when the enterprise that was applied for has come into being.
 */
export const covers = ({ proxy }: Pick<Actor, 'proxy'>, wanted: Wanted): boolean =>
  proxy === undefined ||
  ((proxy.case === null ? proxy.entity === wanted.entity : proxy.case === wanted.id) &&
    (proxy.matters === null || proxy.matters.includes(wanted.matter)))

/** @throws NotAllowed when the mandate under which the actor acts does not cover this */
export function requireCovered(actor: Pick<Actor, 'proxy'>, wanted: Wanted): void {
  if (!covers(actor, wanted)) throw new NotAllowed('委托不包括这件事', { code: 'case.mandate' })
}
