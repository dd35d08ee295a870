import { kindOf } from '#declare'
import { OPEN_BOX, type Context } from '#kernel/context'
import type { Row } from '#kernel/database'
import { Conflict, NotAllowed, NotFound } from '#kernel/errors'
import { isKey, newKey } from '#kernel/keys'
import { openedValues, openWhole, recomputeRecords } from './recompute.ts'
import { rulesOf } from './rules.ts'
import { sameText } from './settle.ts'
import * as base from './sql.ts'
import { keepStewardsWord } from './steward.ts'
import type { Definition } from '../definitions.ts'
import { giveGround } from '../history/grounds.ts'
import { asRead } from '../history/versions.ts'
import { boxesFor } from '../permission.ts'
import { reaches } from '../reach.ts'
import { change, type WriteParts } from '../write.ts'
import * as sql from './merge-sql.ts'

type Values = Record<string, unknown>

/** What is to become of two records. */
export interface Merging {
  survivor: string
  merged: string
  /** Fields of which the survivor takes the other's value. */
  taken: readonly string[]
}

const openMerges = (ctx: Context) => {
  for (const mode of ['read', 'write'] as const) {
    ctx.tx.open('registers_merge', mode, OPEN_BOX)
    ctx.tx.open('registers_pair', mode, OPEN_BOX)
  }
}

function openRecords(ctx: Context, definition: Definition): void {
  if (definition.contributions) openWhole(ctx, definition)
  for (const mode of ['read', 'write'] as const) ctx.tx.open(definition.box, mode, OPEN_BOX)
}

/** Whether the actor may change, and end, both of two records. @throws NotAllowed */
export async function requireBoth(parts: WriteParts, ctx: Context, definition: Definition, ids: readonly string[]): Promise<void> {
  for (const id of ids)
    for (const act of ['change', 'end'] as const)
      if (!isKey(id) || !(await reaches(parts, ctx, definition, act, id)))
        throw new NotAllowed(`没有权限合并“${definition.register.label}”的这两条记录`, { code: 'merge.place' })
}

/** Values of a record as the engine sees them. */
async function valuesOf(parts: WriteParts, ctx: Context, definition: Definition, id: string): Promise<Values & { version: number }> {
  openRecords(ctx, definition)
  const row = await ctx.tx.row(base.recordsToSettle(definition, [id]))
  if (!row) throw new NotFound('找不到这条记录', { code: 'register.none' })
  return { ...openedValues(parts, definition, row), version: row.version as number }
}

const writable = (definition: Definition): string[] =>
  definition.columns.filter(({ field }) => field.kind !== 'formula' && !kindOf(field).given).map(({ key }) => key)

/**
 * Makes two records one: the survivor goes on, the other ends and leads to it. Of a base register what sources said of the other counts for
 * the survivor from now on; where that gives another value than was chosen, the choice is kept as the steward's word of this merge. Of any
 * other register the survivor takes over the chosen values. What refers to the ended record goes on doing so, and comes to the survivor.
 * @throws Conflict when one of them ended, NotAllowed, NotFound
 */
export async function mergeRecords(
  parts: WriteParts,
  ctx: Context,
  name: string,
  { survivor, merged, taken }: Merging,
  { reason, ask }: { reason: string; ask: string | null },
): Promise<string> {
  const definition = parts.definitions.get(name)
  await requireBoth(parts, ctx, definition, [survivor, merged])
  openRecords(ctx, definition)
  openMerges(ctx)
  const rows = new Map((await ctx.tx.rows(sql.lockTwo(definition, [survivor, merged]))).map((row) => [row.id as string, row]))
  if (survivor === merged || rows.size < 2 || [...rows.values()].some(({ ended }) => ended !== null))
    throw new Conflict('要合并的两条记录须都在用', { code: 'merge.state' })
  const id = newKey()
  for (const of of [survivor, merged]) giveGround(ctx, of, { reason, ask: ask ?? undefined })
  const before = await valuesOf(parts, ctx, definition, survivor)
  const others = await valuesOf(parts, ctx, definition, merged)
  const wanted = Object.fromEntries(writable(definition).map((key) => [key, taken.includes(key) ? others[key] : before[key]]))
  if (definition.contributions) {
    await ctx.tx.query(base.keepOwn(definition, rulesOf(definition).own ?? 'steward', [survivor, merged]))
    await ctx.tx.query(sql.endMerged(definition, merged))
    await ctx.tx.query(sql.countFor(definition, merged, survivor))
    await ctx.tx.query(base.followRecords(definition, [survivor]))
    await recomputeRecords(parts, ctx, definition, [survivor])
    const now = await valuesOf(parts, ctx, definition, survivor)
    const chosen = Object.entries(wanted).filter(([key, value]) => sameText(value) !== sameText(now[key]))
    if (chosen.length > 0) {
      await keepStewardsWord(parts, ctx, name, survivor, Object.fromEntries(chosen), wordOf(id))
      await recomputeRecords(parts, ctx, definition, [survivor])
    }
  } else {
    await ctx.tx.query(sql.endMerged(definition, merged))
    const changes = Object.fromEntries(Object.entries(wanted).filter(([key, value]) => sameText(value) !== sameText(before[key])))
    if (Object.keys(changes).length > 0) await change(parts, ctx, name, survivor, before.version, changes)
  }
  const { region: _region, ended: _ended, id: _id, version: _version, ...place } = rows.get(merged) as Row
  openMerges(ctx)
  await ctx.tx.query(
    sql.addMerge({
      ...place,
      id,
      register: name,
      survivor,
      merged,
      reason,
      ask,
      taken,
      version: before.version,
      merged_by: ctx.actor.account,
    }),
  )
  await ctx.tx.query(sql.settlePair(survivor, merged, 'merged', ctx.actor.account))
  return id
}

