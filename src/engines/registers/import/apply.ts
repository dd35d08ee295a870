import { kindOf } from '#declare'
import type { Box, Context } from '#kernel/context'
import { quote } from '#kernel/database'
import { Conflict, Fault, Invalid, NotAllowed } from '#kernel/errors'
import type { Definition } from '../definitions.ts'
import { giveBatch } from '../history/grounds.ts'
import { issuedColumns } from '../numbers.ts'
import { inRange, issue, withIssued, Withdrawn, writtenIssued, type Range } from './issue.ts'
import { CHUNK } from './limits.ts'
import { SOURCE_KEY } from './mapping.ts'
import type { Plan, Refusal, RowParts } from './rows-checked.ts'
import { moveSaid } from './said-rows.ts'
import { openChunk, refuse, tellChunk } from './sql.ts'
import { stagingOf } from './staging.ts'

/** The first row below the header is row 2. */
const FIRST = 2
export const chunkOf = (n: number): number => Math.floor((n - FIRST) / CHUNK)
const rangeOf = (chunk: number): Range => ({ from: FIRST + chunk * CHUNK, before: FIRST + (chunk + 1) * CHUNK })

/** New records of one box, in one statement; one that somebody else has added meanwhile is left. */
const insertSql = (definition: Definition, batch: string): string => {
  const columns = writtenIssued(definition)
  return `insert into ${definition.full} (${columns.map(({ name }) => quote(name)).join(', ')})
    select ${columns.map(({ from }) => from).join(', ')} from ${stagingOf(batch)} r${withIssued(definition)}
    where ${inRange} and r.op = 'I' and r.box = $3 on conflict do nothing`
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
  return `update ${definition.full} t set ${sets.join(', ')} from ${stagingOf(batch)} r${withIssued(definition)}
    where ${inRange} and r.op = 'U' and r.box = $3 and t.id = r.id and t.version = r.version and t.ended is null
      and (${values.map(({ differs }) => differs).join(' or ') || 'false'})`
}

const matching = (definition: Definition, batch: string, what: string, end = '') =>
  `select ${what} from ${stagingOf(batch)} r join ${definition.full} t on t.id = r.id and t.version = r.version and t.ended is null
    where ${inRange} and r.op = 'U' and r.box = $3${end}`

export interface Done {
  added: number
  changed: number
  same: number
  refused: Refusal[]
}

/** Moves the rows of a part on into the register, in the running transaction. */
async function move(parts: RowParts, ctx: Context, plan: Plan, batch: string, range: Range): Promise<Done> {
  const { definition, adds, changes } = plan
  const { from, before } = range
  const done: Done = { added: 0, changed: 0, same: 0, refused: [] }
  if (plan.intent.source !== null) return { ...(await moveSaid(parts, ctx, plan, batch, range)), refused: [] }
  const counted = await ctx.tx.rows({
    text: `select r.op, r.box, count(*)::integer as n from ${stagingOf(batch)} r where ${inRange} group by 1, 2`,
    values: [from, before],
  })
  const open = (box: Box) => {
    ctx.tx.open(definition.box, 'read', box)
    ctx.tx.open(definition.box, 'write', box)
  }
  const issued = await issue(ctx, plan, batch, range)
  const numbers = withIssued(definition) === '' ? [] : [JSON.stringify(issued)]
  for (const { op, box, n } of counted as { op: 'I' | 'U'; box: number; n: number }[]) {
    const values = [from, before, box]
    if (op === 'I') {
      open(adds[box]!)
      const { rowCount } = await ctx.tx.query({ text: insertSql(definition, batch), values: [...values, ...numbers] })
      done.added += rowCount
      if (rowCount < n) {
        const missing = await ctx.tx.rows({
          text: `select r.n from ${stagingOf(batch)} r where ${inRange} and r.op = 'I' and r.box = $3
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
          text: `select r.n from ${stagingOf(batch)} r where ${inRange} and r.op = 'U' and r.box = $3
            and r.n not in (${matching(definition, batch, 'r.n')})`,
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
  const once = () =>
    work(async (ctx) => {
      if (!(await ctx.tx.row(openChunk(batch, chunk)))) return undefined
      const done = await move(parts, ctx, plan, batch, range)
      if (whole && done.refused.length > 0) throw wholeRefused(done.refused[0]!)
      if (done.refused.length > 0) ctx.tx.later(refuse(batch, done.refused))
      giveBatch(ctx, batch)
      ctx.tx.later(tellChunk(batch, chunk, done))
      return done
    })
  const without = (refused: readonly Refusal[]) =>
    work(async (ctx) => {
      await ctx.tx.query(refuse(batch, refused))
      await ctx.tx.query({
        text: `delete from ${stagingOf(batch)} where n = any($1::integer[])`,
        values: [refused.map(({ n }) => n)],
      })
    })
  for (;;)
    try {
      return await once()
    } catch (error) {
      if (whole && error instanceof Withdrawn) throw wholeRefused(error.refused[0]!)
      if (whole || !(error instanceof Withdrawn || isOfRows(error))) throw error
      const refused = error instanceof Withdrawn ? error.refused : await culprits(parts, work, plan, batch, range, error)
      // What stood in the way is gone.
      if (refused.length === 0) return once()
      await without(refused)
    }
}

const wholeRefused = ({ n, reason }: Refusal) =>
  new Invalid(`第 ${n} 行：${reason}。按“全部成功才写入”的选择，一行也没有写入`, { code: 'import.whole' })

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
        await move(parts, ctx, plan, batch, half)
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
 * Refuses rows that repeat a key of an earlier row of the same file, and takes them out of the batch's table. It reads that table alone, so it
 * may take longer than a transaction otherwise does.
 */
export async function refuseRepeated(ctx: Context, { definition, intent, fields }: Plan, batch: string): Promise<number> {
  let count = 0
  if (definition.register.effective) return count
  ctx.tx.set('statement_timeout', '120000')
  const repeating = definition.register.unique.flatMap((keys) => {
    const columns = keys.map((key) => definition.columns.find((column) => column.key === key)!)
    if (!keys.every((key) => intent.mapping.includes(key)) || columns.some(({ field }) => field.kind === 'sequence')) return []
    const labels = columns.map(({ field }) => field.label).join('、')
    return [{ names: columns.map((column) => quote(column.sealed ? `${column.name}_blind` : column.name)), labels }]
  })
  if (intent.source !== null) repeating.push({ names: ['said_key'], labels: fields[SOURCE_KEY]!.label })
  for (const { names, labels } of repeating) {
    const rows = await ctx.tx.rows({
      text: `with twice as (select ${names.join(', ')}, min(n) as first from ${stagingOf(batch)}
          where ${names.map((name) => `${name} is not null`).join(' and ')} group by ${names.join(', ')} having count(*) > 1)
        delete from ${stagingOf(batch)} r using twice d
        where ${names.map((name) => `r.${name} = d.${name}`).join(' and ')} and r.n > d.first returning r.n, d.first, r.op`,
    })
    if (rows.length === 0) continue
    count += rows.length
    const refused = rows.map((row) => ({ n: row.n as number, reason: `${labels}与第 ${String(row.first)} 行相同` }))
    for (let i = 0; i < refused.length; i += CHUNK) await ctx.tx.query(refuse(batch, refused.slice(i, i + CHUNK)))
  }
  return count
}
