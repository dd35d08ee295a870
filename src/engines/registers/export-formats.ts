import { BOM, guarded, line } from './csv.ts'
import { workbookOf } from './import/workbook.ts'

export type ExportFormat = 'csv' | 'xlsx' | 'ndjson'

export const exportTypes: Record<ExportFormat, string> = {
  csv: 'text/csv; charset=utf-8',
  ndjson: 'application/x-ndjson; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
}

export type ExportCell = string | number | null

/** What a file of some format is made of: what the register is called, its columns by key and label, rows some at a time. */
interface Exported {
  label: string
  columns: readonly { key: string; label: string }[]
  pieces: AsyncIterable<readonly (readonly ExportCell[])[]>
}

async function* csv({ columns, pieces }: Exported): AsyncGenerator<Buffer> {
  yield Buffer.from(BOM + line(columns.map(({ label }) => label)))
  for await (const rows of pieces) if (rows.length > 0) yield Buffer.from(rows.map((row) => line(row)).join(''))
}

/** One object a line, by the keys of fields: for programs, which do not calculate what they read. */
async function* ndjson({ columns, pieces }: Exported): AsyncGenerator<Buffer> {
  const object = (row: readonly ExportCell[]) =>
    `${JSON.stringify(Object.fromEntries(columns.map(({ key }, i) => [key, row[i] ?? null])))}\n`
  for await (const rows of pieces) if (rows.length > 0) yield Buffer.from(rows.map(object).join(''))
}

async function* xlsx({ label, columns, pieces }: Exported): AsyncGenerator<Buffer> {
  const rows = async function* () {
    yield columns.map((column) => column.label)
    // Words are words in a workbook; but an apostrophe of their own must not be taken for one of ours.
    for await (const some of pieces)
      yield* some.map((row) => row.map((one) => (typeof one === 'string' && one.startsWith("'") ? guarded(one) : one)))
  }
  yield* workbookOf(label, rows())
}

/** Rows as a file, while they come. */
export const writeExport: Record<ExportFormat, (of: Exported) => AsyncGenerator<Buffer>> = { csv, xlsx, ndjson }
