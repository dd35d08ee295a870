import { Invalid } from '#kernel/errors'
import { CsvReader, detectDelimiter, type Delimiter } from './csv-reader.ts'
import type { Encoding } from './encoding.ts'
import type { Source } from './kept-file.ts'
import { MOST_ROWS, PREVIEWED } from './limits.ts'
import { NdjsonReader } from './ndjson-reader.ts'
import type { SourceRow } from './rows.ts'
import { SheetReader } from './sheet-reader.ts'

/** How a file is read. */
export interface Shape {
  format: 'csv' | 'ndjson' | 'xlsx'
  encoding: Encoding
  delimiter: Delimiter | null
  /** What stands in the first row, or the keys of the first objects. */
  header: string[]
  /** CSVW metadata that came with the file: how its cells are written. */
  metadata?: string
}

/** Rows at the beginning of NDJSON whose keys become the columns. */
const HEADER_ROWS = 1_000
/** Characters at the beginning of CSV among which the delimiter is looked for. */
const LOOKED_AT = 256 * 1024

/** What kind of file it is, by how it begins. @throws Invalid for one that can't be brought in */
export function detectFormat(beginning: Buffer): Shape['format'] {
  if (beginning.length === 0) throw new Invalid('文件是空的', { code: 'import.empty', path: 'file' })
  const magic = Buffer.concat([beginning.subarray(0, 4), Buffer.alloc(4)]).readUInt32BE(0)
  // An archive, or an empty one.
  if (magic === 0x504b0304 || magic === 0x504b0506) return 'xlsx'
  if (magic === 0xd0cf11e0)
    throw new Invalid('这是旧版的 Excel 文件（.xls），请另存为 .xlsx 再导入', { code: 'import.format', path: 'file' })
  if (beginning.subarray(0, 5).toString('latin1') === '%PDF-')
    throw new Invalid('PDF 文件不能导入', { code: 'import.format', path: 'file' })
  const first = beginning
    .toString('latin1')
    .replace(/^\xEF\xBB\xBF/, '')
    .trimStart()[0]
  if (first === '[') throw new Invalid('JSON 请每行写一个对象（NDJSON）', { code: 'import.format', path: 'file' })
  return first === '{' ? 'ndjson' : 'csv'
}

/** @throws Invalid for bytes that are no letters: of UTF-16, where nothing is found out beforehand */
function decoded(decode: () => string): string {
  try {
    return decode()
  } catch (error) {
    throw new Invalid('文件里有读不出的字节，请重新导出', { code: 'import.encoding', path: 'file', cause: error })
  }
}

/** A file's text, decoded as it is read. */
async function* textOf(source: Source, encoding: Encoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true })
  for await (const bytes of source()) yield decoded(() => decoder.decode(bytes, { stream: true }))
  yield decoded(() => decoder.decode())
}

async function* rowsOfText(
  source: Source,
  encoding: Encoding,
  reader: CsvReader | NdjsonReader | SheetReader,
): AsyncGenerator<SourceRow[]> {
  for await (const text of textOf(source, encoding)) {
    const rows = reader.push(text)
    if (rows.length > 0) yield rows
  }
  const rows = reader.end()
  if (rows.length > 0) yield rows
}

async function beginningOf(source: Source, encoding: Encoding): Promise<string> {
  let text = ''
  for await (const piece of textOf(source, encoding)) if ((text += piece).length >= LOOKED_AT) break
  return text
}

/** Finds out how a file is read; `said` is the delimiter that its metadata names. @throws Invalid when it has no header or nothing below it */
export async function shapeOf(source: Source, format: Shape['format'], encoding: Encoding, said?: Delimiter): Promise<Shape> {
  if (format === 'ndjson') {
    const reader = new NdjsonReader()
    let read = 0
    for await (const rows of rowsOfText(source, encoding, reader)) if ((read += rows.length) >= HEADER_ROWS) break
    return { format, encoding, delimiter: null, header: requireHeader(reader.columns) }
  }
  const delimiter = format === 'csv' ? (said ?? detectDelimiter(await beginningOf(source, encoding))) : null
  for await (const rows of rowsOfText(source, encoding, delimiter ? new CsvReader(delimiter) : new SheetReader())) {
    const [first] = rows
    if (first?.problem) throw new Invalid(`第一行（表头）读不出：${first.problem}`, { code: 'import.header', path: 'file' })
    return { format, encoding, delimiter, header: requireHeader(first!.cells.map((cell) => String(cell ?? '').trim())) }
  }
  return { format, encoding, delimiter, header: requireHeader([]) }
}

/** @throws Invalid when there are no names, or one stands twice */
export function requireHeader(header: string[]): string[] {
  while (header.length > 0 && header.at(-1) === '') header.pop()
  if (header.every((name) => name === '')) throw new Invalid('第一行没有列名', { code: 'import.header', path: 'file' })
  if (header.some((name) => name.includes('\u0000')))
    throw new Invalid('第一行不是文字，这个文件不能导入', { code: 'import.header', path: 'file' })
  const twice = header.find((name, i) => name !== '' && header.indexOf(name) !== i)
  if (twice) throw new Invalid(`有两列都叫“${twice.slice(0, 40)}”`, { code: 'import.header', path: 'file' })
  return header
}

const readerOf = ({ format, delimiter, header }: Shape): CsvReader | NdjsonReader | SheetReader =>
  format === 'csv' ? new CsvReader(delimiter!) : format === 'ndjson' ? new NdjsonReader(header) : new SheetReader()

/** The rows below the header, as they are read; at most {@link MOST_ROWS}. @throws Invalid when there are more */
export async function* rowsOf(source: Source, shape: Shape): AsyncGenerator<SourceRow[]> {
  const { format, encoding, header } = shape
  const pieces = rowsOfText(source, encoding, readerOf(shape))
  let isFirst = format !== 'ndjson'
  for await (const piece of pieces) {
    let rows = piece
    if (isFirst) {
      rows = rows.slice(1)
      isFirst = false
    }
    for (const row of rows) {
      if (row.n > MOST_ROWS + 1) throw new Invalid(`一个文件最多 ${MOST_ROWS} 行，请分成几个文件`, { code: 'import.rows', path: 'file' })
      const more = row.cells.findIndex((cell, i) => i >= header.length && cell !== '' && cell !== null)
      if (more >= 0) row.problem ??= `第 ${more + 1} 列没有列名，却有内容`
    }
    if (rows.length > 0) yield rows
  }
}

/** The first rows, for looking at. */
export async function firstRows(source: Source, shape: Shape): Promise<SourceRow[]> {
  const first: SourceRow[] = []
  for await (const rows of rowsOf(source, shape)) {
    first.push(...rows.slice(0, PREVIEWED - first.length))
    if (first.length >= PREVIEWED) break
  }
  return first
}
