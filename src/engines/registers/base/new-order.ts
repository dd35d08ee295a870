import { createHash } from 'node:crypto'
import type { Context } from '#kernel/context'
import type { Statement } from '#kernel/database'
import { NO_KEY } from '#kernel/keys'
import type { Definition } from '../definitions.ts'
import { named } from '../statements.ts'
import type { WriteParts } from '../write.ts'
import { askAboutContradictions } from './contradictions.ts'
import { openWhole, recomputeRecords } from './recompute.ts'
import { rulesOf } from './rules.ts'
import { originsOf } from './tables.ts'

/** Records computed anew in one transaction. */
const PIECE = 1000

/** What decides which source counts: another digest means that every record is to be computed anew. */
function digestOf(definition: Definition): string {
  const { order, orders = {}, own } = rulesOf(definition)
  return createHash('sha256')
    .update(JSON.stringify([order, Object.entries(orders).toSorted(), own ?? null]))
    .digest('hex')
}

const orderOf = (register: string): Statement => ({
  name: 'registers.base-order',
  text: 'select o.digest, o.after from registers.base_order o where o.register = $1 for update',
  values: [register],
})

const keepOrder = (register: string, digest: string, after: string | null): Statement => ({
  name: 'registers.keep-base-order',
  text: `insert into registers.base_order (register, digest, after) values ($1, $2, $3::uuid)
    on conflict (register) do update set digest = excluded.digest, after = excluded.after`,
  values: [register, digest, after],
})

/**
 * Computes the next piece of the records of a register by a new order of sources; goes on where it broke off, and begins anew when the order
 * became yet another one meanwhile. As the installation itself.
 * @returns whether there is more to do
 */
export async function followNewOrder(parts: WriteParts, ctx: Context, definition: Definition): Promise<boolean> {
  const { name } = definition.register
  const digest = digestOf(definition)
  const kept = await ctx.tx.row(orderOf(name))
  // What is said from now on is computed by this order.
  if (!kept) await ctx.tx.query(keepOrder(name, digest, null))
  if (!kept || (kept.digest === digest && kept.after === null)) return false
  const after = kept.digest === digest ? String(kept.after) : NO_KEY
  openWhole(ctx, definition)
  const rows = await ctx.tx.rows(
    named(definition, `select o.record from ${originsOf(definition)} o where o.record > $1::uuid order by o.record limit ${PIECE}`, [
      after,
    ]),
  )
  const ids = rows.map(({ record }) => record as string)
  await recomputeRecords(parts, ctx, definition, ids)
  await askAboutContradictions(parts, ctx, definition, ids)
  const more = ids.length === PIECE
  await ctx.tx.query(keepOrder(name, digest, more ? ids.at(-1)! : null))
  return more
}

/** Does so for every base register until nothing is left; each piece is a transaction of its own. */
export async function followNewOrders(
  parts: WriteParts,
  asSystem: <T>(what: string, work: (ctx: Context) => Promise<T>) => Promise<T>,
): Promise<void> {
  for (const definition of parts.definitions.all)
    if (definition.contributions) while (await asSystem('来源次序改变后重新计算', (ctx) => followNewOrder(parts, ctx, definition)));
}
