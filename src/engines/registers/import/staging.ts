import type pg from 'pg'
import { copyIn, copyLine, arrayText } from '#kernel/copy'
import { quote, type Row } from '#kernel/database'
import type { Definition } from '../definitions.ts'
import { writtenColumns, type Written } from '../write.ts'

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

/** The table in which the good rows of a batch wait. It is unlogged: after a crash of the server it is empty, and the file is read again. */
export const stagingOf = (batch: string): string => `staging.${quote(`batch_${batch.replaceAll('-', '')}`)}`

const own: Written[] = [
  { name: 'n', type: 'integer', from: 'r.n' },
  { name: 'op', type: '"char"', from: 'r.op' },
  { name: 'box', type: 'smallint', from: 'r.box' },
  { name: 'version', type: 'integer', from: 'r.version' },
]

export const dropStaging = (batch: string): string => `drop table if exists ${stagingOf(batch)}`

/** SQL that makes the table anew, with a column for everything that is written of a record, in the types in which values travel. */
export const makeStaging = (definition: Definition, batch: string): string =>
  `create unlogged table ${stagingOf(batch)} (${[...own, ...writtenColumns(definition)]
    .map(({ name, type }) => `${quote(name)} ${type}${name === 'n' ? ' primary key' : ''}`)
    .join(', ')}) with (autovacuum_enabled = off)`

function wire(value: unknown, type: string): string | null {
  if (value === null || value === undefined) return null
  if (type === 'jsonb') return JSON.stringify(value)
  if (Array.isArray(value)) return arrayText(value as string[])
  return String(value)
}

/** Copies rows into the batch's table. */
export async function fillStaging(client: pg.ClientBase, definition: Definition, batch: string, rows: readonly Staged[]): Promise<void> {
  const columns = writtenColumns(definition)
  let text = ''
  for (const { n, op, box, version, row } of rows)
    text += copyLine([
      String(n),
      op,
      String(box),
      version === null ? null : String(version),
      ...columns.map(({ name, type }) => wire(row[name], type)),
    ])
  await copyIn(
    client,
    stagingOf(batch),
    [...own, ...columns].map(({ name }) => quote(name)),
    Buffer.from(text),
  )
}
