import type { AnyRegister, Fields, RegisterAct } from '#declare'
import { OPEN_BOX, type Actor, type Box, type Context } from '#kernel/context'
import { isKey } from '#kernel/keys'
import { fieldsOfEither, fieldsWithin, sees, type Shown } from './columns.ts'
import type { Definition, Definitions } from './definitions.ts'
import { boxConditions, boxesFor, type Placed } from './permission.ts'
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

/** Where a record lies, as boxes compare it: for whoever is asked who may see it. Nothing of it is told. */
export async function placeOf(ctx: Context, definition: Definition, id: string): Promise<Placed | undefined> {
  if (!isKey(id)) return undefined
  ctx.tx.open(definition.box, 'read', OPEN_BOX)
  const row = await ctx.tx.row({
    text: `select t.region_path, t.organisation, t.holder, t.class, t.case_id from ${definition.full} t where t.id = $1::uuid`,
    values: [id],
  })
  return (
    row && {
      regionPath: row.region_path as string,
      organisation: row.organisation as string,
      holder: row.holder as string,
      class: row.class as number,
      case: row.case_id as string,
    }
  )
}

/** A register as far as it is there for the actor: without fields that none of its records show. */
export function declaredFor({ roles }: Definitions, ctx: Context, { register }: Definition): AnyRegister {
  const boxes = boxesFor(roles, ctx, register, 'read')
  const isThere = (key: string) => boxes.some((box) => sees(box, key))
  const fields = Object.entries(register.fields as Fields).filter(([key]) => isThere(key))
  return { ...register, fields: Object.fromEntries(fields), list: register.list.filter(isThere), search: register.search.filter(isThere) }
}
