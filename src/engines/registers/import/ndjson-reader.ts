import { MOST_COLUMNS, MOST_LINE } from './limits.ts'
import type { Cell, SourceRow } from './rows.ts'

/**
 * Reads NDJSON: one object a line, its keys the columns in the order in which they first came. Until `fix` says which columns there are,
 * new keys become columns; from then on a row with another one is refused. A line that is too long is passed over and not kept.
 */
export class NdjsonReader {
  readonly columns: string[]
  #fixed: boolean
  #line = ''
  #long = false
  #n = 1

  constructor(columns?: readonly string[]) {
    this.columns = [...(columns ?? [])]
    this.#fixed = columns !== undefined
  }

  push(text: string): SourceRow[] {
    const rows: SourceRow[] = []
    let from = 0
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', from)) {
      this.#append(text.slice(from, at))
      this.#endLine(rows)
      from = at + 1
    }
    this.#append(text.slice(from))
    return rows
  }

  end(): SourceRow[] {
    const rows: SourceRow[] = []
    if (this.#line !== '' || this.#long) this.#endLine(rows)
    return rows
  }

  #append(text: string) {
    if (this.#long) return
    if (this.#line.length + text.length > MOST_LINE) {
      this.#long = true
      this.#line = ''
    } else this.#line += text
  }

  #endLine(rows: SourceRow[]) {
    // The first object stands where a sheet has its second row: numbers are the same whatever the format.
    const n = ++this.#n
    const line = this.#line.trim()
    if (this.#long) rows.push({ n, cells: [], problem: `这一行超过 ${MOST_LINE} 个字符` })
    else if (line !== '') rows.push(this.#read(n, line))
    this.#line = ''
    this.#long = false
  }

  #read(n: number, line: string): SourceRow {
    let value: unknown
    try {
      value = JSON.parse(line)
    } catch {
      return { n, cells: [], problem: '不是正确的 JSON' }
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return { n, cells: [], problem: '应为一个 JSON 对象' }
    const given = value as Record<string, Cell>
    const strange = Object.keys(given).find((key) => !this.columns.includes(key) && !this.#grow(key))
    const cells = this.columns.map((key) => (Object.hasOwn(given, key) ? (given[key] ?? null) : null))
    return strange === undefined ? { n, cells } : { n, cells, problem: `没有名为“${strange.slice(0, 40)}”的列` }
  }

  #grow(key: string): boolean {
    if (this.#fixed || this.columns.length >= MOST_COLUMNS) return false
    this.columns.push(key)
    return true
  }
}
