import type { Report } from './report.ts'
import { checkShape, isCount, isFlag, isText, isTextOrNull, take, type Described } from './values.ts'

/** How a file is cut into rows and cells (Metadata Vocabulary, 5.9). */
export interface Dialect {
  encoding: string
  delimiter: string
  quoteChar: string | null
  doubleQuote: boolean
  lineTerminators: readonly string[]
  commentPrefix: string | null
  headerRowCount: number
  skipRows: number
  skipColumns: number
  skipBlankRows: boolean
  /** Blanks at the beginning and end of what is not quoted. */
  trimStart: boolean
  trimEnd: boolean
}

export const plainDialect: Dialect = {
  encoding: 'utf-8',
  delimiter: ',',
  quoteChar: '"',
  doubleQuote: true,
  lineTerminators: ['\r\n', '\n'],
  commentPrefix: '#',
  headerRowCount: 1,
  skipRows: 0,
  skipColumns: 0,
  skipBlankRows: false,
  trimStart: false,
  trimEnd: false,
}

const isEncoding = (value: unknown): value is string => {
  try {
    return isText(value) && new TextDecoder(value).encoding !== ''
  } catch {
    return false
  }
}
const areTerminators = (value: unknown): value is string | string[] => isText(value) || (Array.isArray(value) && value.every(isText))
const isTrim = (value: unknown): value is boolean | string => isFlag(value) || ['true', 'false', 'start', 'end'].includes(value as string)
const isSign = (value: unknown): value is string => isText(value) && value !== ''
/** A quote or a comment begins with one sign. */
const isSignOrNull = (value: unknown): value is string | null => isTextOrNull(value) && value !== '' && (value?.length ?? 1) === 1

/** A described dialect; what is wrong with it is reported, and as if it had not been said. */
export function dialectOf(described: Described, report: Report): Dialect {
  checkShape(described, 'Dialect', report)
  const header = take(described, 'header', isFlag, report)
  const blanks = take(described, 'skipInitialSpace', isFlag, report)
  const trim = String((take(described, 'trim', isTrim, report) ?? blanks === true) ? 'start' : false)
  const terminators = take(described, 'lineTerminators', areTerminators, report)
  const or = <K extends keyof Dialect>(key: K, is: (value: unknown) => value is Dialect[K]): Dialect[K] =>
    take(described, key, is, report) ?? plainDialect[key]
  const quote = take(described, 'quoteChar', isSignOrNull, report)
  const comment = take(described, 'commentPrefix', isTextOrNull, report)
  return {
    encoding: or('encoding', isEncoding),
    delimiter: or('delimiter', isSign),
    quoteChar: quote === undefined ? plainDialect.quoteChar : quote,
    doubleQuote: or('doubleQuote', isFlag),
    lineTerminators: terminators === undefined ? plainDialect.lineTerminators : [terminators].flat(),
    commentPrefix: comment === undefined ? plainDialect.commentPrefix : comment,
    headerRowCount: take(described, 'headerRowCount', isCount, report) ?? (header === false ? 0 : 1),
    skipRows: or('skipRows', isCount),
    skipColumns: or('skipColumns', isCount),
    skipBlankRows: or('skipBlankRows', isFlag),
    trimStart: trim === 'true' || trim === 'start',
    trimEnd: trim === 'true' || trim === 'end',
  }
}

/** Cuts a text into rows of cells (Model for Tabular Data, 8); rows that are left out keep no place. */
export function cut(text: string, dialect: Dialect): { row: number; cells: string[] }[] {
  const { delimiter, quoteChar, doubleQuote, lineTerminators, commentPrefix, skipRows, skipColumns, skipBlankRows } = dialect
  const terminators = [...lineTerminators].sort((a, b) => b.length - a.length)
  const escape = doubleQuote ? quoteChar : '\\'
  const rows: { row: number; cells: string[] }[] = []
  let at = text.startsWith('\uFEFF') ? 1 : 0
  let row = 0
  while (at < text.length) {
    row++
    const cells: string[] = []
    const begun = at
    let cell = ''
    let isQuoted = false
    let wasQuoted = false
    const end = () => {
      let whole = cell
      if (!wasQuoted && dialect.trimStart) whole = whole.trimStart()
      if (!wasQuoted && dialect.trimEnd) whole = whole.trimEnd()
      cells.push(whole)
      cell = ''
      wasQuoted = false
    }
    for (;;) {
      if (at >= text.length) {
        end()
        break
      }
      if (isQuoted && escape !== null && text[at] === escape && at + 1 < text.length && (!doubleQuote || text[at + 1] === quoteChar)) {
        cell += text[at + 1]!
        at += 2
        continue
      }
      if (quoteChar !== null && text[at] === quoteChar && (isQuoted || cell.trim() === '')) {
        if (!isQuoted) cell = ''
        isQuoted = !isQuoted
        wasQuoted = true
        at++
        continue
      }
      if (!isQuoted) {
        const terminator = terminators.find((one) => text.startsWith(one, at))
        if (terminator !== undefined) {
          end()
          at += terminator.length
          break
        }
        if (text.startsWith(delimiter, at)) {
          end()
          at += delimiter.length
          continue
        }
      }
      cell += text[at++]!
    }
    if (row <= skipRows) continue
    if (commentPrefix !== null && commentPrefix !== '' && text.startsWith(commentPrefix, begun)) continue
    const kept = cells.slice(skipColumns)
    if (skipBlankRows && kept.every((one) => one === '')) continue
    rows.push({ row, cells: kept })
  }
  return rows
}
