import type { Context } from '#kernel/context'
import { NotFound } from '#kernel/errors'
import { isKey } from '#kernel/keys'
import { boxConditions, boxesFor, boxesWithin } from './permission.ts'
import { sees, seenColumn } from './columns.ts'
import { requireBoxes, subjectsOf, uncover, type ReadParts } from './read.ts'
import { named, selection } from './statements.ts'

/**
 * The plain value of one masked field of one record, for whoever says what for. Each look is on record with its reason, which is shown to
 * the person whom it is about.
 */
export async function reveal(parts: ReadParts, ctx: Context, name: string, id: string, key: string, reason: string): Promise<unknown> {
  const definition = parts.definitions.get(name)
  const { roles } = parts.definitions
  const allowed = [...boxesFor(roles, ctx, definition.register, 'unmask'), ...boxesFor(roles, ctx, definition.register, 'reveal')]
  const boxes = boxesWithin(
    allowed.length > 0 ? allowed : requireBoxes(parts, ctx, definition, 'reveal'),
    boxesFor(roles, ctx, definition.register, 'read'),
  )
  const column = seenColumn(definition, boxes, key)
  for (const box of isKey(id) ? boxes.filter((one) => sees(one, key)) : []) {
    const values: unknown[] = [id]
    const conditions = ['t.id = $1::uuid', ...boxConditions(box, values)]
    ctx.tx.open(definition.box, 'read', box)
    const text = `select ${selection(definition, box)}, true as "plain_" from ${definition.full} t where ${conditions.join(' and ')}`
    const rows = await ctx.tx.rows(named(definition, text, values))
    if (rows.length === 0) continue
    const seen = {
      ...ctx,
      purpose: { kind: 'duty' as const, what: `查看明文：${box.granted === undefined ? '' : `共享授权：${box.granted}；`}${reason}` },
    }
    await parts.access.record(seen, { register: name, act: 'reveal', subjects: subjectsOf(rows), fields: [column.key] })
    return uncover(parts, ctx, definition, rows).items[0]![column.key] ?? null
  }
  throw new NotFound(`找不到这条“${definition.register.label}”，或不归您查看明文`, { code: 'register.none' })
}
