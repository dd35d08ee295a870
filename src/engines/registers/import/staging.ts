import type { Context } from '#kernel/context'
import { quote, type Row } from '#kernel/database'
import type { Definition } from '../definitions.ts'
import { writtenColumns } from '../written.ts'
import { integerArray, textArray } from './binary-arrays.ts'

/** A row on its way: a new record, or what changes of one that is there. */
export interface Staged {
  n: number
  op: 'I' | 'U'
  /** Which of the actor's boxes it lies in. */
  box: number
  /** Of a change: the version that was seen. */
  version: number | null
  row: Row
}

/**
 * The table in which the good rows of a batch wait, seen by whoever sees the batch. It is unlogged: after a crash of the server it is empty,
 * and the file is read again. What was checked together lies together, as one row with a list for each column: a row of the file by itself
 * would cost as much to keep as all that is done with it later.
 */
export const stagingOf = (batch: string): string => `staging.${quote(`batch_${batch.replaceAll('-', '')}`)}`

/** Where the source's own number of a row waits, and what the source says. */
export const SAID_KEY = '_said_key'
export const SAID = '_said'

/** The columns that wait, all as text, in the order of what is written of a record; no field has a name that begins like those of a pack. */
const waiting = (definition: Definition) => [
  ...writtenColumns(definition).map(({ name, type }) => ({ name, type })),
  // What a source says, sealed, and its own number of the row.
  ...(definition.contributions ? [SAID_KEY, SAID].map((name) => ({ name, type: 'text' })) : []),
]

/** Makes the table of a batch anew. */
export async function openStaging(ctx: Context, definition: Definition, batch: string): Promise<void> {
  await ctx.tx.query({
    name: 'registers.staging-open',
    text: 'select registers.open_staging($1::uuid, $2::text[])',
    values: [batch, waiting(definition).map(({ name }) => name)],
  })
}

/** Takes the table of a batch away, if it is there. */
export async function closeStaging(ctx: Context, batch: string): Promise<void> {
  await ctx.tx.query({ name: 'registers.staging-close', text: 'select registers.close_staging($1::uuid)', values: [batch] })
}

/** Parts the words of a record; no word holds one. */
const BETWEEN_WORDS = '\n'

/** A list of texts as PostgreSQL writes an array. */
const arrayText = (values: readonly string[]): string =>
  `{${values.map((one) => `"${one.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`).join(',')}}`

function wire(value: unknown, { name, type }: { name: string; type: string }): string | null {
  if (value === null || value === undefined) return null
  if (typeof value === 'string' && type !== 'jsonb') return value
  if (name === 'words') return (value as string[]).join(BETWEEN_WORDS)
  if (type === 'jsonb') return JSON.stringify(value)
  if (Array.isArray(value)) return arrayText(value as string[])
  return String(value)
}

/** Takes a waiting column `u` back as what it is. */
function unwired({ name, type }: { name: string; type: string }): string {
  const column = `u.${quote(name)}`
  if (name === 'words') return `string_to_array(${column}, E'\\n') as words`
  return type === 'text' ? column : `${column}::${type} as ${quote(name)}`
}

/** Puts checked rows into the batch's table, in one statement with the transaction's others. COPY would pass by row-level security, so it is refused. */
export function fillStaging(ctx: Context, definition: Definition, batch: string, rows: readonly Staged[]): void {
  const columns = waiting(definition)
  const packs = new Map<string, Staged[]>()
  for (const row of rows) {
    const key = row.op + row.box
    const pack = packs.get(key)
    if (pack) pack.push(row)
    else packs.set(key, [row])
  }
  for (const pack of packs.values()) {
    const { op, box } = pack[0]!
    const numbers = pack.map(({ n }) => n)
    ctx.tx.later({
      text: `insert into ${stagingOf(batch)} (_first, _last, _op, _box, _n, _version, ${columns.map(({ name }) => quote(name)).join(', ')})
        values ($1::integer, $2::integer, $3::"char", $4::smallint, $5::integer[], $6::integer[], ${columns.map((_, at) => `$${at + 7}::text[]`).join(', ')})`,
      values: [
        numbers[0],
        numbers.at(-1),
        op,
        box,
        integerArray(numbers),
        integerArray(pack.map(({ version }) => version)),
        ...columns.map((column) => textArray(pack.map(({ row }) => wire(row[column.name], column)))),
      ],
    })
  }
}

/** Unpacks these columns beside some of the packs' own, as `r`. */
function unpacked(definition: Definition, batch: string, own: readonly string[], names: readonly string[], where = ''): string {
  const columns = waiting(definition).filter(({ name }) => names.includes(name))
  const lists = ['_n', '_version', ...columns.map(({ name }) => quote(name))]
  return `(select ${[...own, 'u._n', 'u._version', ...columns.map(unwired)].join(', ')}
    from ${stagingOf(batch)} p, unnest(${lists.map((name) => `p.${name}`).join(', ')}) as u(${lists.join(', ')})${where}) r`
}

/** All rows that wait, with `_op`, `_n` and these columns, as `r`. */
export const allStaged = (definition: Definition, batch: string, names: readonly string[]): string =>
  unpacked(definition, batch, ['p._op'], names)

/** A part of a batch by its row numbers. */
export interface Range {
  from: number
  before: number
}

/** The parameters with which a statement over {@link staged} rows begins. */
export const partOf = (batch: string, { from, before }: Range): unknown[] => [from, before, batch]

/** The rows of a part that were not refused since they were checked, with `_op`, `_box`, `_n`, `_version` and these columns, as `r`. */
export const staged = (definition: Definition, batch: string, names: readonly string[]): string =>
  unpacked(
    definition,
    batch,
    ['p._op', 'p._box'],
    names,
    `
    where p._last >= $1 and p._first < $2 and u._n >= $1 and u._n < $2
      and u._n <> all (array(select f.n from registers.import_refusal f where f.batch = $3::uuid and f.n >= $1 and f.n < $2))`,
  )
