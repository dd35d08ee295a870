/** The map: polygons of regions, places by name and by point, layers of registers as vector tiles. */
import type pg from 'pg'
import type { Places } from '#engines/identity'
import type { Registers } from '#engines/registers'
import { pathsBelow, type Context } from '#kernel/context'
import { NotFound } from '#kernel/errors'
import { containing } from '#kernel/like'
import { migrate, migrationsBeside } from '#kernel/migrate'
import { loadRegions, remakeRegions, type ShippedBoundaries } from './regions.ts'
import { anyRegion, edition, regionsAt, regionsNamed, regionsWithin } from './sql.ts'

export { routes as mapRoutes } from './routes.ts'
export type { ShippedBoundaries } from './regions.ts'

/** Makes or upgrades the engine's tables, as the migrator role. */
export async function applyMap(client: pg.Client, log: (line: string) => void): Promise<void> {
  await migrate(client, [migrationsBeside('map', import.meta.url)], log)
}

/** A region as the map knows it. */
export interface RegionOnMap {
  id: string
  code: string
  name: string
  level: string
  parent: string | null
  /** Where its government sits; longitude and latitude in CGCS2000, which is WGS 84 within centimetres. */
  seat: [number, number]
  /** Where its name is best read. */
  label: [number, number]
  /** The point was laid for the demonstration and collected nowhere. */
  laid: boolean
  /** A boundary that was given, or one derived from points; null where there is none. */
  made: 'given' | 'derived' | null
  source: string
}

type Shaped = RegionOnMap & { shape: unknown }

/** Regions as GeoJSON (RFC 7946), with what they lie in. */
export interface RegionCollection {
  type: 'FeatureCollection'
  /** The region whose parts these are. */
  within: { id: string; code: string; name: string; level: string }
  level: string
  /** Every boundary here is for orientation alone: derived, or from a source that nobody approved. */
  indicative: boolean
  edition: number
  features: { type: 'Feature'; id: string; properties: RegionOnMap; geometry: unknown }[]
}

export interface MapOptions {
  registers: Registers
  places: Places
}

/** Makes the engine. */
export function createMap({ registers, places }: MapOptions) {
  const editionNow = async (ctx: Context) => Number((await ctx.tx.row(edition))?.number ?? 0)

  return {
    edition: editionNow,
    /** Whether regions have been taken in. */
    loaded: async (ctx: Context) => (await ctx.tx.row(anyRegion)) !== undefined,
    load: (ctx: Context, shipped: ShippedBoundaries) => loadRegions(ctx, registers, shipped),
    remake: (ctx: Context) => remakeRegions(ctx, registers),

    /** The regions of a level within one, next below when no level is said. @throws NotFound when there is no such region */
    async regions(ctx: Context, asked: { parent?: string; level?: string }): Promise<RegionCollection> {
      const parent = asked.parent ? await places.get(asked.parent) : await places.root()
      if (!parent) throw new NotFound('还没有载入行政区划', { code: 'region.none' })
      const level = asked.level ?? (await places.below(parent.id))[0]?.level ?? parent.level
      const wide = parent.level === 'city' || parent.level === 'province'
      const rows = (await ctx.tx.rows(regionsWithin(pathsBelow(parent.path), level, wide))) as unknown as Shaped[]
      return {
        type: 'FeatureCollection',
        within: { id: parent.id, code: parent.code, name: parent.name, level: parent.level },
        level,
        // A city that lays in its own approved boundaries says so in their note; what is derived never is more than a sketch.
        indicative: rows.some((one) => one.made !== 'given' || one.source !== ''),
        edition: await editionNow(ctx),
        features: rows.map(({ shape, ...properties }) => ({
          type: 'Feature',
          id: properties.id,
          properties,
          geometry: shape ?? { type: 'Point', coordinates: properties.seat },
        })),
      }
    },

    /** Regions whose name holds these words; the higher levels first. */
    async places(ctx: Context, words: string, most = 20): Promise<(RegionOnMap & { parentName: string | null })[]> {
      return (await ctx.tx.rows(regionsNamed(containing(words.trim()), most))) as never
    },

    /** The regions that a point lies in, the smallest first; by derived boundaries, so a town is likely and not certain. */
    async at(ctx: Context, longitude: number, latitude: number): Promise<RegionOnMap[]> {
      return (await ctx.tx.rows(regionsAt(longitude, latitude))) as never
    },
  }
}

export type CityMap = ReturnType<typeof createMap>