/** The key under which the steward's word of a merge stands, to be taken back with it. */
const wordOf = (merge: string) => `merge:${merge}`

/** The merge by which a record ended and that still holds. @throws NotFound */
export async function getMerge(ctx: Context, merged: string): Promise<sql.Merge> {
  openMerges(ctx)
  const row = isKey(merged) ? await ctx.tx.row(sql.mergeOf(merged)) : undefined
  if (!row) throw new NotFound('这条记录没有并入别的记录', { code: 'merge.none' })
  return row as unknown as sql.Merge
}

/**
 * Takes a merge back: both records are what they were, with what came since. In a base register each source's word goes back to the record
 * that it was said of; in any other, values that the survivor took over go back, unless they were changed since.
 * @throws NotFound when it was not merged or is taken apart already, Conflict when another record bears its number by now
 */
export async function unmergeRecords(
  parts: WriteParts,
  ctx: Context,
  name: string,
  merged: string,
  { reason, ask }: { reason: string; ask: string },
): Promise<void> {
  const definition = parts.definitions.get(name)
  const merge = await getMerge(ctx, merged)
  const { survivor } = merge
  if (!(await reaches(parts, ctx, definition, 'change', survivor)) || !(await reaches(parts, ctx, definition, 'end', merged)))
    throw new NotAllowed('没有权限撤销这次合并', { code: 'merge.place' })
  for (const of of [survivor, merged]) giveGround(ctx, of, { reason, ask })
  openRecords(ctx, definition)
  openMerges(ctx)
  const rows = await ctx.tx.rows(sql.lockTwo(definition, [survivor, merged]))
  if (rows.find(({ id }) => id === survivor)?.ended !== null)
    throw new Conflict('保留的那条记录后来也并入了别处或已终止，请先撤销那一次', { code: 'merge.state' })
  if (!(await ctx.tx.row(sql.undoMerge(merge.id, ctx.actor.account, reason))))
    throw new Conflict('这次合并已经撤销', { code: 'merge.state' })
  if (definition.contributions) {
    const homes = (await ctx.tx.rows(sql.treeOf(merged))).map(({ id }) => id as string)
    await ctx.tx.query(sql.countAgain(definition, homes, merged))
    await ctx.tx.query(base.takeBack(definition, wordOf(merge.id)))
    await recomputeRecords(parts, ctx, definition, [survivor])
    await ctx.tx.query(sql.reviveMerged(definition, merged))
    await ctx.tx.query(base.followRecords(definition, [merged]))
    await recomputeRecords(parts, ctx, definition, [merged])
  } else {
    await giveBack(parts, ctx, definition, merge)
    await ctx.tx.query(sql.reviveMerged(definition, merged))
  }
  await ctx.tx.query(sql.settlePair(survivor, merged, 'different', ctx.actor.account))
}

/** Gives a survivor back the values that it had before, where it still has those that it took over. */
async function giveBack(parts: WriteParts, ctx: Context, definition: Definition, { survivor, merged, taken, version }: sql.Merge) {
  const kept = (await ctx.tx.row(sql.replacedAt(definition, survivor, version)))?.old as Row | undefined
  if (!kept) return
  const [now, others] = [await valuesOf(parts, ctx, definition, survivor), await valuesOf(parts, ctx, definition, merged)]
  const changes: Values = {}
  for (const key of taken) {
    const column = definition.columns.find((one) => one.key === key)
    if (!column || !(column.name in kept) || sameText(now[key]) !== sameText(others[key])) continue
    const value = asRead(column, kept)
    changes[key] = column.sealed && value !== null ? parts.sealer.open(value as Buffer, `${definition.register.name}.${key}`) : value
  }
  if (Object.keys(changes).length > 0) await change(parts, ctx, definition.register.name, survivor, now.version, changes)
}

/** The record that stands for another by now, through however many merges; itself when it was merged into none. */
export async function standingFor(ctx: Context, id: string): Promise<string> {
  openMerges(ctx)
  const seen = new Set<string>()
  let at = id
  while (!seen.has(at)) {
    seen.add(at)
    const row = await ctx.tx.row(sql.mergeOf(at))
    if (!row) break
    at = row.survivor as string
  }
  return at
}

/** Merges into a record, for whoever may read it. */
export async function mergesInto(parts: WriteParts, ctx: Context, name: string, id: string): Promise<sql.Merge[]> {
  const { register } = parts.definitions.get(name)
  if (boxesFor(parts.definitions.roles, ctx, register, 'history').length === 0) return []
  openMerges(ctx)
  return (await ctx.tx.rows(sql.mergesInto(name, id))) as unknown as sql.Merge[]
}
