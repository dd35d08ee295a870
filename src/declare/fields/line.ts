import * as Type from '@sinclair/typebox'
import { field, type Field, type FieldOptions, type Kind } from '../field.ts'
import {
  checkPositions,
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

/** A line as GeoJSON (RFC 7946), in CGCS2000. Its length is worked out when it is kept; what is sent there is not read. */
export interface Line {
  type: 'LineString'
  coordinates: Positions
  /** Metres along the ground. */
  metres?: number
}
export type LineField = Field<Line> & FieldOptions

/** A line on the map, such as a road or a pipe, with its geodesic length. */
export const line = <const O extends FieldOptions>(label: string, options?: O) => field<Line, O>('line', label, options)

export const kind: Kind<LineField, Line> = {
  column: () => 'geometry(LineString,4490)',
  read: (column, beside) => `${geoJson(column)} || jsonb_build_object('metres', ${beside('size')})`,
  write: (parameter) => geometryOf(parameter),
  recall: (kept, beside) => ({
    type: 'LineString',
    coordinates: (kept as Line).coordinates,
    ...(typeof beside('size') === 'number' ? { metres: beside('size') } : {}),
  }),
  derived: { suffix: 'size', type: 'double precision', sql: (column) => `round(st_length(${column}::geography)::numeric, 2)` },
  index: 'gist',
  schema: () =>
    Type.Object(
      {
        type: Type.Literal('LineString'),
        coordinates: Type.Array(positionSchema(), { minItems: 2, maxItems: MOST_POSITIONS }),
        metres: Type.Optional(Type.Number({ readOnly: true })),
      },
      { additionalProperties: false, description: 'GeoJSON LineString in CGCS2000 (EPSG 4490), longitude first' },
    ),
  check(value) {
    const { type, coordinates, metres: _metres, ...rest } = typeof value === 'object' && value !== null ? (value as Partial<Line>) : {}
    if (type !== 'LineString' || Object.keys(rest).length > 0) return '应为 GeoJSON 的线（LineString）'
    return checkPositions(coordinates)
  },
  parse: (input) => (readShape(input) as Line | undefined) ?? input,
  format: ({ metres, coordinates }) => sizeInWords(metres, '米') || `${coordinates.length} 个点`,
  sheet: ({ coordinates }) => wktOf.line(coordinates),
  wants: 'draw',
  operators: ['within', 'atLeast', 'atMost', 'isEmpty'],
  compares: comparesShapes,
}
