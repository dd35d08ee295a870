import { writeXlsxStream } from 'hucre/xlsx'

/** What `_x0041_` means in a workbook is the letter A; who wrote it meant it as it stands (ECMA-376 part 1, 22.9.2.19). */
const asItStands = (value: string): string => value.replaceAll(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')

export type WorkbookCell = string | number | boolean | null

/**
 * Rows as a workbook of one sheet, while they come. Words are written as words, so that none of them is a formula.
 * @throws Error past 1,048,576 rows, which no sheet holds
 */
export async function* workbookOf(name: string, rows: AsyncIterable<readonly WorkbookCell[]>): AsyncGenerator<Buffer> {
  const cells = async function* () {
    for await (const row of rows) yield row.map((cell) => (typeof cell === 'string' ? asItStands(cell) : cell))
  }
  for await (const bytes of writeXlsxStream(cells(), { name: name.replaceAll(/[\\/?*[\]:]/g, '').slice(0, 31) || '1' }))
    yield Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
