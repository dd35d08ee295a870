import type { Context } from '#kernel/context'
import { quote, type Row } from '#kernel/database'
import type { Definition } from '../definitions.ts'
import { writtenColumns } from '../written.ts'

/** A row on its way: a new record, or what changes of one that is there. */
export interface Staged {
  n: number
  op: 'I' | 'U'
  /** Which of the actor's boxes it lies in. */
  box: number
  /** Of a change: the version that was seen. */
  version: number | null
  row: Row
  /** Of a source's word: its own number of the row, and what it says, sealed. */
  said?: { key: string; text: string }
}

/**
 * The table in which the good rows of a batch wait, seen by whoever sees the batch. It is unlogged: after a crash of the server it is empty,
 * and the file is read again.
 */
export const stagingOf = (batch: string): string => `staging.${quote(`batch_${batch.replaceAll('-', '')}`)}`

interface StagedColumn {
  name: string
  type: string
  of(staged: Staged): unknown
}

/** What is staged of a row: how it is meant, and everything that is written of a record, in the types in which values travel. */
const columnsOf = (definition: Definition): StagedColumn[] => [
  { name: 'n', type: 'integer', of: ({ n }) => n },
  { name: 'op', type: '"char"', of: ({ op }) => op },
  { name: 'box', type: 'smallint', of: ({ box }) => box },
  { name: 'version', type: 'integer', of: ({ version }) => version },
  ...(definition.contributions
    ? [
        { name: 'said_key', type: 'text', of: ({ said }: Staged) => said?.key ?? null },
        { name: 'said', type: 'text', of: ({ said }: Staged) => said?.text ?? null },
      ]
    : []),
  ...writtenColumns(definition).map(({ name, type }) => ({ name, type, of: ({ row }: Staged) => row[name] })),
]

/** Makes the table of a batch anew. */
export async function openStaging(ctx: Context, definition: Definition, batch: string): Promise<void> {
  const columns = columnsOf(definition)
  await ctx.tx.query({
    name: 'registers.staging-open',
    text: 'select registers.open_staging($1::uuid, $2::text[], $3::text[])',
    values: [batch, columns.map(({ name }) => name), columns.map(({ type }) => type)],
  })
}

/** Takes the table of a batch away, if it is there. */
export async function closeStaging(ctx: Context, batch: string): Promise<void> {
  await ctx.tx.query({ name: 'registers.staging-close', text: 'select registers.close_staging($1::uuid)', values: [batch] })
}

/** Says that the table holds what it will hold. */
export async function settleStaging(ctx: Context, batch: string): Promise<void> {
  await ctx.tx.query({ name: 'registers.staging-settle', text: 'select registers.settle_staging($1::uuid)', values: [batch] })
}

/** A list of texts as PostgreSQL writes an array. */
const arrayText = (values: readonly string[]): string =>
  `{${values.map((one) => `"${one.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`).join(',')}}`

function wire(value: unknown, type: string): string | null {
  if (value === null || value === undefined) return null
  if (type === 'jsonb') return JSON.stringify(value)
  if (Array.isArray(value)) return arrayText(value as string[])
  return String(value)
}

/** Puts rows into the batch's table, in one statement with the transaction's others. COPY would pass by row-level security, so it is refused. */
export function fillStaging(ctx: Context, definition: Definition, batch: string, rows: readonly Staged[]): void {
  const columns = columnsOf(definition)
  const letters = columns.map((_, at) => `c${at}`)
  ctx.tx.later({
    text: `insert into ${stagingOf(batch)} (${columns.map(({ name }) => quote(name)).join(', ')})
      select ${columns.map(({ type }, at) => `u.c${at}::${type}`).join(', ')}
      from unnest(${columns.map((_, at) => `$${at + 1}::text[]`).join(', ')}) as u(${letters.join(', ')})`,
    values: columns.map(({ type, of }) => rows.map((one) => wire(of(one), type))),
  })
}
