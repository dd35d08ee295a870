import { OPEN_BOX, type Context } from '#kernel/context'
import type { Definition } from '../definitions.ts'
import { named } from '../statements.ts'

/** The records among these that sources speak of. */
export async function spokenOf(ctx: Context, definition: Definition, ids: readonly string[]): Promise<Set<string>> {
  const of = definition.contributions
  if (!of || ids.length === 0) return new Set()
  // Which of them, not what they say.
  ctx.tx.open(of.box, 'read', OPEN_BOX)
  const rows = await ctx.tx.rows(
    named(of, `select distinct c._record as record from ${of.full} c where c._record = any($1::uuid[])`, [ids]),
  )
  return new Set(rows.map(({ record }) => record as string))
}
