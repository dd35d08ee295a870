import { Invalid } from '#kernel/errors'
import { unguarded } from '../csv.ts'
import { readMetadata, type DescribedColumn, type DescribedTable } from '../csvw/described.ts'
import { plainDialect } from '../csvw/dialect.ts'
import { newReport } from '../csvw/report.ts'
import { isColumn, readDescribed } from '../csvw/validate.ts'
import type { Delimiter } from './csv-reader.ts'
import type { Source } from './kept-file.ts'
import type { Mapping } from './mapping.ts'
import type { Cell, SourceRow } from './rows.ts'
import { rowsOf, type Shape } from './source.ts'

/** Where metadata that came with a file would lie: nothing is fetched, and relative addresses lead nowhere. */
const NOWHERE = 'https://metadata.invalid/'

const wrong = (message: string) => new Invalid(message, { code: 'import.metadata', path: 'metadata' })

/** The first table that metadata describes. @throws Invalid */
async function tableOf(metadata: string): Promise<DescribedTable> {
  const report = newReport()
  const [table] = await readMetadata(metadata, NOWHERE, async () => undefined, report)
  const problem = report.findings.find(({ level }) => level === 'error')
  if (problem) throw wrong(`说明文件不合规范：${problem.at || '全文'}（${problem.code}）`)
  return table!
}

/** A regular expression of somebody else's could run for ever: what it asks of words is left to the fields. */
const withoutExpression = (column: DescribedColumn): DescribedColumn => {
  const { words: _, ...datatype } = column.datatype
  return { ...column, datatype }
}

/** The columns of a file as its metadata describes them. */
const columnsOf = ({ columns = [] }: DescribedTable): DescribedColumn[] =>
  columns.filter(({ isVirtual }) => !isVirtual).map(withoutExpression)

/** How a CSV is cut, where its metadata says so. @throws Invalid for metadata that is none, and for what can't be read */
export async function delimiterIn(metadata: string): Promise<Delimiter> {
  const { dialect } = await tableOf(metadata)
  const { delimiter, quoteChar, doubleQuote, headerRowCount, skipRows, skipColumns } = { ...plainDialect, ...dialect }
  const isRead = [',', '\t', ';'].includes(delimiter) && quoteChar === '"' && doubleQuote && headerRowCount === 1
  if (!isRead || skipRows > 0 || skipColumns > 0)
    throw wrong('按说明文件的写法读不了这个文件：请用逗号、分号或制表符分隔，双引号括起，第一行是列名')
  return delimiter as Delimiter
}

/** Where the columns go that metadata names as fields are called; null for those that it names otherwise. @throws Invalid when it is about other columns */
export async function namedIn(metadata: string, header: readonly string[], fields: object): Promise<Mapping> {
  const table = await tableOf(metadata)
  const columns = columnsOf(table)
  if (columns.length === 0) return header.map(() => null)
  if (columns.length !== header.length || !columns.every((column, i) => isColumn(column, [header[i]!], table.lang)))
    throw wrong('说明文件说的不是这个文件的列')
  return columns.map(({ name, isNamed }) => (isNamed && Object.hasOwn(fields, name) ? name : null))
}

function readCell(cell: Cell | undefined, column: DescribedColumn): Cell | undefined {
  const value = readDescribed(typeof cell === 'string' ? cell : '', column)
  return typeof value === 'object' && value !== null ? value.join('、') : value
}

/** Tables come with the apostrophes that our files have before words which a spreadsheet would calculate. */
const withoutGuards = (row: SourceRow): SourceRow => ({
  ...row,
  cells: row.cells.map((cell) => (typeof cell === 'string' ? unguarded(cell) : cell)),
})

/** The rows of a file, each cell read as its metadata says it is written; a cell that is written otherwise is said of its row. */
export async function* describedRows(source: Source, shape: Shape): AsyncGenerator<SourceRow[]> {
  const columns = shape.metadata === undefined ? [] : columnsOf(await tableOf(shape.metadata))
  for await (const given of rowsOf(source, shape)) {
    const rows = shape.format === 'ndjson' ? given : given.map(withoutGuards)
    if (columns.length === 0) {
      yield rows
      continue
    }
    yield rows.map((row) => {
      const cells = columns.map((column, i) => readCell(row.cells[i], column))
      const at = cells.indexOf(undefined)
      if (at >= 0) row.problem ??= `第 ${at + 1} 列不是说明文件所说的写法（${columns[at]!.datatype.base}）`
      return { ...row, cells: cells.map((cell) => cell ?? null) }
    })
  }
}
