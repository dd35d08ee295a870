import { keepsBlanks, readValue } from './datatype.ts'
import { cut, plainDialect } from './dialect.ts'
import { readMetadata, referredBy, type DescribedColumn, type DescribedTable, type Load } from './described.ts'
import { newReport, type Finding, type Report } from './report.ts'

/** A value of a cell, several, or none. */
export type CellValue = string | readonly (string | undefined)[] | null

/** Reads a cell by what is said of its column (Model for Tabular Data, 6.4); `undefined`: it is not what it should be. */
export function readDescribed(cell: string, column: DescribedColumn): CellValue | undefined {
  const { datatype, nulls, separator, required } = column
  let words = cell
  if (!keepsBlanks.has(datatype.base)) words = words.replaceAll(/[\r\n\t]/g, ' ')
  const isCollapsed = !keepsBlanks.has(datatype.base) && datatype.base !== 'normalizedString'
  if (isCollapsed) words = words.trim().replaceAll(/\s+/g, ' ')
  if (words === '') words = column.default
  if (separator !== null && separator !== '') {
    if (words === '') return required ? undefined : []
    if (nulls.includes(words)) return required ? undefined : null
    const values = words.split(separator).map((one) => {
      const trimmed = datatype.base === 'string' || datatype.base === 'anyAtomicType' ? one : one.trim()
      const filled = trimmed === '' ? column.default : trimmed
      return nulls.includes(filled) ? null : readValue(filled, datatype)
    })
    return values.includes(undefined) ? undefined : values.filter((one) => one !== null)
  }
  if (nulls.includes(words)) return required ? undefined : null
  return readValue(words, datatype)
}

const isSameLanguage = (a: string, b: string) =>
  a === 'und' ||
  b === 'und' ||
  a.toLowerCase() === b.toLowerCase() ||
  a.toLowerCase().startsWith(`${b.toLowerCase()}-`) ||
  b.toLowerCase().startsWith(`${a.toLowerCase()}-`)

/** Whether a column of a file is the one that is described in its place (Model for Tabular Data, schema compatibility). */
export function isColumn({ titles, isNamed }: DescribedColumn, header: readonly string[], lang: string): boolean {
  if (header.every((title) => title === '') || (titles === undefined && !isNamed)) return true
  return [...(titles ?? [])].some(([language, all]) => isSameLanguage(language, lang) && all.some((one) => header.includes(one)))
}

interface Read {
  table: DescribedTable
  rows: { row: number; values: ReadonlyMap<string, CellValue> }[]
}

function columnsOf({ columns, lang }: DescribedTable, header: readonly (readonly string[])[], width: number, report: Report) {
  const titles = Array.from({ length: width }, (_, i) => header.map((row) => row[i] ?? ''))
  const described = columns?.filter(({ isVirtual }) => !isVirtual)
  if (!described) return undefined
  if (described.length !== width || (header.length > 0 && !described.every((one, i) => isColumn(one, titles[i]!, lang))))
    report.fail('header', 'columns')
  return described
}

/** Reads a table whole, and says which of its cells are not what its metadata promises. */
function readTable(text: string, table: DescribedTable, report: Report): Read {
  const { dialect, primaryKey } = table
  const all = cut(text, dialect)
  const header = all.slice(0, dialect.headerRowCount).map(({ cells }) => cells)
  const body = all.slice(dialect.headerRowCount)
  const width = Math.max(0, ...header.map((row) => row.length)) || (body[0]?.cells.length ?? 0)
  const columns = columnsOf(table, header, width, report)
  const rows = body.map(({ row, cells }) => {
    const at = report.within(`row ${row}`)
    if (cells.length !== width) at.fail('', 'row.width')
    const values = new Map<string, CellValue>()
    for (const [i, column] of (columns ?? []).entries()) {
      const value = readDescribed(cells[i] ?? '', column)
      if (value === undefined) at.fail(column.name, 'cell')
      else values.set(column.name, value)
    }
    return { row, values }
  })
  const seen = new Set<string>()
  if (primaryKey.length > 0)
    for (const { row, values } of rows) {
      const key = keyIn(values, primaryKey)
      if (seen.has(key)) report.within(`row ${row}`).fail(primaryKey.join(), 'primary-key')
      seen.add(key)
    }
  return { table, rows }
}

