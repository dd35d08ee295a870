import { addAsk, answerAsk, type Ask } from '#kernel/asks'
import { OPEN_BOX, type Context } from '#kernel/context'
import type { Definition } from '../definitions.ts'
import { answererOf } from './merge-asks.ts'
import { get } from '../read.ts'
import type { WriteParts } from '../write.ts'
import { openWhole, recomputeRecords } from './recompute.ts'
import { rulesOf } from './rules.ts'
import * as sql from './sql.ts'
import { keepStewardsWord } from './steward.ts'

/** The kind of asks about fields of which sources say different things. */
export const CONTRADICTION = 'registers.contradiction'

/** Asks the stewards of these records about fields that are to be verified and were not asked about before. */
export async function askAboutContradictions(
  parts: WriteParts,
  ctx: Context,
  definition: Definition,
  ids: readonly string[],
): Promise<void> {
  const { verify = [] } = rulesOf(definition)
  if (verify.length === 0 || ids.length === 0) return
  openWhole(ctx, definition)
  for (const row of await ctx.tx.rows(sql.originsIn(definition, ids))) {
    const open = (row.differing as string[]).filter((key) => verify.includes(key))
    const asked = (row.asked as string[]).filter((key) => open.includes(key))
    const fields = open.filter((key) => !asked.includes(key))
    if (open.length === (row.asked as string[]).length && fields.length === 0) continue
    const record = row.record as string
    if (fields.length > 0) {
      // Whoever brings a file in need not be one who may answer, and is given nothing of the ask.
      ctx.tx.open('kernel_ask', 'read', OPEN_BOX)
      const { fields: declared } = definition.register
      const reason = `各来源的${fields.map((key) => `“${declared[key]!.label}”`).join('、')}不一致`
      await addAsk(ctx, {
        kind: CONTRADICTION,
        register: definition.register.name,
        subject: record,
        proposal: { fields },
        reason,
        ...(await answererOf(parts, ctx, definition, record, { fields, reason })),
      })
    }
    await ctx.tx.query(sql.markAsked(definition, record, open))
  }
}

/** Confirms what the record says by now as the steward's word, or sets the question aside. */
export async function answerContradiction(parts: WriteParts, ctx: Context, ask: Ask, accept: boolean, reason: string): Promise<Ask> {
  const [name, id] = [ask.register!, ask.subject!]
  const { fields } = ask.proposal as { fields: string[] }
  if (accept) {
    const { record } = await get(parts, ctx, name, id)
    await keepStewardsWord(parts, ctx, name, id, Object.fromEntries(fields.map((key) => [key, record[key] ?? null])))
    await recomputeRecords(parts, ctx, parts.definitions.get(name), [id])
  }
  return answerAsk(ctx, ask, accept, reason)
}
