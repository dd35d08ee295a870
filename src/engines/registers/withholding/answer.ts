import { answerAsk, type Ask } from '#kernel/asks'
import type { Context } from '#kernel/context'
import { get } from '../read.ts'
import { change, type WriteParts } from '../write.ts'
import { withholdings } from './register.ts'

/** The kind of ask that a withholding waits for; the database asks as it is written. */
export const WITHHOLDING = 'registers.withholding'

/** Approves a withholding or sends it back, as another person than who asked. */
export async function answerWithholding(parts: WriteParts, ctx: Context, ask: Ask, accept: boolean, reason: string): Promise<Ask> {
  const { record } = await get(parts, ctx, withholdings.name, ask.subject!)
  ctx.tx.set('app.withholding', 'answer')
  await change(parts, ctx, withholdings.name, record.id, record.version, { state: accept ? 'approved' : 'refused' })
  return answerAsk(ctx, ask, accept, reason)
}
