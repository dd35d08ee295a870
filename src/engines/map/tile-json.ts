import type { LayerSummary } from './index.ts'

/** TileJSON 3.0.0 (github.com/mapbox/tilejson-spec), as far as we say it. */
export interface TileJson {
  tilejson: '3.0.0'
  name: string
  description: string
  scheme: 'xyz'
  tiles: string[]
  minzoom: number
  maxzoom: number
  attribution?: string
  bounds?: [number, number, number, number]
  vector_layers: { id: string; description: string; minzoom: number; maxzoom: number; fields: Record<string, string> }[]
}

const MOST_ZOOM = 18

/** Layers within a tile: what several rights of one person give comes in parts, because a name may come once only. */
export const partName = (layer: string, part: number): string => (part === 0 ? layer : `${layer}~${part + 1}`)

const head = (name: string, description: string, address: string, bounds: TileJson['bounds']) => ({
  tilejson: '3.0.0' as const,
  name,
  description,
  scheme: 'xyz' as const,
  tiles: [address],
  minzoom: 0,
  maxzoom: MOST_ZOOM,
  ...(bounds ? { bounds } : {}),
})

export function layerTileJson(layer: LayerSummary, parts: number, address: string, bounds: TileJson['bounds']): TileJson {
  const counted = { records: 'how many records', name: 'name of the region', level: 'level of the region', region: 'key of the region' }
  const single = {
    id: 'key of the record',
    kind: 'value by which records are told apart',
    name: 'title of the record',
    records: 'how many, where too many lie together',
  }
  const isPlace = layer.at === 'place'
  return {
    ...head(layer.label, layer.about, address, bounds),
    vector_layers: [
      {
        id: layer.name,
        description: layer.about,
        minzoom: 0,
        maxzoom: MOST_ZOOM,
        fields: isPlace ? { ...counted, ...single } : counted,
      },
      ...Array.from({ length: isPlace ? parts - 1 : 0 }, (_, i) => ({
        id: partName(layer.name, i + 1),
        description: layer.about,
        minzoom: layer.singleFrom,
        maxzoom: MOST_ZOOM,
        fields: single,
      })),
    ],
  }
}

export function regionsTileJson(address: string, bounds: TileJson['bounds']): TileJson {
  const fields = { region: 'key', code: 'code', name: 'name' }
  const area = { ...fields, made: 'given: a boundary of the city’s data; derived: told apart by points, a sketch' }
  const levels = [
    { id: 'county', minzoom: 0, fields: area },
    { id: 'town', minzoom: 8, fields: area },
    { id: 'village', minzoom: 11, fields: { ...fields, laid: 'whether the point is an estimate' } },
  ]
  return {
    ...head('行政区划', '县、乡镇边界和村（居）位置；边界仅为示意', address, bounds),
    vector_layers: levels.map((one) => ({ ...one, description: one.id, maxzoom: MOST_ZOOM })),
  }
}
