import type { Context } from '#kernel/context'
import type { Row } from '#kernel/database'
import { NotFound } from '#kernel/errors'
import { isKey } from '#kernel/keys'
import type { Mapping } from './mapping.ts'
import type { Intent } from './rows-checked.ts'
import type { Shape } from './source.ts'
import { oneBatch } from './sql.ts'

export type BatchState = 'uploaded' | 'checking' | 'checked' | 'applying' | 'done' | 'cancelled' | 'failed'

/** A file on its way into a register, as whoever brought it sees it. */
export interface Batch {
  id: string
  register: string
  /** What the file is called. */
  file: string
  bytes: number
  shape: Shape
  mapping: Mapping
  /** The source of a base register that it speaks for. */
  source: string | null
  mode: Intent['mode']
  key: string[]
  whole: boolean
  clears: boolean
  state: BatchState
  stopping: boolean
  /** Rows that were checked so far; of them, those that would be added, and that are there already. */
  read: number
  fresh: number
  matching: number
  added: number
  changed: number
  same: number
  refused: number
  /** Chunks that are done. */
  chunks: number
  /** Why it ended before its end. */
  problem: string | null
  uploaded: string
  checked: string | null
  started: string | null
  ended: string | null
}

/** What is to be done with a file: where its columns go, and how. */
export interface Intended {
  mapping: readonly (string | null)[]
  /** Of a base register: the source whose word the rows are. */
  source?: string | null
  mode: Intent['mode']
  key?: readonly string[]
  whole?: boolean
  clears?: boolean
  /** Keeps the mapping under this name. */
  keepAs?: string
}

export const asBatch = (row: Row): Batch => {
  const { account: _account, post: _post, organisation: _organisation, ...rest } = row
  return rest as unknown as Batch
}

/** @throws NotFound for a batch that is not the actor's own */
export async function getBatch(ctx: Context, id: string): Promise<Batch> {
  const row = isKey(id) ? await ctx.tx.row(oneBatch(id)) : undefined
  if (!row) throw new NotFound('没有这个导入批次', { code: 'import.none' })
  return asBatch(row)
}
