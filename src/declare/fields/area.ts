import * as Type from '@sinclair/typebox'
import { field, type Field, type FieldOptions, type Kind } from '../field.ts'
import {
  checkRings,
  comparesShapes,
  geoJson,
  geometryOf,
  MOST_POSITIONS,
  positionSchema,
  readShape,
  sizeInWords,
  wktOf,
  type Positions,
} from './shape.ts'

/** One area or several parts of one, as GeoJSON (RFC 7946), in CGCS2000. How large it is is worked out when it is kept. */
export type Area = { squareMetres?: number } & (
  { type: 'Polygon'; coordinates: Positions[] } | { type: 'MultiPolygon'; coordinates: Positions[][] }
)
export type AreaField = Field<Area> & FieldOptions

/** An area on the map, such as a plot or a protected zone, with its geodesic size; several parts of it are one value. */
export const area = <const O extends FieldOptions>(label: string, options?: O) => field<Area, O>('area', label, options)

/** The polygons of an area, each with its rings. */
export const partsOfArea = (value: Area): Positions[][] => (value.type === 'Polygon' ? [value.coordinates] : value.coordinates)

/** Kept as several parts always, so that one query does for all; what has one part leaves as a single polygon. */
const single = (polygons: Positions[][]) =>
  polygons.length === 1
    ? ({ type: 'Polygon', coordinates: polygons[0]! } as const)
    : ({ type: 'MultiPolygon', coordinates: polygons } as const)

const ring = Type.Array(positionSchema(), { minItems: 4, maxItems: MOST_POSITIONS })
const polygon = Type.Array(ring, { minItems: 1 })
const size = Type.Optional(Type.Number({ readOnly: true }))

export const kind: Kind<AreaField, Area> = {
  column: () => 'geometry(MultiPolygon,4490)',
  read: (column, beside) =>
    `case when st_numgeometries(${column}) = 1 then ${geoJson(`st_geometryn(${column}, 1)`)} else ${geoJson(column)} end || jsonb_build_object('squareMetres', ${beside('size')})`,
  write: (parameter) => `st_multi(${geometryOf(parameter)})`,
  recall: (kept, beside) => ({
    ...single((kept as { coordinates: Positions[][] }).coordinates),
    ...(typeof beside('size') === 'number' ? { squareMetres: beside('size') } : {}),
  }),
  derived: { suffix: 'size', type: 'double precision', sql: (column) => `round(st_area(${column}::geography)::numeric, 2)` },
  index: 'gist',
  schema: () =>
    Type.Union(
      [
        Type.Object({ type: Type.Literal('Polygon'), coordinates: polygon, squareMetres: size }, { additionalProperties: false }),
        Type.Object(
          { type: Type.Literal('MultiPolygon'), coordinates: Type.Array(polygon, { minItems: 1 }), squareMetres: size },
          { additionalProperties: false },
        ),
      ],
      { description: 'GeoJSON Polygon or MultiPolygon in CGCS2000 (EPSG 4490), longitude first' },
    ),
  check(value) {
    const { type, coordinates, squareMetres: _size, ...rest } = typeof value === 'object' && value !== null ? (value as Partial<Area>) : {}
    if ((type !== 'Polygon' && type !== 'MultiPolygon') || Object.keys(rest).length > 0)
      return '应为 GeoJSON 的面（Polygon 或 MultiPolygon）'
    if (type === 'Polygon') return checkRings(coordinates)
    if (!Array.isArray(coordinates) || coordinates.length === 0) return '图形没有边界'
    const all = (coordinates as unknown[]).flat(1)
    if (all.reduce<number>((sum, one) => sum + (Array.isArray(one) ? one.length : 0), 0) > MOST_POSITIONS)
      return `最多 ${MOST_POSITIONS} 个点`
    return (coordinates as unknown[]).map(checkRings).find((wrong) => wrong !== undefined)
  },
  parse: (input) => (readShape(input) as Area | undefined) ?? input,
  format: (value) => sizeInWords(value.squareMetres, '平方米') || `${partsOfArea(value).flat(2).length} 个点`,
  sheet: (value) =>
    value.type === 'Polygon'
      ? `POLYGON ${wktOf.polygon(value.coordinates)}`
      : `MULTIPOLYGON (${value.coordinates.map(wktOf.polygon).join(', ')})`,
  wants: 'draw',
  operators: ['within', 'atLeast', 'atMost', 'isEmpty'],
  compares: comparesShapes,
}
