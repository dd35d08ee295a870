import { checkValues, type Fields } from '#declare'
import { addAsk, answerAsk, type Ask } from '#kernel/asks'
import type { Context } from '#kernel/context'
import { Conflict, Invalid } from '#kernel/errors'
import { aboutCase } from './answering.ts'
import { sees } from './columns.ts'
import { giveGround } from './history/grounds.ts'
import { pastRecord } from './history/past.ts'
import { get } from './read.ts'
import { sameText } from './base/settle.ts'
import { changeByHand } from './base/steward.ts'
import { checkPeriod, withoutPeriod } from './period-ends.ts'
import type { WriteParts } from './write.ts'

/** The kind of ask that a correction is. */
export const CORRECTION = 'registers.correction'

/** A correction that was asked for, and who is to answer it. */
export interface AskedCorrection {
  ask: Ask
  organisation: string
  regionPath: string
}

/**
 * Asks the steward of a record to correct it; the record stays as it is until answered. Whoever may read it may ask. `evidence` are files. Of
 * a record that holds for a period its ends may be corrected too: that says when it held, and leaves what was recorded when as it is.
 */
export async function proposeCorrection(
  parts: WriteParts,
  ctx: Context,
  name: string,
  id: string,
  changes: Record<string, unknown>,
  reason: string,
  evidence: readonly string[] = [],
): Promise<AskedCorrection> {
  const definition = parts.definitions.get(name)
  const { record, fields } = await get(parts, ctx, name, id)
  const there = Object.fromEntries(Object.entries(definition.register.fields as Fields).filter(([key]) => sees({ fields }, key)))
  const { period, values } = withoutPeriod(definition, changes)
  const problems = [...checkValues(there, values, { partial: true, path: 'changes.' }), ...checkPeriod(period, 'changes.')]
  if (Object.keys(changes).length === 0) problems.push({ path: 'changes', message: '请指出哪里不对' })
  if (problems.length > 0) throw new Invalid('更正的内容有误', { code: 'correction.values', problems })
  const head = await ctx.tx.row({
    text: `select t.organisation, t.region, t.region_path from ${definition.full} t where t.id = $1::uuid`,
    values: [id],
  })
  const organisation = (await parts.stewardOf(ctx, definition.register.steward, String(head!.region))) ?? String(head!.organisation)
  const regionPath = String(head!.region_path)
  const ask = await addAsk(ctx, {
    kind: CORRECTION,
    register: name,
    subject: id,
    proposal: { changes, version: record.version, ...(evidence.length > 0 ? { evidence } : {}) },
    reason,
    organisation,
    regionPath,
    about: aboutCase(parts, ctx.actor, definition.register, String(head!.region), { fields: Object.keys(values), reason }),
  })
  return { ask, organisation, regionPath }
}

/** Carries out or refuses a correction, as somebody who may change the record. */
export async function answerCorrection(parts: WriteParts, ctx: Context, ask: Ask, accept: boolean, reason: string): Promise<Ask> {
  if (accept) {
    const { changes, version } = ask.proposal as { changes: Record<string, unknown>; version: number }
    const [name, id] = [ask.register!, ask.subject!]
    const { record } = await get(parts, ctx, name, id)
    const then = record.version === version ? record : (await pastRecord(parts, ctx, name, id, { version }))?.record
    // What else became of the record meanwhile is no news to what was asked.
    if (!then || Object.keys(changes).some((key) => sameText(then[key]) !== sameText(record[key])))
      throw new Conflict('请求更正的内容在提出以后又改过，请核对后重新提出', { code: 'correction.version' })
    giveGround(ctx, id, { reason: ask.reason, ask: ask.id })
    await changeByHand(parts, ctx, name, id, record.version, changes)
  }
  return answerAsk(ctx, ask, accept, reason)
}

/** Takes a correction back, as whoever asked for it. @throws Conflict when somebody answered it before, or another asked */
export async function withdrawCorrection(ctx: Context, id: string, reason: string): Promise<void> {
  const row = await ctx.tx.row({
    name: 'registers.withdraw-ask',
    text: 'select registers.withdraw_ask($1::uuid, $2) as taken',
    values: [id, reason.trim() || null],
  })
  if (row!.taken !== true) throw new Conflict('这项请求不是您提出的、已经答复，或者在办件里撤回', { code: 'ask.withdraw' })
}
