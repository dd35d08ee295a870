/** A value as it stands in a file: text of CSV and sheets; whatever JSON has in NDJSON. */
export type Cell = string | number | boolean | null | object

/** One row of a file. */
export interface SourceRow {
  /** As a spreadsheet counts: the header is row 1. */
  n: number
  cells: Cell[]
  /** Why it can't be read; its cells are then what could be. */
  problem?: string
}
