import type { RegisterAct } from '#declare'
import type { Actor, Box, Context } from '#kernel/context'
import { fieldsOfEither, fieldsWithin, type Shown } from './columns.ts'
import type { Definition } from './definitions.ts'
import { boxConditions, boxesFor } from './permission.ts'
import type { ReadParts } from './read.ts'
import { named } from './statements.ts'

/** Whether a box is open to somebody as the holder of what lies in it, and for no other reason. */
export const isOwn = ({ holder: [from, to] }: Box, { person }: Actor) => person !== null && from === person && to === person

/**
 * What is there of a record for whoever may do this to it, nothing when the actor may not; `otherThanHolder`: also if somebody else held it.
 */
export async function reached(
  parts: Pick<ReadParts, 'definitions'>,
  ctx: Context,
  definition: Definition,
  act: RegisterAct,
  id: string,
  { otherThanHolder = false }: { otherThanHolder?: boolean } = {},
): Promise<{ fields: Shown } | undefined> {
  let found: { fields: Shown } | undefined
  for (const box of boxesFor(parts.definitions.roles, ctx, definition.register, act)) {
    if (otherThanHolder && isOwn(box, ctx.actor)) continue
    if (found && fieldsWithin(box.fields, found.fields)) continue
    const values: unknown[] = [id]
    const text = `select 1 from ${definition.full} t where ${['t.id = $1::uuid', ...boxConditions(box, values)].join(' and ')}`
    ctx.tx.open(definition.box, 'read', box)
    if (await ctx.tx.row(named(definition, text, values))) found = { fields: found ? fieldsOfEither(found.fields, box.fields) : box.fields }
  }
  return found
}

/** Whether a record lies where the actor may do this. */
export const reaches = async (...[parts, ctx, definition, act, id, how]: Parameters<typeof reached>): Promise<boolean> =>
  (await reached(parts, ctx, definition, act, id, how)) !== undefined