const keyIn = (values: ReadonlyMap<string, CellValue>, names: readonly string[]) =>
  JSON.stringify(names.map((name) => values.get(name) ?? null))

/** Each row refers to one row of the other table; one that says nothing refers to none, and is an error too (suite, test034). */
function checkReferences(all: readonly Read[], report: Report) {
  for (const { table, rows } of all)
    for (const key of table.foreignKeys) {
      const other = all.find(
        (one) =>
          one.table ===
          referredBy(
            key,
            all.map((one) => one.table),
          ),
      )
      if (!other) continue
      const counts = new Map<string, number>()
      for (const { values } of other.rows) {
        const found = keyIn(values, key.reference)
        counts.set(found, (counts.get(found) ?? 0) + 1)
      }
      for (const { row, values } of rows)
        if (counts.get(keyIn(values, key.columns)) !== 1)
          report.within(table.url).within(`row ${row}`).fail(key.columns.join(), 'foreign-key.row')
    }
}

const linkOf = (header: string | undefined): string | undefined => {
  const found = /<([^>]*)>\s*;(.*)/.exec(header ?? '')
  return found && /rel="?describedby"?/.test(found[2]!) ? found[1] : undefined
}

/** Places beside a CSV where its metadata may lie (Model for Tabular Data, 5.2 and 5.3): as its site says, or as it is usual. */
async function* placesOf(csv: string, link: string | undefined, load: Load): AsyncGenerator<string> {
  if (link !== undefined) yield new URL(link, csv).href
  const said = (await load(new URL('/.well-known/csvm', csv).href))?.text
  for (const pattern of (said ?? '{+url}-metadata.json\ncsv-metadata.json').split('\n').filter(Boolean)) {
    const [address = ''] = csv.split('#')
    yield new URL(pattern.trim().replace('{+url}', address), address).href
  }
}

const isSameAddress = (a: string, b: string) => new URL(a).href === new URL(b).href

/** The tables that are described for a CSV, by the first metadata that speaks of it. */
async function describedFor(csv: string, link: string | undefined, load: Load, report: Report): Promise<DescribedTable[]> {
  for await (const place of placesOf(csv, link, load)) {
    const found = await load(place)
    if (!found) continue
    const own = newReport()
    const tables = await readMetadata(found.text, place, load, own)
    if (tables.some(({ url }) => isSameAddress(url, csv))) {
      for (const { level, at, code } of own.findings) report[level === 'error' ? 'fail' : 'warn'](at, code)
      return tables
    }
    report.warn(place, 'metadata.other')
  }
  return [{ url: csv, schema: undefined, columns: undefined, primaryKey: [], foreignKeys: [], dialect: plainDialect, lang: 'und' }]
}

/**
 * Validates a CSV with its metadata, or metadata with its tables: what a validator must find by the Model and the Metadata Vocabulary for
 * Tabular Data. It reads the tables whole, and asks for nothing but what `load` gives it.
 */
export async function validate(start: string, load: Load, metadata?: string): Promise<Finding[]> {
  const report = newReport()
  const action = await load(start)
  const described = metadata ?? (new URL(start).pathname.endsWith('.json') ? start : undefined)
  const tables =
    described === undefined
      ? await describedFor(start, linkOf(action?.link), load, report)
      : await readMetadata((await load(described))?.text ?? '', described, load, report)
  const read: Read[] = []
  for (const table of tables) {
    const found = await load(table.url)
    if (!found) report.fail(table.url, 'table.missing')
    else read.push(readTable(found.text, table, report.within(table.url)))
  }
  checkReferences(read, report)
  return [...report.findings]
}
