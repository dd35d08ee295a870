import { addAsk, answerAsk, type Ask } from '#kernel/asks'
import { aboutCase } from '../answering.ts'
import { OPEN_BOX, type Context } from '#kernel/context'
import { Conflict, Invalid } from '#kernel/errors'
import type { Definition } from '../definitions.ts'
import { get } from '../read.ts'
import type { WriteParts } from '../write.ts'
import { getMerge, mergeRecords, requireBoth, unmergeRecords, type Merging } from './merge.ts'
import * as sql from './merge-sql.ts'

/** The kinds of asks for making two records one, and for taking that back. */
export const MERGE = 'registers.merge'
export const UNMERGE = 'registers.unmerge'

/** Who answers for a record, the steward's organisation where it lies or the one that it belongs to, and what a case of it is about. */
export async function answererOf(
  parts: WriteParts,
  ctx: Context,
  definition: Definition,
  id: string,
  why: { fields?: readonly string[]; reason: string },
) {
  const head = await ctx.tx.row({
    text: `select t.organisation, t.region, t.region_path from ${definition.full} t where t.id = $1::uuid`,
    values: [id],
  })
  return {
    organisation: (await parts.stewardOf(ctx, definition.register.steward, String(head!.region))) ?? String(head!.organisation),
    regionPath: String(head!.region_path),
    about: aboutCase(parts, ctx.actor, definition.register, String(head!.region), why),
  }
}

/** Asks for two records to be made one; somebody else who may change them decides. */
export async function proposeMerge(parts: WriteParts, ctx: Context, name: string, merging: Merging, reason: string): Promise<Ask> {
  const definition = parts.definitions.get(name)
  const { survivor, merged, taken } = merging
  if (survivor === merged) throw new Invalid('要合并的是两条不同的记录', { code: 'merge.same', path: 'merged' })
  const unknown = taken.find((key) => !Object.hasOwn(definition.register.fields as object, key))
  if (unknown !== undefined) throw new Invalid(`没有字段 ${unknown}`, { code: 'merge.field', path: 'taken' })
  await requireBoth(parts, ctx, definition, [survivor, merged])
  const [{ record: one }, { record: other }] = [await get(parts, ctx, name, survivor), await get(parts, ctx, name, merged)]
  if (one.ended !== null || other.ended !== null) throw new Conflict('要合并的两条记录须都在用', { code: 'merge.state' })
  const proposal = { survivor, merged, taken, versions: [one.version, other.version] }
  const ask = await addAsk(ctx, {
    kind: MERGE,
    register: name,
    subject: survivor,
    proposal,
    reason,
    ...(await answererOf(parts, ctx, definition, survivor, { reason })),
  })
  ctx.tx.open('registers_pair', 'read', OPEN_BOX)
  ctx.tx.open('registers_pair', 'write', OPEN_BOX)
  await ctx.tx.query(sql.settlePair(survivor, merged, 'asked', ctx.actor.account))
  return ask
}

/** Merges as it was asked, or lets the two be. */
export async function answerMerge(parts: WriteParts, ctx: Context, ask: Ask, accept: boolean, reason: string): Promise<Ask> {
  const { survivor, merged, taken, versions } = ask.proposal as unknown as Merging & { versions: [number, number] }
  if (accept) {
    const [{ record: one }, { record: other }] = [
      await get(parts, ctx, ask.register!, survivor),
      await get(parts, ctx, ask.register!, merged),
    ]
    if (one.version !== versions[0] || other.version !== versions[1])
      throw new Conflict('提出合并以后，其中一条记录又改过，请核对后重新提出', { code: 'merge.version' })
    await mergeRecords(parts, ctx, ask.register!, { survivor, merged, taken }, { reason: ask.reason, ask: ask.id })
  } else {
    ctx.tx.open('registers_pair', 'read', OPEN_BOX)
    ctx.tx.open('registers_pair', 'write', OPEN_BOX)
    await ctx.tx.query(sql.settlePair(survivor, merged, 'different', ctx.actor.account))
  }
  return answerAsk(ctx, ask, accept, reason)
}

/** Asks for a merge to be taken back; `merged` is the record that ended by it. */
export async function proposeUnmerge(parts: WriteParts, ctx: Context, name: string, merged: string, reason: string): Promise<Ask> {
  const definition = parts.definitions.get(name)
  const { survivor } = await getMerge(ctx, merged)
  await requireBoth(parts, ctx, definition, [survivor, merged])
  const proposal = { survivor, merged }
  return addAsk(ctx, {
    kind: UNMERGE,
    register: name,
    subject: survivor,
    proposal,
    reason,
    ...(await answererOf(parts, ctx, definition, survivor, { reason })),
  })
}

export async function answerUnmerge(parts: WriteParts, ctx: Context, ask: Ask, accept: boolean, reason: string): Promise<Ask> {
  const { merged } = ask.proposal as unknown as Merging
  if (accept) await unmergeRecords(parts, ctx, ask.register!, merged, { reason: ask.reason, ask: ask.id })
  return answerAsk(ctx, ask, accept, reason)
}
