import type { Context } from '#kernel/context'
import { NO_KEY } from '#kernel/keys'

/** Why something is written. */
export interface Why {
  /** In the words of whoever writes it. */
  reason?: string | undefined
  /** The ask that it carries out. */
  ask?: string | undefined
}

/** Keeps with the acting transaction why it writes a record; says nothing where nothing was said. */
export function giveGround(ctx: Context, record: string, { reason, ask }: Why): void {
  const said = reason?.trim()
  if (!said && !ask) return
  ctx.tx.later({
    name: 'registers.give-ground',
    text: `insert into registers.ground (incarnation, record, reason, ask)
      select i.incarnation, $1::uuid, $2, $3::uuid from kernel.identity i on conflict do nothing`,
    values: [record, said || null, ask ?? null],
  })
}

/** Keeps with the acting transaction the file in which its records came in. */
export function giveBatch(ctx: Context, batch: string): void {
  ctx.tx.later({
    name: 'registers.give-batch',
    text: `insert into registers.ground (incarnation, record, batch, source)
      select i.incarnation, $2::uuid, b.id, b.name from kernel.identity i, registers.import_batch b where b.id = $1::uuid on conflict do nothing`,
    values: [batch, NO_KEY],
  })
}
