import pg from 'pg'
import prepared from 'pg/lib/utils.js'
import type { Answer, Row, Statement } from './database.ts'
import { Broken } from './errors.ts'

type Wire = pg.Connection & {
  parsedStatements: Record<string, string>
  parse(statement: { name?: string | undefined; text: string; types?: number[] }): void
  bind(binding: {
    portal?: string
    statement?: string | undefined
    values: readonly unknown[]
    valueMapper: (value: unknown) => unknown
  }): void
  describe(what: { type: 'P'; name: string }): void
  execute(what: { portal: string; rows?: number }): void
  sync(): void
}

interface Described {
  fields: { name: string; dataTypeID: number }[]
}

/** How the rows of a statement are read: the name of each column, and what turns its text into a value. */
interface Shape {
  names: string[]
  parsers: ((text: string) => unknown)[]
}

/** Shapes of prepared statements by connection and name: what was described once is not asked for again. */
const shapes = new WeakMap<Wire, Map<string, Shape>>()

const noColumns: Shape = { names: [], parsers: [] }
const shapeOf = ({ fields }: Described): Shape => ({
  names: fields.map(({ name }) => name),
  parsers: fields.map(({ dataTypeID }) => pg.types.getTypeParser(dataTypeID, 'text')),
})

/** Rows that a statement gave or touched, from its command tag such as `INSERT 0 5`. */
const countOf = (tag: string): number => Number(/\d+$/.exec(tag)?.[0] ?? 0)

/**
 * Several statements in one round trip: parse, bind and execute for each, and a single sync. Outside a transaction block they are one
 * implicit transaction. `pg` itself waits for every answer, which costs a third of the rate of short reads.
 */
export class Batch {
  readonly #statements: readonly Statement[]
  readonly #answers: Answer[] = []
  readonly #parsing: Statement[] = []
  readonly #done: (error: Error | undefined, answers: Answer[]) => void
  #rows: Row[] = []
  #shape: Shape | undefined
  #known: Map<string, Shape> = new Map()
  #onParsed: (() => void) | undefined

  constructor(statements: readonly Statement[], done: (error: Error | undefined, answers: Answer[]) => void) {
    this.#statements = statements
    this.#done = done
  }

  submit(connection: Wire) {
    // Before anything is sent: half a batch without its sync would leave its answers to whoever comes next.
    const texts = new Map<string, string>()
    for (const { name, text } of this.#statements) {
      if (name === undefined) continue
      const known = connection.parsedStatements[name] ?? texts.get(name) ?? text
      if (known !== text) return new Broken(`statement ${name} has two texts`)
      texts.set(name, text)
    }
    this.#onParsed = () => {
      const parsed = this.#parsing.shift()
      if (parsed?.name) connection.parsedStatements[parsed.name] = parsed.text
    }
    connection.on('parseComplete', this.#onParsed)
    this.#known = shapes.get(connection) ?? this.#known
    shapes.set(connection, this.#known)
    connection.stream.cork()
    try {
      for (const statement of this.#statements) {
        const known = statement.name !== undefined && (connection.parsedStatements[statement.name] ?? this.#pending(statement.name))
        if (!known) {
          connection.parse({ name: statement.name, text: statement.text })
          this.#parsing.push(statement)
        }
        connection.bind({ statement: statement.name, values: statement.values ?? [], valueMapper: prepared.prepareValue })
        if (!known || !this.#known.has(statement.name!)) connection.describe({ type: 'P', name: '' })
        connection.execute({ portal: '' })
      }
      connection.sync()
    } finally {
      connection.stream.uncork()
    }
    return null
  }

  /** The statement whose answer is coming in. */
  get #current() {
    return this.#statements[this.#answers.length]!
  }

  #pending = (name: string) => this.#parsing.find((statement) => statement.name === name)?.text

  handleRowDescription(message: Described) {
    this.#shape = shapeOf(message)
  }
  handleDataRow({ fields }: { fields: (string | null)[] }) {
    const { names, parsers } = (this.#shape ??= this.#known.get(this.#current.name!)!)
    const row: Row = {}
    for (let i = 0; i < names.length; i++) {
      const text = fields[i]!
      row[names[i]!] = text === null ? null : parsers[i]!(text)
    }
    this.#rows.push(row)
  }
  handleCommandComplete(message: { text: string }) {
    const { name } = this.#current
    if (name !== undefined && !this.#known.has(name)) this.#known.set(name, this.#shape ?? noColumns)
    this.#answers.push({ rows: this.#rows, rowCount: countOf(message.text) })
    this.#rows = []
    this.#shape = undefined
  }
  handleEmptyQuery() {
    this.#answers.push({ rows: [], rowCount: 0 })
  }
  handlePortalSuspended() {}
  handleCopyInResponse(connection: { sendCopyFail(why: string): void; sync(): void }) {
    connection.sendCopyFail('COPY has a door of its own')
    // The server ignored the sync that came while it waited for data.
    connection.sync()
  }
  handleCopyData() {}
  handleError(error: Error, connection: Wire) {
    if (this.#onParsed) connection.removeListener('parseComplete', this.#onParsed)
    this.#done(error, [])
  }
  handleReadyForQuery(connection: Wire) {
    if (this.#onParsed) connection.removeListener('parseComplete', this.#onParsed)
    this.#done(undefined, this.#answers)
  }
}
