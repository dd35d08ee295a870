import { regions } from '#engines/identity'
import type { Registers } from '#engines/registers'
import type { Context } from '#kernel/context'
import {
  coverByTowns,
  deriveTowns,
  endRegions,
  newEdition,
  putBoundaries,
  putLaidPoints,
  putRegions,
  simplify,
  type RegionRow,
} from './sql.ts'

/** What ships with a city for its map. */
export interface ShippedBoundaries {
  /** Boundaries by the code of the region, as GeoJSON geometries in WGS 84. */
  boundaries: readonly { code: string; shape: unknown; source: string; note: string }[]
  /** Codes of regions whose points were laid for the demonstration and collected nowhere. */
  laid: readonly string[]
}

const REMAKING_MILLISECONDS = 120_000

/** Every region of every period, as the register has it. */
async function allRegions(ctx: Context, registers: Registers): Promise<RegionRow[]> {
  const rows: RegionRow[] = []
  for (let after: string | undefined; ;) {
    const page = await registers.list(ctx, regions, { limit: 500, effective: 'all', ...(after ? { after } : {}) })
    // A record with periods has its key and its period beside its fields.
    for (const one of page.items as unknown as (Record<'key' | 'from' | 'code' | 'name' | 'level' | 'path', string> & {
      to: string | null
      parent: string | null
      place: [number, number] | null
    })[])
      rows.push({
        region: one.key,
        since: one.from,
        until: one.to,
        code: one.code,
        name: one.name,
        level: one.level,
        parent: one.parent,
        path: one.path,
        seat: one.place,
      })
    if (!page.next) return rows
    after = page.next
  }
}

/** Makes the regions of the map anew from the register of regions and the boundaries; past periods keep the shapes that they had. */
export async function remakeRegions(ctx: Context, registers: Registers): Promise<number> {
  const rows = await allRegions(ctx, registers)
  // Cutting a city into faces takes a second, on a busy machine many; it is done when regions change, by nobody who waits.
  ctx.tx.set('statement_timeout', String(REMAKING_MILLISECONDS))
  for (const statement of [endRegions(rows), putRegions(rows), deriveTowns, coverByTowns, ...simplify, newEdition])
    await ctx.tx.query(statement)
  return rows.length
}

/** Takes in the boundaries that ship and makes the regions of the map. @returns how many regions there are */
export async function loadRegions(ctx: Context, registers: Registers, { boundaries, laid }: ShippedBoundaries): Promise<number> {
  await ctx.tx.query(putBoundaries(boundaries))
  await ctx.tx.query(putLaidPoints(laid))
  return remakeRegions(ctx, registers)
}
