import { MOST_CELL, MOST_COLUMNS } from './limits.ts'
import type { SourceRow } from './rows.ts'

export type Delimiter = ',' | '\t' | ';'

const QUOTE = 34
const LINE_FEED = 10
const RETURN = 13

type State = 'start' | 'plain' | 'quoted' | 'after quote'

/**
 * Reads CSV (RFC 4180) piece by piece: quotes, doubled quotes, line breaks within quotes, CRLF, LF or CR. What is wrong with one row is
 * said of that row, and the next one is read: a quote that is never closed, words after a closing quote, a cell that is too long. A cell
 * that is too long is passed over and not kept, so that memory stays the same. Empty lines are counted and left out.
 */
export class CsvReader {
  readonly #delimiter: number
  #state: State = 'start'
  #cell = ''
  #long = false
  #cells: string[] = []
  #problem: string | undefined
  #afterReturn = false
  #n = 1

  constructor(delimiter: Delimiter) {
    this.#delimiter = delimiter.charCodeAt(0)
  }

  /** The rows that end in this piece of the text. */
  push(text: string): SourceRow[] {
    const rows: SourceRow[] = []
    const { length } = text
    let i = 0
    while (i < length) {
      if (this.#afterReturn) {
        this.#afterReturn = false
        if (text.charCodeAt(i) === LINE_FEED) {
          i++
          continue
        }
      }
      if (this.#state === 'start') {
        if (text.charCodeAt(i) === QUOTE) {
          this.#state = 'quoted'
          i++
          continue
        }
        this.#state = 'plain'
      }
      if (this.#state === 'quoted') {
        const close = text.indexOf('"', i)
        this.#append(text, i, close < 0 ? length : close)
        if (close < 0) break
        this.#state = 'after quote'
        i = close + 1
        continue
      }
      if (this.#state === 'after quote') {
        const code = text.charCodeAt(i)
        if (code === QUOTE) {
          this.#append('"', 0, 1)
          this.#state = 'quoted'
          i++
          continue
        }
        if (code !== this.#delimiter && code !== LINE_FEED && code !== RETURN) this.#wrong('引号后面还有文字')
        this.#state = 'plain'
      }
      let end = i
      let code = 0
      while (end < length) {
        code = text.charCodeAt(end)
        if (code === this.#delimiter || code === LINE_FEED || code === RETURN) break
        end++
      }
      this.#append(text, i, end)
      if (end === length) break
      this.#endCell()
      if (code !== this.#delimiter) {
        this.#afterReturn = code === RETURN
        this.#endRow(rows)
      }
      i = end + 1
    }
    return rows
  }

  /** The last row, where no line break ends it. */
  end(): SourceRow[] {
    const rows: SourceRow[] = []
    if (this.#state === 'quoted') this.#wrong('引号没有收尾')
    if (this.#state !== 'start' || this.#cells.length > 0) {
      this.#endCell()
      this.#endRow(rows)
    }
    return rows
  }

  #append(text: string, from: number, to: number) {
    if (to === from || this.#long) return
    if (this.#cell.length + to - from > MOST_CELL) {
      this.#long = true
      this.#cell = ''
      this.#wrong(`内容超过 ${MOST_CELL} 个字符`)
    } else this.#cell = this.#cell === '' ? text.slice(from, to) : this.#cell + text.slice(from, to)
  }

  #wrong(what: string) {
    this.#problem ??= `第 ${this.#cells.length + 1} 列${what}`
  }

  #endCell() {
    if (this.#cells.length < MOST_COLUMNS) this.#cells.push(this.#cell)
    else this.#problem ??= `超过 ${MOST_COLUMNS} 列`
    this.#cell = ''
    this.#long = false
    this.#state = 'start'
  }

  #endRow(rows: SourceRow[]) {
    const n = this.#n++
    if (this.#problem !== undefined) rows.push({ n, cells: this.#cells, problem: this.#problem })
    else if (this.#cells.length > 1 || this.#cells[0] !== '') rows.push({ n, cells: this.#cells })
    this.#cells = []
    this.#problem = undefined
  }
}

/** What separates the cells: whichever of the three stands most often in the first line, outside of quotes. */
export function detectDelimiter(text: string): Delimiter {
  const counts: Record<Delimiter, number> = { ',': 0, '\t': 0, ';': 0 }
  let quoted = false
  for (const character of text) {
    if (character === '"') quoted = !quoted
    else if (quoted) continue
    else if (character === '\n' || character === '\r') {
      if (Object.values(counts).some((count) => count > 0)) break
    } else if (character in counts) counts[character as Delimiter]++
  }
  return (Object.entries(counts) as [Delimiter, number][]).reduce((best, one) => (one[1] > best[1] ? one : best))[0]
}
