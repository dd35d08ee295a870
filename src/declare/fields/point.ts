import { field, type Field, type FieldOptions, type Kind } from '../field.ts'
import { checkPosition, positionSchema, within } from './shape.ts'

export type Position = [longitude: number, latitude: number]
export type PointField = Field<Position> & FieldOptions

/** A place as longitude and latitude in degrees, CGCS2000 (GB 22021; equal to WGS 84 within centimetres). */
export const point = <const O extends FieldOptions>(label: string, options?: O) => field<Position, O>('point', label, options)

export const kind: Kind<PointField, Position> = {
  column: () => 'geometry(Point,4490)',
  read: (column) => `case when ${column} is null then null else json_build_array(st_x(${column}), st_y(${column})) end`,
  write: (parameter) =>
    `case when ${parameter} is not null then st_setsrid(st_geomfromgeojson(json_build_object('type', 'Point', 'coordinates', ${parameter}::json)::text), 4490) end`,
  schema: positionSchema,
  check: checkPosition,
  recall: (kept) => (kept as { coordinates: Position }).coordinates,
  index: 'gist',
  parse(input) {
    const parts = input
      .split(/[,，\s]+/)
      .filter(Boolean)
      .map(Number)
    return parts.length === 2 && parts.every(Number.isFinite) ? (parts as Position) : input
  },
  format: ([longitude, latitude]) => `${longitude.toFixed(6)}, ${latitude.toFixed(6)}`,
  wants: 'mark',
  operators: ['within', 'isEmpty'],
  compares: { within },
}
