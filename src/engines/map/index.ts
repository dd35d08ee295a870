/** The map: polygons of regions, places by name and by point, layers of registers as vector tiles. */
import type pg from 'pg'
import type { Layer, Meaning } from '#declare'
import type { Places } from '#engines/identity'
import { boxesFor, sees, type Registers } from '#engines/registers'
import { OPEN_BOX, pathsBelow, type Box, type Context } from '#kernel/context'
import { NotFound } from '#kernel/errors'
import type { JobCode } from '#kernel/jobs'
import { containing } from '#kernel/like'
import { migrate, migrationsBeside } from '#kernel/migrate'
import type { AsSystem } from '#kernel/readers'
import { compileLayer, engineLayers, type CompiledLayer } from './layers.ts'
import { openKeptCounts } from './kept-counts.ts'
import { loadRegions, remakeRegions, type ShippedBoundaries } from './regions.ts'
import { anyRegion, edition, regionsAt, regionsNamed, regionsWithin, wholeBounds } from './sql.ts'
import { countLayers } from './tallies.ts'
import { layerTileJson, partName, regionsTileJson, type TileJson } from './tile-json.ts'
import {
  MOST_SINGLES,
  countedAt,
  countsTile,
  crowdedTile,
  regionsTile,
  singlesTile,
  talliedRegions,
  type CountedBy,
  type TileAddress,
} from './tiles.ts'

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

/** A layer that somebody may see. */
export interface LayerSummary {
  name: string
  label: string
  about: string
  register: string
  /** `place`: records have places of their own; `region`: they are counted in the region that they belong to. */
  at: 'place' | 'region'
  kinds: readonly { value: string; label: string; meaning: Meaning }[]
  singleFrom: number
  shows: readonly string[]
  /** Anybody may see it. */
  open: boolean
}

/** A vector tile; how many records are in it. */
export interface Tile {
  bytes: Buffer
  records: number
}

/** The regions themselves, as a layer of tiles that anybody may see. */
export const REGIONS_LAYER = 'map.regions'

export interface MapOptions {
  registers: Registers
  places: Places
  /** Layers of the systems. */
  layers: readonly Layer[]
  asSystem: AsSystem
}

