import type { Cell, SourceRow } from './rows.ts'

/** A row of a workbook's sheet as it is kept until its batch is done: read once, it is read again line by line. */
export const sheetLine = (n: number, cells: readonly Cell[], problem?: string): string =>
  `${JSON.stringify(problem === undefined ? [n, cells] : [n, cells, problem])}\n`

/** Reads what {@link sheetLine} wrote. */
export class SheetReader {
  #line = ''

  push(text: string): SourceRow[] {
    const lines = (this.#line + text).split('\n')
    this.#line = lines.pop()!
    return lines.map((line) => {
      const [n, cells, problem] = JSON.parse(line) as [number, Cell[], string?]
      return problem === undefined ? { n, cells } : { n, cells, problem }
    })
  }

  end(): SourceRow[] {
    return []
  }
}
