import { kindOf } from '#declare'
import type { Box, Context } from '#kernel/context'
import { quote } from '#kernel/database'
import { Conflict, Fault, Invalid, NotAllowed } from '#kernel/errors'
import type { Definition } from '../definitions.ts'
import { giveBatch } from '../history/grounds.ts'
import { issuedColumns } from '../numbers.ts'
import { issue, withIssued, Withdrawn, writtenIssued } from './issue.ts'
import { CHUNK } from './limits.ts'
import { SOURCE_KEY } from './mapping.ts'
import type { Plan, Refusal, RowParts } from './rows-checked.ts'
import { moveSaid } from './said-rows.ts'
import { openChunk, refuse, tellChunk } from './sql.ts'
import { allStaged, partOf, SAID_KEY, staged, type Range, type Staged } from './staging.ts'

/** The first row below the header is row 2. */
const FIRST = 2
export const chunkOf = (n: number): number => Math.floor((n - FIRST) / CHUNK)
const rangeOf = (chunk: number): Range => ({ from: FIRST + chunk * CHUNK, before: FIRST + (chunk + 1) * CHUNK })

/**
 * New records of one box, in one statement. One that somebody else has added meanwhile has it refused; done with care, it is left. Care has
 * every row looked up and marked first, which costs a quarter more and is seldom needed.
 */
function insertSql(definition: Definition, batch: string, careful: boolean): string {
  const columns = writtenIssued(definition)
  const names = columns.map(({ name }) => name)
  return `insert into ${definition.full} (${names.map(quote).join(', ')})
    select ${columns.map(({ from }) => from).join(', ')} from ${staged(definition, batch, names)}${withIssued(definition)}
    where r._op = 'I' and r._box = $4${careful ? ' on conflict do nothing' : ''}`
}

/** More than the words of the rows between two calls of {@link settleWords} take. */
const WORDS_WAIT = '64MB'

/** Has the indexes of a register take in the words that came lately: until then each search looks through them. */
export async function settleWords(ctx: Context, { full }: Definition, batch: string): Promise<void> {
  ctx.tx.set('statement_timeout', '120000')
  await ctx.tx.query({ name: 'registers.settle-words', text: 'select registers.settle_words($1::uuid, $2)', values: [batch, full] })
}

interface Change {
  column: string
  to: string
  differs: string
}

/** The columns that the file brings, and those that follow from it, each with what it becomes. */
function brought({ definition, intent: { mapping, clears }, formulas }: Plan): Change[] {
  const { register, columns } = definition
  const set = (name: string, from: string, empties = clears): Change => {
    const to = empties ? from : `coalesce(${from}, t.${quote(name)})`
    return { column: name, to, differs: `t.${quote(name)} is distinct from ${to}` }
  }
  const written = new Map(writtenIssued(definition).map((one) => [one.name, one.from]))
  const sides = (['region', 'organisation', 'holder', 'case'] as const).flatMap((side) => {
    const key = register[side]
    if (key === undefined || key === 'id' || !mapping.includes(key)) return []
    const names = side === 'region' ? ['region', 'region_code', 'region_path'] : [side === 'case' ? 'case_id' : side]
    return names.map((name) => ({
      column: name,
      to: `coalesce(r.${name}, t.${name})`,
      differs: `t.${name} is distinct from coalesce(r.${name}, t.${name})`,
    }))
  })
  const own = columns.flatMap((column) => {
    // What was worked out is the formula's answer, also when it is nothing; what was issued stays.
    if (column.field.kind === 'formula') return formulas.length > 0 ? [set(column.name, written.get(column.name)!, true)] : []
    if (column.field.kind === 'gapless') return [set(column.name, written.get(column.name)!, false)]
    if (column.head || kindOf(column.field).given || !mapping.includes(column.key)) return []
    if (!column.sealed) return [set(column.name, written.get(column.name)!)]
    // The same value sealed twice are other bytes: whether it changed is told by its blind index, and it stays as it is where it did not.
    const blind = set(`${column.name}_blind`, written.get(`${column.name}_blind`)!)
    const sealed = `case when ${blind.differs} then ${set(column.name, written.get(column.name)!).to} else t.${quote(column.name)} end`
    return [{ column: column.name, to: sealed, differs: 'false' }, blind]
  })
  return [...sides, ...own]
}

