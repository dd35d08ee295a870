import * as Type from '@sinclair/typebox'
import type { Comparison } from '../field.ts'
import type { Position } from './point.ts'

/** Positions of a line in order; of a ring the last is the first. */
export type Positions = Position[]

/** Positions beyond this are no drawing of ours but a mistake, and would hold up everybody who lists the records. */
export const MOST_POSITIONS = 20_000

/** JSON Schema of a position, as {@link checkPosition} checks it. */
export const positionSchema = () => Type.Tuple([Type.Number({ minimum: 73, maximum: 136 }), Type.Number({ minimum: 3, maximum: 54 })])

/** What is wrong with one position: longitude and latitude in degrees, in China. */
export function checkPosition(value: unknown): string | undefined {
  const [longitude, latitude] = Array.isArray(value) && value.length === 2 ? (value as unknown[]) : []
  if (typeof longitude !== 'number' || typeof latitude !== 'number') return '应为经度和纬度'
  return longitude >= 73 && longitude <= 136 && latitude >= 3 && latitude <= 54 ? undefined : '不在中国境内（经度在前，纬度在后）'
}

/** What is wrong with positions in a row. */
export function checkPositions(value: unknown): string | undefined {
  if (!Array.isArray(value) || value.length < 2) return '至少要有两个点'
  if (value.length > MOST_POSITIONS) return `最多 ${MOST_POSITIONS} 个点`
  for (const [i, one] of value.entries()) {
    const wrong = checkPosition(one)
    if (wrong) return `第 ${i + 1} 个点：${wrong}`
  }
  return undefined
}

/** What is wrong with the rings of a polygon: the outer one, then its holes (RFC 7946, 3.1.6). */
export function checkRings(value: unknown): string | undefined {
  if (!Array.isArray(value) || value.length === 0) return '图形没有边界'
  for (const ring of value as unknown[]) {
    const wrong = checkPositions(ring)
    if (wrong) return wrong
    const positions = ring as Positions
    const [first, last] = [positions[0]!, positions.at(-1)!]
    if (first[0] !== last[0] || first[1] !== last[1]) return '图形没有闭合：最后一个点应与第一个点相同'
    if (positions.length < 4) return '图形至少要有三个不同的点'
  }
  return undefined
}

/** SQL that makes the geometry of GeoJSON in a parameter; CGCS2000, whatever the JSON says of reference systems. */
export const geometryOf = (parameter: string): string => `st_setsrid(st_geomfromgeojson(${parameter}::jsonb - 'crs'), 4490)`

/** Nine decimals of a degree are a tenth of a millimetre; history keeps as many. */
export const geoJson = (column: string): string => `st_asgeojson(${column}, 9, 0)::jsonb`

/** A box on the map: west, south, east, north in degrees. */
export const within: Comparison = {
  parse: (text) => text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part))),
  check(given) {
    const [west, south, east, north] = Array.isArray(given) && given.length === 4 ? (given as unknown[]) : []
    const ends = [west, east, south, north]
    if (!ends.every((one) => typeof one === 'number' && Number.isFinite(one) && Math.abs(one) <= 180)) return '应为西、南、东、北四个数'
    return (west as number) <= (east as number) && (south as number) <= (north as number) ? undefined : '应为西、南、东、北四个数'
  },
  // The box alone goes by the index; the exact test stays behind the policy (docs/decisions/0002-leakproof-functions.md).
  sql(column, parameter) {
    const end = (n: number) => `(${parameter}::jsonb->>${n})::double precision`
    const box = `st_makeenvelope(${end(0)}, ${end(1)}, ${end(2)}, ${end(3)}, 4490)`
    return `${column} && ${box} and st_intersects(${column}, ${box})`
  },
}

/** A length or an area that the database worked out. */
const sized = (sign: '>=' | '<='): Comparison => ({
  parse: (text) => (text.trim() === '' ? Number.NaN : Number(text.replaceAll(',', ''))),
  check: (given) => (typeof given === 'number' && given >= 0 && given < 1e15 ? undefined : '应为数字'),
  sql: (_column, parameter, beside) => `${beside('size')} ${sign} ${parameter}::double precision`,
})

/** How lines and areas are filtered: by the box on the map that they touch, and by their size. */
export const comparesShapes = { within, atLeast: sized('>='), atMost: sized('<=') } as const

const written = (positions: readonly (readonly number[])[]) => positions.map((one) => one.join(' ')).join(', ')

/** Positions as well-known text (OGC 06-103r4, 7.2) has them, which spreadsheets and map programs read. */
export const wktOf = {
  line: (positions: Positions): string => `LINESTRING (${written(positions)})`,
  polygon: (rings: readonly Positions[]): string => `(${rings.map((ring) => `(${written(ring)})`).join(', ')})`,
}

/** Coordinates of well-known text or GeoJSON as a GeoJSON geometry; nothing when it is neither. */
export function readShape(input: string): { type: string; coordinates: unknown } | undefined {
  const text = input.trim()
  if (text.startsWith('{')) return readJson(text)
  const [, name = '', body = ''] = /^(LINESTRING|POLYGON|MULTIPOLYGON)\s*(\(.*\))$/is.exec(text) ?? []
  // A line of digits, signs and brackets becomes JSON when each pair of numbers gets brackets of its own.
  const json = body
    .replace(/(-?\d+(?:\.\d+)?)\s+(-?\d+(?:\.\d+)?)/g, '[$1,$2]')
    .replaceAll('(', '[')
    .replaceAll(')', ']')
  const type = { linestring: 'LineString', polygon: 'Polygon', multipolygon: 'MultiPolygon' }[name.toLowerCase()]
  if (!type || !/^[-\d.,[\]\s]+$/.test(json)) return undefined
  const found = readJson(`{"type":"${type}","coordinates":${json}}`)
  return found
}

function readJson(text: string): { type: string; coordinates: unknown } | undefined {
  try {
    const { type, coordinates } = JSON.parse(text) as { type: unknown; coordinates: unknown }
    return typeof type === 'string' ? { type, coordinates } : undefined
  } catch {
    return undefined
  }
}

/** Metres and square metres for a reader. */
export const sizeInWords = (size: number | undefined, unit: string): string =>
  size === undefined ? '' : `${size.toLocaleString('zh-CN', { maximumFractionDigits: 1 })} ${unit}`
