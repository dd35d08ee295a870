import { kindOf } from '#declare'
import type { Sealer } from '#kernel/sealing'
import type { Column } from './definitions.ts'

/** How many masks are kept at hand; as many of those before are forgotten in turn. */
const AT_HAND = 20_000

interface Known {
  column: Column
  mask: unknown
}
interface Masks {
  newer: Map<string, Known>
  older: Map<string, Known>
}
const known = new WeakMap<Sealer, Masks>()

function masksOf(sealer: Sealer): Masks {
  const found = known.get(sealer)
  if (found) return found
  const made: Masks = { newer: new Map(), older: new Map() }
  known.set(sealer, made)
  return made
}

/**
 * What is shown of a sealed value where it is masked, nothing of a kind that has no mask. Opening it takes as long as all the rest of its row, and
 * the same records are on pages again and again, so that masks lately shown stay in memory. They are not kept in the table: with the day of birth
 * that stands beside it, an identity number could be put together from its mask.
 */
export function maskOfSealed(sealer: Sealer, sealed: Buffer, column: Column, place: string): unknown {
  const { mask } = kindOf(column.field)
  if (!mask) return null
  const masks = masksOf(sealer)
  const text = sealed.toString('latin1')
  const recent = masks.newer.get(text)
  // A value that was moved to another column must fail to open there.
  if (recent?.column === column) return recent.mask
  const former = masks.older.get(text)
  const shown = former?.column === column ? former.mask : mask(sealer.open(sealed, place), column.field)
  if (masks.newer.size >= AT_HAND) {
    masks.older = masks.newer
    masks.newer = new Map()
  }
  masks.newer.set(text, { column, mask: shown })
  return shown
}
