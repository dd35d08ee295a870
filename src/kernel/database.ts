import pg from 'pg'
import { Broken, Conflict, Fault, Invalid, NotAllowed, Unavailable } from './errors.ts'
import { Batch } from './pipeline.ts'

pg.types.setTypeParser(pg.types.builtins.DATE, (value) => value)
pg.types.setTypeParser(pg.types.builtins.INT8, Number)
pg.types.setTypeParser(pg.types.builtins.NUMERIC, Number)
pg.types.setTypeParser(pg.types.builtins.TIMESTAMPTZ, (value) => {
  // 2026-03-01 01:00:00.123456+00 is what a server in UTC says; a page of records has hundreds of them.
  if (value.length >= 22 && value.endsWith('+00') && value.charCodeAt(4) === 45) {
    const millis = value.charCodeAt(19) === 46 ? value.slice(20, Math.min(23, value.length - 3)).padEnd(3, '0') : '000'
    return `${value.slice(0, 10)}T${value.slice(11, 19)}.${millis}Z`
  }
  const text = value.replace(' ', 'T')
  const at = new Date(/[+-]\d\d$/.test(text) ? `${text}:00` : text)
  // What no calendar here knows, such as `infinity`, stays as it is: an error among arriving rows would end the process.
  return Number.isNaN(at.getTime()) ? value : at.toISOString()
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

/** Counts what goes to the database, for tests that pin the number of round trips; `watch` is shown each of them. */
export const traffic: { roundTrips: number; statements: number; watch?: ((statements: readonly Statement[]) => void) | undefined } = {
  roundTrips: 0,
  statements: 0,
}

/** Runs statements in one round trip, in order; the answers come in the same order. */
export function run(client: pg.ClientBase, statements: readonly Statement[]): Promise<Answer[]> {
  traffic.roundTrips++
  traffic.statements += statements.length
  traffic.watch?.(statements)
  return new Promise((resolve, reject) => {
    const batch = new Batch(statements, (error, answers) => (error ? reject(translate(error)) : resolve(answers)))
    client.query(batch as unknown as pg.Submittable)
  })
}

const beside = new WeakMap<pg.Pool, pg.Pool>()

/** Opens a pool of connections. The loss of a connection is told to `onError`; whoever was using it gets a fault of their own. */
export function openPool(config: pg.PoolConfig, onError: (error: Error) => void): pg.Pool {
  const open = (max: number) => {
    const pool = new pg.Pool({ idleTimeoutMillis: 30_000, connectionTimeoutMillis: 10_000, ...config, max })
    pool.on('error', onError)
    // The pool listens to connections that nobody uses; one that breaks in use would end the process.
    pool.on('connect', (client) => client.on('error', onError))
    return pool
  }
  const pool = open(config.max ?? 10)
  const small = open(2)
  beside.set(pool, small)
  const end = pool.end.bind(pool) as () => Promise<void>
  pool.end = (async () => {
    await Promise.all([end(), small.end()])
  }) as typeof pool.end
  return pool
}

/**
 * The small pool beside a pool, for short work that somebody waits for with an open transaction: access records, blocks of numbers,
 * counted tries. Whoever holds a connection must not wait for another of the same pool, or all of them wait for ever.
 */
export const aside = (pool: pg.Pool): pg.Pool => beside.get(pool) ?? pool

/** A connection of a pool. @throws Unavailable when none can be had in time */
export async function connect(pool: pg.Pool): Promise<pg.PoolClient> {
  try {
    return await pool.connect()
  } catch (error) {
    throw new Unavailable('数据库暂时不能应答，请稍后再试', { code: 'database.away', cause: error })
  }
}

/** Whether the server itself said what is wrong; otherwise the way to it broke. */
const said = (error: unknown): boolean => error instanceof pg.DatabaseError

/** A fault for what the database refused; SQLSTATE decides, never the text. */
function translate(error: Error & { code?: string; constraint?: string; detail?: string; hint?: string }): Error {
  if (error instanceof Fault) return error
  const { code = '', constraint } = error
  const away = () => new Unavailable('数据库暂时不能应答，请稍后再试', { code: 'database.away', cause: error })
  if (!said(error)) return away()
  if (code === '23505') return new Conflict('已有相同的记录', { code: `unique:${constraint}`, cause: error })
  if (code === '23P01') return new Conflict('与已有记录的有效期重叠', { code: `overlap:${constraint}`, cause: error })
  if (code === '23503') return new Conflict('所引用的记录不存在，或者仍被引用', { code: `reference:${constraint}`, cause: error })
  if (code === '42501') return new NotAllowed('没有权限', { code: 'database.policy', cause: error })
  if (code === '40001' || code === '40P01') return new Conflict('与他人的操作冲突，请重试', { code: 'database.retry', cause: error })
  if (code === 'CS409') return new Conflict(error.message, { code: error.hint ?? 'conflict', cause: error })
  if (code === 'CS422') return new Invalid(error.message, { code: error.hint ?? 'invalid', cause: error })
  if (code === '22003' || code === '22001') return new Invalid('数值超出范围', { code: 'database.range', cause: error })
  // Text that is no key, number or moment: checked at the doors, and where a door takes another spelling than the server.
  if (code === '22P02' || code === '22007' || code === '22008') return new Invalid('格式不对', { code: 'database.format', cause: error })
  if (code === '22021' || code === '22P05') return new Invalid('含有不能保存的字符', { code: 'database.characters', cause: error })
  if (code === '57014') return new Unavailable('用时过长，已停止', { code: 'database.timeout', cause: error })
  // 08 connection, 53 resources such as a full disk, 57P the server stops or starts, 25P03 an idle transaction was ended.
  if (/^(08|53|57P)/.test(code) || code === '25P03') return away()
  return error
}

/** An identifier in double quotes. Only names from declarations come here, never from a request. */
export function quote(identifier: string): string {
  if (!/^[A-Za-z_][\w]*$/.test(identifier)) throw new Broken(`not an identifier: ${identifier}`)
  return `"${identifier}"`
}

/** camelCase or kebab-case to the snake_case of columns and tables. */
export const snake = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`).replaceAll('-', '_')
