import type pg from 'pg'
import { said, traffic } from './database.ts'

interface Wire {
  query(text: string): void
  sendCopyFromChunk(chunk: Buffer): void
  endCopyFrom(): void
}

/** `COPY … FROM STDIN` of what is at hand whole: some thousand rows in the server's text format. */
class CopyIn {
  readonly #text: string
  readonly #rows: Buffer
  readonly #done: (error: Error | undefined, count: number) => void
  #count = 0

  constructor(text: string, rows: Buffer, done: (error: Error | undefined, count: number) => void) {
    this.#text = text
    this.#rows = rows
    this.#done = done
  }
  submit(connection: Wire) {
    connection.query(this.#text)
    return null
  }
  handleCopyInResponse(connection: Wire) {
    connection.sendCopyFromChunk(this.#rows)
    connection.endCopyFrom()
  }
  handleCommandComplete(message: { text: string }) {
    this.#count = Number(/\d+$/.exec(message.text)?.[0] ?? 0)
  }
  handleRowDescription() {}
  handleDataRow() {}
  handleEmptyQuery() {}
  handlePortalSuspended() {}
  handleCopyData() {}
  handleError(error: Error) {
    this.#done(error, 0)
  }
  handleReadyForQuery() {
    this.#done(undefined, this.#count)
  }
}

/**
 * Copies rows into a table in one statement; only ever into a table that the caller made for itself, where no policy is.
 * @param rows lines of the text format, as {@link copyLine} writes them
 * @returns how many rows came in
 * @throws a fault for what the database refused
 */
export function copyIn(client: pg.ClientBase, table: string, columns: readonly string[], rows: Buffer): Promise<number> {
  traffic.roundTrips++
  traffic.statements++
  return new Promise((resolve, reject) => {
    const text = `copy ${table} (${columns.join(', ')}) from stdin`
    client.query(new CopyIn(text, rows, (error, count) => (error ? reject(said(error)) : resolve(count))) as unknown as pg.Submittable)
  })
}

const special = /[\\\n\r\t]/
const escapes: Record<string, string> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/** One row in the text format of `COPY`; null is `\N`. */
export function copyLine(values: readonly (string | null)[]): string {
  let line = ''
  for (let i = 0; i < values.length; i++) {
    if (i > 0) line += '\t'
    const value = values[i]!
    line += value === null ? '\\N' : special.test(value) ? value.replaceAll(/[\\\n\r\t]/g, (one) => escapes[one]!) : value
  }
  return `${line}\n`
}

/** A list of texts as PostgreSQL writes an array. */
export const arrayText = (values: readonly string[]): string =>
  `{${values.map((one) => `"${one.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`).join(',')}}`
