import pg from 'pg'
import { Broken, Conflict, Fault, Invalid, NotAllowed, Unavailable } from './errors.ts'
import { Batch } from './pipeline.ts'

pg.types.setTypeParser(pg.types.builtins.DATE, (value) => value)
pg.types.setTypeParser(pg.types.builtins.INT8, Number)
pg.types.setTypeParser(pg.types.builtins.NUMERIC, Number)
pg.types.setTypeParser(pg.types.builtins.TIMESTAMPTZ, (value) => {
  const at = value.replace(' ', 'T')
  return new Date(at.length > 3 && /[+-]\d\d$/.test(at) ? `${at}:00` : at).toISOString()
})

/** One statement. With a name it is prepared once per connection; a name always has the same text. */
export interface Statement {
  name?: string
  text: string
  values?: readonly unknown[]
}

/** A row as the driver gives it; whoever reads a column says what it is. */
export type Row = Record<string, unknown>

/** What a statement gave back. */
export interface Answer {
  rows: Row[]
  rowCount: number
}

/** Counts what goes to the database, for tests that pin the number of round trips. */
export const traffic = { roundTrips: 0, statements: 0 }

/** Runs statements in one round trip, in order; the answers come in the same order. */
export function run(client: pg.ClientBase, statements: readonly Statement[]): Promise<Answer[]> {
  traffic.roundTrips++
  traffic.statements += statements.length
  return new Promise((resolve, reject) => {
    const batch = new Batch(statements, (error, answers) => (error ? reject(translate(error)) : resolve(answers)))
    client.query(batch as unknown as pg.Submittable)
  })
}

/** Opens a pool of connections. Errors of idle connections are told to `onError`, not thrown. */
export function openPool(config: pg.PoolConfig, onError: (error: Error) => void): pg.Pool {
  const pool = new pg.Pool({ max: 10, idleTimeoutMillis: 30_000, connectionTimeoutMillis: 10_000, ...config })
  pool.on('error', onError)
  return pool
}

const unavailable = new Set(['57P01', '57P02', '57P03', '08000', '08003', '08006', 'ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE'])

/** A fault for what the database refused; SQLSTATE decides, never the text. */
function translate(error: Error & { code?: string; constraint?: string; detail?: string; hint?: string }): Error {
  if (error instanceof Fault) return error
  const { code = '', constraint } = error
  if (code === '23505') return new Conflict('已有相同的记录', { code: `unique:${constraint}`, cause: error })
  if (code === '23P01') return new Conflict('与已有记录的有效期重叠', { code: `overlap:${constraint}`, cause: error })
  if (code === '42501') return new NotAllowed('没有权限', { code: 'database.policy', cause: error })
  if (code === '40001' || code === '40P01') return new Conflict('与他人的操作冲突，请重试', { code: 'database.retry', cause: error })
  if (code === 'CS409') return new Conflict(error.message, { code: error.hint ?? 'conflict', cause: error })
  if (code === '22003' || code === '22001') return new Invalid('数值超出范围', { code: 'database.range', cause: error })
  if (code === '57014') return new Unavailable('用时过长，已停止', { code: 'database.timeout', cause: error })
  if (unavailable.has(code)) return new Unavailable('数据库暂时不能应答，请稍后再试', { code: 'database.away', cause: error })
  return error
}

/** An identifier in double quotes. Only names from declarations come here, never from a request. */
export function quote(identifier: string): string {
  if (!/^[A-Za-z_][\w]*$/.test(identifier)) throw new Broken(`not an identifier: ${identifier}`)
  return `"${identifier}"`
}

/** camelCase or kebab-case to the snake_case of columns and tables. */
export const snake = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`).replaceAll('-', '_')
