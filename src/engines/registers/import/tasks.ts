/** What a worker thread runs of imports: every exported function is a task of that name. */
import { readXlsx, streamXlsxRows, type MergeRange } from 'hucre/xlsx'
import { Invalid } from '#kernel/errors'
import { MOST_CELL, MOST_COLUMNS, MOST_UNPACKED } from './limits.ts'
import { sheetLine } from './sheet-reader.ts'
import type { Cell } from './rows.ts'
import { requireSmall } from './zip-bound.ts'

/** A day, or a moment to the second, as it stands in a sheet: sheets know no zones. */
function dayText(at: Date): string {
  if (Number.isNaN(at.getTime())) return ''
  const text = at.toISOString()
  return text.endsWith('T00:00:00.000Z') ? text.slice(0, 10) : text.slice(0, 19).replace('T', ' ')
}

/** Values of a row as cells, and what is wrong with them. */
function cellsOf(values: readonly unknown[]): { cells: Cell[]; problem?: string } {
  let problem: string | undefined
  const cells = values.slice(0, MOST_COLUMNS).map((value, at): Cell => {
    if (value instanceof Date) return dayText(value)
    if (typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER) {
      // A sheet keeps 15 digits of a number; those of an identity number are lost.
      problem ??= `第 ${at + 1} 列的数字太长，表格软件已经丢了末尾几位，请把这一列设为文本再填`
      return String(value)
    }
    if (typeof value === 'string' && value.length > MOST_CELL) {
      problem ??= `第 ${at + 1} 列内容超过 ${MOST_CELL} 个字符`
      return ''
    }
    return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null
  })
  if (values.slice(MOST_COLUMNS).some((value) => value !== null && value !== '')) problem ??= `超过 ${MOST_COLUMNS} 列`
  return problem === undefined ? { cells } : { cells, problem }
}

/** Writes into each row what cells above it that reach down into it say, for lists that people made to be looked at. */
function fillDown(merges: readonly MergeRange[]): (index: number, values: unknown[]) => void {
  const reaching = merges.filter(({ startRow, endRow }) => endRow > startRow).map((merge) => ({ ...merge, value: undefined as unknown }))
  return (index, values) => {
    for (const merge of reaching) {
      if (index === merge.startRow) merge.value = values[merge.startCol]
      else if (index > merge.startRow && index <= merge.endRow) values[merge.startCol] = merge.value
    }
  }
}

/**
 * The rows of the first sheet of a workbook (ECMA-376), as lines that {@link sheetLine} writes. Formulas are not run: what they last gave stands there.
 * `filled`: what a merged cell says stands in every row that it reaches down into.
 * @throws Invalid for what is no workbook, is protected by a password, or unpacks to too much
 */
export async function readSheet({ bytes, filled = false }: { bytes: Uint8Array; filled?: boolean }): Promise<Uint8Array> {
  await requireSmall(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), MOST_UNPACKED)
  const lines: Buffer[] = []
  let n = 0
  try {
    const fill = fillDown(filled ? ((await readXlsx(bytes)).sheets[0]?.merges ?? []) : [])
    for await (const { index, values } of streamXlsxRows(bytes)) {
      fill(index, values)
      // Rows stand in order and each once, whatever their numbers say.
      n = Math.max(n + 1, Number.isSafeInteger(index) ? index + 1 : 0)
      const { cells, problem } = cellsOf(values)
      if (problem !== undefined || cells.some((cell) => cell !== null && cell !== '')) lines.push(Buffer.from(sheetLine(n, cells, problem)))
    }
  } catch (error) {
    throw new Invalid('表格读不出：可能已损坏、加了密码，或者不是 .xlsx', { code: 'import.format', path: 'file', cause: error })
  }
  return Buffer.concat(lines)
}
