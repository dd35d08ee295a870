import type { Box, Context } from '#kernel/context'
import type { Statement } from '#kernel/database'

/** Answers kept by one process; whatever is over goes, the oldest first. */
const MOST = 4000

/** When the tallies of a layer last changed, and as which role of the database they are read. */
const standing = (layer: string): Statement => ({
  name: 'map.standing',
  text: `select current_user::text as role, (select counted::text from map.counted where layer = $1) as stamp`,
  values: [layer],
})

/** Says within the transaction that counted that the tallies of these layers are others now. */
export const noteRecounted = (layers: readonly string[]): Statement => ({
  name: 'map.note-recounted',
  text: 'update map.counted set counted = clock_timestamp() where layer = any($1::text[])',
  values: [layers],
})

/** What was made of a layer's tallies, until they are counted again; for each permission and each role by itself. */
export interface KeptCounts {
  /** Nothing is kept for long where a layer was never counted. */
  of<T>(ctx: Context, layer: string, boxes: readonly Box[], what: readonly (string | number)[], make: () => Promise<T>): Promise<T>
}

/** Opens the store of one process. Whether it still holds is asked of the database each time, so that no process is behind another. */
export function openKeptCounts(): KeptCounts {
  const kept = new Map<string, { stamp: string; made: unknown }>()
  return {
    async of<T>(ctx: Context, layer: string, boxes: readonly Box[], what: readonly (string | number)[], make: () => Promise<T>) {
      // Looked at before the tallies: what is counted meanwhile makes the answer newer than it is said to be, never older.
      const row = (await ctx.tx.row(standing(layer)))!
      if (row.stamp === null) return make()
      const stamp = row.stamp as string
      const key = JSON.stringify([layer, row.role, boxes, what])
      const known = kept.get(key)
      if (known?.stamp === stamp) return known.made as T
      const made = await make()
      kept.delete(key)
      kept.set(key, { stamp, made })
      if (kept.size > MOST) kept.delete(kept.keys().next().value!)
      return made
    },
  }
}
