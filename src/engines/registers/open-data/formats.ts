import { csvwType } from '../csvw/metadata.ts'
import type { ExportCell } from '../export-formats.ts'
import { exportTypes, writeExport } from '../export-formats.ts'
import type { OpenHead } from './selection.ts'

/** In which formats a version can be had. */
export const openFormats = ['csv', 'json', 'xlsx', 'geojson', 'csv-metadata.json'] as const
export type OpenFormat = (typeof openFormats)[number]

export const openTypes: Record<OpenFormat, string> = {
  csv: exportTypes.csv,
  json: 'application/json; charset=utf-8',
  xlsx: exportTypes.xlsx,
  geojson: 'application/geo+json; charset=utf-8',
  'csv-metadata.json': csvwType,
}

/** Formats that are kept packed too; a workbook is packed already. */
export const isPacked = (format: OpenFormat): boolean => format !== 'xlsx'

/** Rows that a sheet holds beside its header (ECMA-376: 1,048,576 rows). */
export const MOST_IN_SHEET = 1_048_575

/** What a file is made of. */
export interface Content {
  title: string
  heads: readonly OpenHead[]
  pieces: AsyncIterable<readonly (readonly ExportCell[])[]>
}

/** One array with an object of each row, by the names of the columns. */
async function* json({ heads, pieces }: Content): AsyncGenerator<Buffer> {
  let before = '['
  for await (const rows of pieces) {
    if (rows.length === 0) continue
    const said = rows.map((row) => JSON.stringify(Object.fromEntries(heads.map(({ name }, i) => [name, row[i] ?? null]))))
    yield Buffer.from(`${before}\n${said.join(',\n')}`)
    before = ','
  }
  yield Buffer.from(before === '[' ? '[]\n' : '\n]\n')
}

/** Rows as features (RFC 7946); `shape` says which cells hold the place: longitude and latitude, or one with a geometry. CGCS2000 and WGS 84 differ by centimetres. */
async function* geojson({ heads, pieces }: Content, shape: Shape): AsyncGenerator<Buffer> {
  const own = new Set(shape.kind === 'point' ? [shape.at, shape.at + 1] : [shape.at])
  const geometryOf = (row: readonly ExportCell[]) => {
    const [first, second] = [row[shape.at], row[shape.at + 1]]
    if (shape.kind === 'point') return typeof first === 'number' ? JSON.stringify({ type: 'Point', coordinates: [first, second] }) : 'null'
    return typeof first === 'string' ? first : 'null'
  }
  let before = '{"type":"FeatureCollection","features":['
  for await (const rows of pieces) {
    if (rows.length === 0) continue
    const said = rows.map((row) => {
      const properties = heads.flatMap(({ name }, i) => (own.has(i) ? [] : [[name, row[i] ?? null] as const]))
      return `{"type":"Feature","geometry":${geometryOf(row)},"properties":${JSON.stringify(Object.fromEntries(properties))}}`
    })
    yield Buffer.from(`${before}\n${said.join(',\n')}`)
    before = ','
  }
  yield Buffer.from(before === ',' ? '\n]}\n' : `${before}]}\n`)
}

/** Where the place of a row stands among its cells. */
export interface Shape {
  kind: 'point' | 'geometry'
  at: number
}

/** Writes a version in a format. */
export function writeOpen(
  format: Exclude<OpenFormat, 'csv-metadata.json'>,
  content: Content,
  shape: Shape | undefined,
): AsyncGenerator<Buffer> {
  if (format === 'json') return json(content)
  if (format === 'geojson' && shape) return geojson(content, shape)
  const { title, heads, pieces } = content
  const columns = heads.map(({ name, label }) => ({ key: name, label }))
  return writeExport[format === 'xlsx' ? 'xlsx' : 'csv']({ label: title, columns, pieces })
}

/** What metadata says of the data set and its version. */
export interface Described {
  title: string
  about: string
  publisher: string
  licence: string
  keywords: readonly string[]
  published: string
  /** Name of the CSV file beside it. */
  csv: string
}

/** Metadata of a CSV file (W3C, Model for Tabular Data and Metadata on the Web, 2015). */
export const csvMetadata = ({ title, about, publisher, licence, keywords, published, csv }: Described, heads: readonly OpenHead[]) => ({
  '@context': ['http://www.w3.org/ns/csvw', { '@language': 'zh' }],
  url: csv,
  'dc:title': title,
  'dc:description': about,
  'dc:publisher': publisher,
  'dc:license': { '@id': licence },
  'dc:issued': { '@value': published.slice(0, 10), '@type': 'xsd:date' },
  ...(keywords.length > 0 ? { 'dcat:keyword': keywords } : {}),
  dialect: { encoding: 'utf-8', delimiter: ',', header: true, lineTerminators: ['\r\n'] },
  tableSchema: {
    columns: heads.map(({ name, label, type, format, about: meaning }) => ({
      name,
      titles: label,
      datatype: format === undefined ? type : { base: type, format },
      ...(meaning === undefined ? {} : { 'dc:description': meaning }),
    })),
  },
})
