import type { Area, Line, Meaning } from '#declare'
import type { LayerSpecification, StyleSpecification } from 'maplibre-gl'
import type { Palette } from './palette.ts'
import type { RegionCollection } from './regions.ts'

/** A place that is pointed at. */
export interface Mark {
  /** Longitude and latitude, WGS 84. */
  at: readonly [number, number]
  label?: string
}

/** A line or an area of a record, as GeoJSON. */
export type Shape = Pick<Line | Area, 'type' | 'coordinates'>

/** Records that are drawn over the regions, from vector tiles. */
export interface DrawnLayer {
  name: string
  /** Where the tiles come from. */
  tiles: string
  /** Names of its layers within a tile. */
  parts: readonly string[]
  kinds: readonly { value: string; meaning: Meaning }[]
}

/** What is drawn. */
export interface Drawing {
  areas: RegionCollection
  /** Regions around, drawn faintly: where one is. */
  around?: RegionCollection | undefined
  /** Shade of a region (1 to 6); 0 where there is a figure to show and none for it; nothing: no figures are shown. */
  shades?: ReadonlyMap<string, number> | undefined
  selected?: string | undefined
  marks: readonly Mark[]
  /** Lines and areas over the regions. */
  shapes?: readonly Shape[] | undefined
  /** Whether regions carry their names. */
  names: boolean
  /** Names are read from across a room. */
  far?: boolean | undefined
  layers?: readonly DrawnLayer[] | undefined
}

const collection = (features: unknown[]) => ({ type: 'geojson' as const, data: { type: 'FeatureCollection', features } as never })
/** What stands on the map itself: of “Lianshan Zhuang and Yao Autonomous County” the name alone; its list says all of it. */
const nameOnMap = (name: string) => name.replace(/^(\S+) .*(?:District|County|City)$/, '$1')

/** Whether it is drawn as an area, or as a point with its name below. */
export const isArea = ({ geometry }: { geometry: unknown }) => (geometry as { type: string }).type !== 'Point'

/** The features of a drawing, with what colours them. */
function sources({ areas, around, shades, selected, marks, shapes = [], layers = [] }: Drawing): StyleSpecification['sources'] {
  const shown = areas.features.map(({ id, properties, geometry }) => ({
    type: 'Feature',
    properties: { id, name: properties.name, shade: shades ? (shades.get(id) ?? 0) : -1, selected: id === selected },
    geometry,
  }))
  const named = areas.features.map(({ id, properties }) => ({
    type: 'Feature',
    properties: { id, name: nameOnMap(properties.name), shade: shades ? (shades.get(id) ?? 0) : -1 },
    geometry: { type: 'Point', coordinates: properties.label },
  }))
  const within = new Set(areas.features.map(({ id }) => id))
  const outside = (around?.features ?? [])
    .filter(({ id }) => id !== areas.within.id && !within.has(id))
    .map(({ id, properties, geometry }) => ({ type: 'Feature', properties: { id, name: properties.name }, geometry }))
  return {
    ...Object.fromEntries(
      layers.map(({ name, tiles }) => [`layer:${name}`, { type: 'vector' as const, tiles: [tiles], minzoom: 0, maxzoom: 18 }]),
    ),
    areas: collection(shown.filter(isArea)),
    labels: collection(named),
    around: collection(outside.filter(isArea)),
    shapes: collection(shapes.map(({ type, coordinates }) => ({ type: 'Feature', properties: {}, geometry: { type, coordinates } }))),
    marks: collection(
      marks.map(({ at, label = '' }) => ({ type: 'Feature', properties: { label }, geometry: { type: 'Point', coordinates: at } })),
    ),
  }
}

/** Whether a style layer draws records, and which of them. */
export const isRecords = (id: string): boolean => id.startsWith('record:')

const meant = (palette: Palette, meaning: Meaning) =>
  typeof meaning === 'number' ? (palette.series[meaning - 1] ?? palette.calm) : palette[meaning]

/** Single records as dots by kind; where many lie together one circle with their number, its area growing with it. */
function recordLayers({ name, parts, kinds }: DrawnLayer, palette: Palette): LayerSpecification[] {
  const line = palette.rem / 16
  const source = `layer:${name}`
  const many = ['has', 'records'] as never
  const single = ['!', ['has', 'records']] as never
  const colour = (
    kinds.length > 0
      ? ['match', ['get', 'kind'], ...kinds.flatMap(({ value, meaning }) => [value, meant(palette, meaning)]), palette.calm]
      : palette.point
  ) as never
  return parts.flatMap((part): LayerSpecification[] => [
    {
      id: `record:${part}:one`,
      type: 'circle',
      source,
      'source-layer': part,
      filter: single,
      paint: { 'circle-radius': 5 * line, 'circle-color': colour, 'circle-stroke-color': palette.halo, 'circle-stroke-width': 1.5 * line },
    },
    {
      id: `record:${part}:many`,
      type: 'circle',
      source,
      'source-layer': part,
      filter: many,
      paint: {
        'circle-radius': ['min', 34 * line, ['+', 11 * line, ['*', 0.35 * line, ['sqrt', ['get', 'records']]]]] as never,
        'circle-color': palette.point,
        'circle-opacity': 0.9,
        'circle-stroke-color': palette.halo,
        'circle-stroke-width': 1.5 * line,
      },
    },
    {
      id: `number:${part}`,
      type: 'symbol',
      source,
      'source-layer': part,
      filter: many,
      layout: {
        'text-field': ['number-format', ['get', 'records'], {}] as never,
        'text-font': [palette.font],
        'text-size': 0.75 * palette.rem,
        'text-allow-overlap': true,
      },
      paint: { 'text-color': palette.onPoint },
    },
  ])
}