/** Makes the engine. */
export function createMap({ registers, places, layers, asSystem }: MapOptions) {
  const { definitions } = registers
  const compiled = new Map([...engineLayers, ...layers].map((one) => [one.name, compileLayer(one, definitions)]))
  const editionNow = async (ctx: Context) => Number((await ctx.tx.row(edition))?.number ?? 0)

  /** What may be read of a layer's register. Tallies say nothing of what is somebody's own alone, so a counted layer has none of that. What is drawn must be there. */
  const boxesOf = (ctx: Context, { definition, place, draws }: CompiledLayer): Box[] =>
    boxesFor(definitions.roles, ctx, definition.register, 'read').filter(
      (box) => (place !== null || box.holder === OPEN_BOX.holder) && draws.every((key) => sees(box, key)),
    )

  /** What this actor may read of a layer. @throws NotFound when that is nothing, as if there were no such layer */
  const readable = (ctx: Context, name: string): { of: CompiledLayer; boxes: Box[] } => {
    const of = compiled.get(name)
    const boxes = of ? boxesOf(ctx, of) : []
    if (!of || boxes.length === 0) throw new NotFound('没有这个图层', { code: 'map.layer' })
    return { of, boxes }
  }

  const kept = openKeptCounts()

  const sum = async (ctx: Context, of: CompiledLayer, boxes: readonly Box[], by: CountedBy, kind?: string) => {
    const sums = new Map<string, number>()
    ctx.tx.set('app.layer', of.layer.name)
    for (const [i, box] of boxes.entries()) {
      ctx.tx.open('map_tally', 'read', box)
      for (const row of await ctx.tx.rows(talliedRegions(of.layer.name, box, boxes.slice(0, i), by, kind)))
        sums.set(row.region as string, (sums.get(row.region as string) ?? 0) + (row.records as number))
    }
    return sums
  }

  const counts = (ctx: Context, of: CompiledLayer, boxes: readonly Box[], by: CountedBy, kind?: string) =>
    kept.of(ctx, of.layer.name, boxes, ['sums', by, ...(kind === undefined ? [] : [kind])], () => sum(ctx, of, boxes, by, kind))

  const countedTile = (ctx: Context, of: CompiledLayer, boxes: readonly Box[], by: CountedBy, at: TileAddress): Promise<Tile> =>
    kept.of(ctx, of.layer.name, boxes, ['tile', by, at.z, at.x, at.y], async () => {
      const rows = [...(await counts(ctx, of, boxes, by))].map(([region, records]) => ({ region, records }))
      const row = await ctx.tx.row(countsTile(rows, at, of.layer.name))
      return { bytes: row!.tile as Buffer, records: row!.records as number }
    })

  const singles = async (ctx: Context, of: CompiledLayer, boxes: readonly Box[], at: TileAddress): Promise<Tile> => {
    const parts: Tile[] = []
    // Planning a tile with its twelve conditions takes longer than reading it, and where it lies changes nothing of the plan.
    ctx.tx.set('plan_cache_mode', 'force_generic_plan')
    for (const [i, box] of boxes.entries()) {
      const earlier = boxes.slice(0, i)
      const part = partName(of.layer.name, i)
      ctx.tx.open(of.definition.box, 'read', box)
      const row = await ctx.tx.row(singlesTile(of, box, earlier, at, part, ctx.now))
      const few = (row!.records as number) <= MOST_SINGLES
      const made = few ? row! : (await ctx.tx.row(crowdedTile(of, box, earlier, at, part, ctx.now)))!
      parts.push({ bytes: made.tile as Buffer, records: (made.records as number | null) ?? 0 })
    }
    ctx.tx.set('plan_cache_mode', 'auto')
    return { bytes: Buffer.concat(parts.map(({ bytes }) => bytes)), records: parts.reduce((sum, { records }) => sum + records, 0) }
  }

  const summaryOf = ({ layer, definition, kinds, place, open }: CompiledLayer): LayerSummary => ({
    name: layer.name,
    label: layer.label,
    about: layer.about,
    register: definition.register.name,
    at: place ? 'place' : 'region',
    kinds: layer.kinds ? kinds : [],
    singleFrom: layer.singleFrom,
    shows: layer.shows,
    open,
  })

  const jobs: Record<string, JobCode> = { 'map-count': () => countLayers({ registers, layers: [...compiled.values()], asSystem }) }

  return {
    jobs,
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

    /** Layers whose records this actor may read. */
    layers: (ctx: Context): LayerSummary[] => [...compiled.values()].filter((one) => boxesOf(ctx, one).length > 0).map(summaryOf),

    /** Whether anybody may see a layer, so that its tiles are the same for everybody who is not signed in. */
    isOpen: (name: string): boolean => name === REGIONS_LAYER || (compiled.get(name)?.open ?? false),

    /** How many records of a layer this actor may read in each region of a level. @throws NotFound */
    async counts(ctx: Context, name: string, { by, kind }: { by: CountedBy; kind?: string }): Promise<Record<string, number>> {
      const { of, boxes } = readable(ctx, name)
      return Object.fromEntries(await counts(ctx, of, boxes, by, kind))
    },

    /** One tile: single records from near, counts from afar; nothing but what this actor may read. @throws NotFound */
    async tile(ctx: Context, name: string, at: TileAddress): Promise<Tile> {
      if (name === REGIONS_LAYER) {
        const row = await ctx.tx.row(regionsTile(at))
        return { bytes: row!.tile as Buffer, records: row!.records as number }
      }
      const { of, boxes } = readable(ctx, name)
      if (of.place && at.z >= of.layer.singleFrom) return singles(ctx, of, boxes, at)
      return countedTile(ctx, of, boxes, of.place && at.z > 7 ? 'town' : countedAt(at.z), at)
    },

    /** What a client of vector tiles is told of a layer (TileJSON 3.0.0). @throws NotFound */
    async tileJson(ctx: Context, name: string, address: string): Promise<TileJson> {
      const bounds = (await ctx.tx.row(wholeBounds))?.bounds as [number, number, number, number] | undefined
      if (name === REGIONS_LAYER) return regionsTileJson(address, bounds)
      const { of, boxes } = readable(ctx, name)
      return layerTileJson(summaryOf(of), boxes.length, address, bounds)
    },
  }
}

export type CityMap = ReturnType<typeof createMap>