/** Changes of one box, of those records that still have the version seen and do not hold the same already. */
function updateSql(plan: Plan, batch: string): string {
  const { definition, intent, formulas } = plan
  const values = brought(plan)
  const words = writtenIssued(definition).find(({ name }) => name === 'words')!.from
  const touched = new Set([...intent.mapping, ...formulas.map(({ key }) => key), ...issuedColumns(definition).map(({ key }) => key)])
  const sets = [
    'version = t.version + 1',
    'recorded = clock_timestamp()',
    ...values.map(({ column, to }) => `${quote(column)} = ${to}`),
    ...(definition.register.search.some((key) => touched.has(key)) ? [`words = coalesce(${words}, t.words)`] : []),
  ]
  const names = writtenIssued(definition).map(({ name }) => name)
  return `update ${definition.full} t set ${sets.join(', ')} from ${staged(definition, batch, names)}${withIssued(definition)}
    where r._op = 'U' and r._box = $4 and t.id = r.id and t.version = r._version and t.ended is null
      and (${values.map(({ differs }) => differs).join(' or ') || 'false'})`
}

const matching = (definition: Definition, batch: string, what: string, end = '') =>
  `select ${what} from ${staged(definition, batch, ['id'])} join ${definition.full} t on t.id = r.id and t.version = r._version and t.ended is null
    where r._op = 'U' and r._box = $4${end}`

export interface Done {
  added: number
  changed: number
  same: number
  refused: Refusal[]
}

/** Moves the rows of a part on into the register, in the running transaction. */
async function move(parts: RowParts, ctx: Context, plan: Plan, batch: string, range: Range, careful: boolean): Promise<Done> {
  const { definition, adds, changes } = plan
  const part = partOf(batch, range)
  // Words wait until {@link settleWords} has their index take them in.
  ctx.tx.set('gin_pending_list_limit', WORDS_WAIT)
  const done: Done = { added: 0, changed: 0, same: 0, refused: [] }
  if (plan.intent.source !== null) return { ...(await moveSaid(parts, ctx, plan, batch, range)), refused: [] }
  const counted = await ctx.tx.rows({
    text: `select r._op as op, r._box as box, count(*)::integer as n from ${staged(definition, batch, [])} group by 1, 2`,
    values: part,
  })
  const open = (box: Box) => {
    ctx.tx.open(definition.box, 'read', box)
    ctx.tx.open(definition.box, 'write', box)
  }
  const issued = await issue(ctx, plan, batch, range)
  const numbers = withIssued(definition) === '' ? [] : [JSON.stringify(issued)]
  for (const { op, box, n } of counted as { op: 'I' | 'U'; box: number; n: number }[]) {
    const values = [...part, box]
    if (op === 'I') {
      open(adds[box]!)
      const { rowCount } = await ctx.tx.query({ text: insertSql(definition, batch, careful), values: [...values, ...numbers] })
      done.added += rowCount
      if (rowCount < n) {
        const missing = await ctx.tx.rows({
          text: `select r._n as n from ${staged(definition, batch, ['id'])} where r._op = 'I' and r._box = $4
            and not exists (select from ${definition.full} t where t.id = r.id)`,
          values,
        })
        done.refused.push(...missing.map((row) => ({ n: row.n as number, reason: '已有相同的记录' })))
      }
    } else {
      open(changes[box]!)
      // Whoever changes one of these records now waits, so that what is counted next stays true until the end.
      const { rowCount: locked } = await ctx.tx.query({
        text: matching(definition, batch, 't.id', ' order by t.id for update of t'),
        values,
      })
      if (locked < n) {
        const lost = await ctx.tx.rows({
          text: `select r._n as n from ${staged(definition, batch, [])} where r._op = 'U' and r._box = $4
            and r._n not in (${matching(definition, batch, 'r._n')})`,
          values,
        })
        done.refused.push(...lost.map((row) => ({ n: row.n as number, reason: '检查以后，这条记录被他人修改过' })))
      }
      const { rowCount } = await ctx.tx.query({ text: updateSql(plan, batch), values: [...values, ...numbers] })
      done.changed += rowCount
      done.same += locked - rowCount
    }
  }
  if (issued.length > 0 && done.refused.length > 0) throw new Withdrawn(done.refused)
  return done
}

/** How a piece of work is done as one transaction, under the batch's purpose. */
export type Work = <T>(work: (ctx: Context) => Promise<T>) => Promise<T>

/**
 * Applies one chunk in one transaction, with the mark that it is done. Done before, it does nothing.
 * @returns what it did; nothing when another run did it
 * @throws Invalid in a batch that goes in whole or not at all, when a row is refused
 */