/** The whole style: nothing in it comes from another server, and names are drawn with the fonts of the device. */
export function styleOf(drawing: Drawing, palette: Palette): StyleSpecification {
  const { rem } = palette
  const shade = (otherwise: string) =>
    ['match', ['get', 'shade'], -1, palette.land, 0, palette.none, ...palette.ramp.flatMap((one, i) => [i + 1, one]), otherwise] as never
  const points = drawing.areas.features.some((one) => !isArea(one))
  const line = rem / 16
  return {
    version: 8,
    sources: sources(drawing),
    layers: [
      { id: 'ground', type: 'background', paint: { 'background-color': palette.ground } },
      { id: 'around', type: 'fill', source: 'around', paint: { 'fill-color': palette.land, 'fill-opacity': 0.6 } },
      { id: 'around-edge', type: 'line', source: 'around', paint: { 'line-color': palette.edge, 'line-width': line, 'line-opacity': 0.4 } },
      { id: 'area', type: 'fill', source: 'areas', paint: { 'fill-color': shade(palette.none) } },
      { id: 'area-edge', type: 'line', source: 'areas', paint: { 'line-color': palette.edge, 'line-width': line } },
      {
        id: 'area-selected-halo',
        type: 'line',
        source: 'areas',
        filter: ['==', ['get', 'selected'], true],
        layout: { 'line-join': 'round' },
        paint: { 'line-color': palette.halo, 'line-width': 7 * line },
      },
      {
        id: 'area-selected',
        type: 'line',
        source: 'areas',
        filter: ['==', ['get', 'selected'], true],
        layout: { 'line-join': 'round' },
        paint: { 'line-color': palette.ink, 'line-width': 3 * line },
      },
      {
        id: 'area-hovered',
        type: 'line',
        source: 'areas',
        filter: ['==', ['get', 'id'], ''],
        layout: { 'line-join': 'round' },
        paint: { 'line-color': palette.ink, 'line-width': 2 * line },
      },
      {
        id: 'shape',
        type: 'fill',
        source: 'shapes',
        filter: ['==', ['geometry-type'], 'Polygon'],
        paint: { 'fill-color': palette.mark, 'fill-opacity': 0.25 },
      },
      {
        id: 'shape-halo',
        type: 'line',
        source: 'shapes',
        layout: { 'line-join': 'round', 'line-cap': 'round' },
        paint: { 'line-color': palette.halo, 'line-width': 6 * line },
      },
      {
        id: 'shape-line',
        type: 'line',
        source: 'shapes',
        layout: { 'line-join': 'round', 'line-cap': 'round' },
        paint: { 'line-color': palette.mark, 'line-width': 3 * line },
      },
      {
        id: 'seat',
        type: 'circle',
        source: 'labels',
        layout: { visibility: points ? 'visible' : 'none' },
        paint: {
          'circle-radius': 5 * line,
          'circle-color': drawing.shades ? shade(palette.none) : palette.point,
          'circle-stroke-color': palette.edge,
          'circle-stroke-width': line,
        },
      },
      {
        id: 'name',
        type: 'symbol',
        source: 'labels',
        layout: {
          visibility: drawing.names ? 'visible' : 'none',
          'text-field': ['get', 'name'],
          'text-font': [palette.font],
          'text-size': (drawing.far ? 1.25 : 0.8125) * rem,
          'text-max-width': 7,
          'text-padding': 2 * line,
          // A name that meets another's moves aside before it is left out.
          ...(points
            ? { 'text-anchor': 'top', 'text-offset': [0, 0.6] }
            : { 'text-variable-anchor': ['center', 'bottom', 'top', 'left', 'right'], 'text-radial-offset': 0.6 }),
        },
        paint: { 'text-color': palette.label, 'text-halo-color': palette.halo, 'text-halo-width': 1.6 * line },
      },
      ...(drawing.layers ?? []).flatMap((layer) => recordLayers(layer, palette)),
      {
        id: 'mark',
        type: 'circle',
        source: 'marks',
        paint: {
          'circle-radius': 7 * line,
          'circle-color': palette.mark,
          'circle-stroke-color': palette.halo,
          'circle-stroke-width': 2.5 * line,
        },
      },
      {
        id: 'mark-name',
        type: 'symbol',
        source: 'marks',
        layout: {
          'text-field': ['get', 'label'],
          'text-font': [palette.font],
          'text-size': 0.875 * rem,
          'text-anchor': 'top',
          'text-offset': [0, 0.8],
          'text-allow-overlap': true,
        },
        paint: { 'text-color': palette.ink, 'text-halo-color': palette.halo, 'text-halo-width': 2 * line },
      },
    ],
  }
}
