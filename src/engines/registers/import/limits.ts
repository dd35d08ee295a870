/** How large a file may be that is brought in, counted while it arrives: 600 MB. */
export const MOST_BYTES = 600 * 1024 * 1024
/** A workbook is read at once, in a thread of its own: 50 MB packed, 512 MB unpacked. */
export const MOST_WORKBOOK = 50 * 1024 * 1024
export const MOST_UNPACKED = 512 * 1024 * 1024
/** Characters of metadata that comes with a file. */
export const MOST_METADATA = 200_000
/** Rows of one file. */
export const MOST_ROWS = 2_000_000
export const MOST_COLUMNS = 300
/** Characters of one cell; a spreadsheet's own limit is 32,767. */
export const MOST_CELL = 100_000
/** Characters of one line of NDJSON. */
export const MOST_LINE = 1_000_000
/** Rows of a chunk: one transaction (at most 5,000 rows and 5 s). */
export const CHUNK = 5_000
/** Rows that a preview shows. */
export const PREVIEWED = 20
/** Days for which a file and what came back of it are kept. */
export const KEPT_DAYS = 7
