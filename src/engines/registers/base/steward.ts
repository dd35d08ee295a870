import { STEWARD } from '#declare'
import type { Context } from '#kernel/context'
import { isKey } from '#kernel/keys'
import { reaches } from '../reach.ts'
import { get, type AnyRecord } from '../read.ts'
import { change, type WriteParts } from '../write.ts'
import { openWhole, recomputeRecords } from './recompute.ts'
import { rulesOf } from './rules.ts'
import { saidRow } from './said.ts'
import * as sql from './sql.ts'

type Values = Record<string, unknown>

/**
 * Changes fields of a record by hand. In a base register that is what the steward says of it: kept as a contribution, and of no effect where
 * another source ranks above the steward.
 * @throws as {@link change}
 */
export async function changeByHand(
  parts: WriteParts,
  ctx: Context,
  name: string,
  id: string,
  version: number,
  changes: Values,
): Promise<AnyRecord> {
  const definition = parts.definitions.get(name)
  const isBase = definition.contributions && isKey(id) && (await reaches(parts, ctx, definition, 'change', id))
  if (!isBase) return change(parts, ctx, name, id, version, changes)
  openWhole(ctx, definition)
  await ctx.tx.query(sql.keepOwn(definition, rulesOf(definition).own ?? STEWARD, [id]))
  const changed = await change({ ...parts, ...(parts.shown ? { shown: 'between' } : {}) }, ctx, name, id, version, changes)
  const said = sql.saidColumns(definition.contributions!).flatMap(({ key }) => (key in changes ? [key] : []))
  if (said.length === 0) return changed
  await keepStewardsWord(parts, ctx, name, id, Object.fromEntries(said.map((key) => [key, changes[key] ?? null])))
  const others = await recomputeRecords(parts, ctx, definition, [id])
  return others.length === 0 ? changed : (await get(parts, ctx, name, id)).record
}

/**
 * Keeps values as the steward's word, which came with the case in which it was decided; an empty one says that there is nothing. `key` tells apart what
 * may be taken back alone.
 */
export async function keepStewardsWord(parts: WriteParts, ctx: Context, name: string, id: string, values: Values, key = id): Promise<void> {
  const definition = parts.definitions.get(name)
  openWhole(ctx, definition)
  const none = Object.keys(values).filter((field) => values[field] === null)
  const batch = ctx.purpose.kind === 'case' ? ctx.purpose.case : null
  const source = { source: STEWARD, batch, now: ctx.now, supplier: ctx.actor.organisation }
  await ctx.tx.query(
    sql.keepContributions(definition, [saidRow(parts, definition, source, { key, values, none }, { record: id, home: id })]),
  )
}
