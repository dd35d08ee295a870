import { BOM, line, unguarded } from '../csv.ts'
import { encodeGb18030 } from './gb18030.ts'
import type { Source } from './kept-file.ts'
import { REASON_COLUMN, ROW_COLUMN } from './mapping.ts'
import type { Cell, SourceRow } from './rows.ts'
import { rowsOf, type Shape } from './source.ts'
import { workbookOf } from './workbook.ts'

interface Refused {
  n: number
  reason: string
}

/** The refused rows of a file with their reasons, in order: the file is read once more beside the list of what was refused. */
async function* refusedRows(
  source: Source,
  shape: Shape,
  page: (after: number) => Promise<Refused[]>,
): AsyncGenerator<[SourceRow, string]> {
  let refused = await page(0)
  let at = 0
  for await (const rows of rowsOf(source, shape))
    for (const row of rows) {
      if (at === refused.length && at > 0) {
        refused = await page(refused.at(-1)!.n)
        at = 0
      }
      if (refused.length === 0) return
      if (refused[at]!.n === row.n) yield [row, refused[at++]!.reason]
    }
}

const plainCell = (cell: Cell | undefined) => (typeof cell === 'object' ? null : (cell ?? null))
const cellText = (cell: Cell | undefined): string =>
  cell === null || cell === undefined ? '' : typeof cell === 'object' ? JSON.stringify(cell) : String(cell)

/** As many rows as make one piece of the answer. */
const PIECE = 500

/**
 * The refused rows in the format, encoding and order of columns of the file that they came in, with their row numbers and reasons in two
 * more columns: corrected, it can be brought in as it is.
 */
export async function* errorsFile(source: Source, shape: Shape, page: (after: number) => Promise<Refused[]>): AsyncGenerator<Buffer> {
  const { format, encoding, delimiter, header } = shape
  const kept = header.map((name, at) => ({ name, at })).filter(({ name }) => name !== ROW_COLUMN && name !== REASON_COLUMN)
  const names = [...kept.map(({ name }) => name), ROW_COLUMN, REASON_COLUMN]
  const rows = refusedRows(source, shape, page)
  if (format === 'xlsx') {
    const sheet = async function* () {
      yield names
      for await (const [row, reason] of rows) yield [...kept.map(({ at }) => plainCell(row.cells[at])), row.n, reason]
    }
    return yield* workbookOf('退回的行', sheet())
  }
  const encode = (text: string) => (encoding === 'gb18030' ? encodeGb18030(text) : Buffer.from(text))
  let text = format === 'csv' ? `${encoding === 'gb18030' ? '' : BOM}${line(names, delimiter!)}` : ''
  let count = 0
  for await (const [row, reason] of rows) {
    text +=
      format === 'csv'
        ? line([...kept.map(({ at }) => unguarded(cellText(row.cells[at]))), row.n, reason], delimiter!)
        : `${JSON.stringify({ ...Object.fromEntries(kept.map(({ name, at }) => [name, row.cells[at] ?? null])), [ROW_COLUMN]: row.n, [REASON_COLUMN]: reason })}\n`
    if (++count % PIECE > 0) continue
    yield encode(text)
    text = ''
  }
  if (text) yield encode(text)
}
