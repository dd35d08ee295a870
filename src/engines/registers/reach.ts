import type { RegisterAct } from '#declare'
import type { Actor, Box, Context } from '#kernel/context'
import type { Definition } from './definitions.ts'
import { boxConditions, boxesFor } from './permission.ts'
import type { ReadParts } from './read.ts'
import { named } from './statements.ts'

/** Whether a box is open to somebody as the holder of what lies in it, and for no other reason. */
export const isOwn = ({ holder: [from, to] }: Box, { person }: Actor) => person !== null && from === person && to === person

/** Whether a record lies where the actor may do this; `otherThanHolder`: also if somebody else held it. */
export async function reaches(
  parts: Pick<ReadParts, 'definitions'>,
  ctx: Context,
  definition: Definition,
  act: RegisterAct,
  id: string,
  { otherThanHolder = false }: { otherThanHolder?: boolean } = {},
): Promise<boolean> {
  for (const box of boxesFor(parts.definitions.roles, ctx, definition.register, act)) {
    if (otherThanHolder && isOwn(box, ctx.actor)) continue
    const values: unknown[] = [id]
    const text = `select 1 from ${definition.full} t where ${['t.id = $1::uuid', ...boxConditions(box, values)].join(' and ')}`
    ctx.tx.open(definition.box, 'read', box)
    if (await ctx.tx.row(named(definition, text, values))) return true
  }
  return false
}