export async function applyChunk(
  parts: RowParts,
  work: Work,
  plan: Plan,
  batch: string,
  chunk: number,
  whole: boolean,
): Promise<Done | undefined> {
  const range = rangeOf(chunk)
  const once = (careful: boolean) =>
    work(async (ctx) => {
      if (!(await ctx.tx.row(openChunk(batch, chunk)))) return undefined
      const done = await move(parts, ctx, plan, batch, range, careful)
      if (whole && done.refused.length > 0) throw wholeRefused(done.refused[0]!)
      if (done.refused.length > 0) ctx.tx.later(refuse(batch, done.refused))
      giveBatch(ctx, batch)
      ctx.tx.later(tellChunk(batch, chunk, done))
      return done
    })
  const without = (refused: readonly Refusal[]) => work((ctx) => ctx.tx.query(refuse(batch, refused)))
  for (let careful = false; ; careful = true)
    try {
      return await once(careful)
    } catch (error) {
      if (!careful && isThere(error)) continue
      if (whole && error instanceof Withdrawn) throw wholeRefused(error.refused[0]!)
      if (whole || !(error instanceof Withdrawn || isOfRows(error))) throw error
      const refused = error instanceof Withdrawn ? error.refused : await culprits(parts, work, plan, batch, range, error)
      // What stood in the way is gone.
      if (refused.length === 0) return once(true)
      await without(refused)
    }
}

const wholeRefused = ({ n, reason }: Refusal) =>
  new Invalid(`第 ${n} 行：${reason}。按“全部成功才写入”的选择，一行也没有写入`, { code: 'import.whole' })

/** Whether a record of the same key, or of an overlapping period, is there already. */
const isThere = (error: unknown): boolean => error instanceof Conflict && /^(unique|overlap):/.test(error.code ?? '')

/** Whether the database refused values, and not the way to it broke or somebody was in the way. */
const isOfRows = (error: unknown): error is Fault =>
  (error instanceof Invalid && error.code !== 'import.whole') ||
  (error instanceof NotAllowed && error.code === 'register.place') ||
  (error instanceof Conflict && error.code !== 'database.retry')

class Tried extends Error {}

/** The rows that the database refuses, found by trying halves that are always rolled back. */
async function culprits(parts: RowParts, work: Work, plan: Plan, batch: string, range: Range, error: Fault): Promise<Refusal[]> {
  const middle = Math.floor((range.from + range.before) / 2)
  if (middle === range.from) return [{ n: range.from, reason: error.message }]
  const found: Refusal[] = []
  for (const half of [
    { from: range.from, before: middle },
    { from: middle, before: range.before },
  ])
    try {
      await work(async (ctx) => {
        await move(parts, ctx, plan, batch, half, true)
        throw new Tried()
      })
    } catch (wrong) {
      if (wrong instanceof Tried) continue
      if (wrong instanceof Withdrawn) {
        found.push(...wrong.refused)
        continue
      }
      if (!isOfRows(wrong)) throw wrong
      found.push(...(await culprits(parts, work, plan, batch, half, wrong)))
    }
  return found
}

/**
 * Refuses rows that repeat a key of an earlier row of the same file. It reads that table alone, so it may take longer than a transaction
 * otherwise does.
 * @returns how many new records and changes these were
 */
export async function refuseRepeated(
  ctx: Context,
  { definition, intent, fields }: Plan,
  batch: string,
): Promise<Record<Staged['op'], number>> {
  const count = { I: 0, U: 0 }
  if (definition.register.effective) return count
  ctx.tx.set('statement_timeout', '120000')
  // Nobody knows how many rows wait, and rows compared one by one with all others would take hours.
  ctx.tx.set('enable_nestloop', 'off')
  const repeating = definition.register.unique.flatMap((keys) => {
    const columns = keys.map((key) => definition.columns.find((column) => column.key === key)!)
    if (!keys.every((key) => intent.mapping.includes(key)) || columns.some(({ field }) => field.kind === 'sequence')) return []
    const labels = columns.map(({ field }) => field.label).join('、')
    return [{ names: columns.map((column) => (column.sealed ? `${column.name}_blind` : column.name)), labels }]
  })
  if (intent.source !== null) repeating.push({ names: [SAID_KEY], labels: fields[SOURCE_KEY]!.label })
  for (const { names, labels } of repeating) {
    const own = names.map((name) => `r.${quote(name)}`)
    const rows = await ctx.tx.rows({
      text: `with waiting as (select r._n, r._op, ${own.join(', ')} from ${allStaged(definition, batch, names)}
          where ${own.map((name) => `${name} is not null`).join(' and ')}
            and not exists (select from registers.import_refusal f where f.batch = $1::uuid and f.n = r._n)),
        twice as (select ${own.join(', ')}, min(r._n) as first from waiting r group by ${own.join(', ')} having count(*) > 1)
        select r._n as n, r._op as op, d.first from waiting r join twice d on ${names.map((name) => `r.${quote(name)} = d.${quote(name)}`).join(' and ')}
        where r._n > d.first`,
      values: [batch],
    })
    const refused = rows.map(({ n, first }) => ({ n: n as number, reason: `${labels}与第 ${String(first)} 行相同` }))
    for (let i = 0; i < refused.length; i += CHUNK) await ctx.tx.query(refuse(batch, refused.slice(i, i + CHUNK)))
    for (const { op } of rows) count[op as Staged['op']]++
  }
  return count
}
