import { kindOf } from '#declare'
import { quote, type Row } from '#kernel/database'
import type { Context } from '#kernel/context'
import type { ListQuery } from './asked.ts'
import type { View } from './columns.ts'
import { getColumn, type Definition } from './definitions.ts'
import { boxConditions } from './permission.ts'
import { named } from './statements.ts'

/** How many records a list with filters looks at for one page, where no index leads to those that are meant: less than a second's work. */
export const LOOKED_AT = 200_000

/** Settings of the planner under which a table is walked through in the order of places, and stopped in the middle. */
const inOrder = ['enable_seqscan', 'enable_bitmapscan', 'enable_sort']

/** Whether an index leads to the records that a filter means; what is rare is then found as quickly as what is common. */
function leads({ register }: Definition, { ended }: ListQuery, { field, operator }: NonNullable<ListQuery['where']>[number]): boolean {
  const { kind, sealed } = register.fields[field]!
  const { index, compares } = kindOf(register.fields[field]!)
  if (index && !sealed && compares?.[operator]) return true
  if (operator !== 'is' && operator !== 'in') return false
  return (
    kind === 'ref' || field === register.holder || field === register.case || (!ended && register.unique.some(([first]) => first === field))
  )
}

/** Whether a list walks through the records to find those that its filters mean, and may be told after how many to stop. */
export const walks = (definition: Definition, query: ListQuery): query is ListQuery & { looks: number } => {
  const { looks, search, asOf, where = [] } = query
  if (looks === undefined || search || asOf || where.length === 0) return false
  return !where.some((filter) => getColumn(definition, filter.field) && leads(definition, query, filter))
}

/** Where a list goes on: after a place and a key. */
export type After = readonly [path: string, id: string]

const head = ['id', 'version', 'recorded', 'ended', 'region', 'region_code', 'region_path', 'organisation', 'holder', 'class', 'case_id']

/** The columns that a list may ask for. */
const columnsOf = ({ register, columns }: Definition): string[] => [
  ...head,
  ...(register.effective ? ['key', 'effective'] : []),
  ...columns
    .filter((column) => !column.head)
    .flatMap(({ name, sealed, derived }) => [name, ...(sealed ? [`${name}_blind`] : []), ...(derived ? [derived.name] : [])]),
]

const inPlace = (definition: Definition, box: View, query: ListQuery, after: After | undefined, values: unknown[]) => {
  const way = query.newestFirst ? ' desc' : ''
  const conditions = boxConditions(box, values)
  if (after)
    conditions.push(`(t.region_path, t.id) ${query.newestFirst ? '<' : '>'} ($${values.push(after[0])}, $${values.push(after[1])}::uuid)`)
  const where = conditions.length > 0 ? ` where ${conditions.join(' and ')}` : ''
  return `from ${definition.full} t${where} order by t.region_path${way}, t.id${way}`
}

/** The records of a box that are looked at, in the place of the register's table. */
export const lookedAt = (
  definition: Definition,
  box: View,
  query: ListQuery & { looks: number },
  after: After | undefined,
  values: unknown[],
): string => {
  const columns = columnsOf(definition).map((name) => `t.${quote(name)}`)
  return `(select ${columns.join(', ')} ${inPlace(definition, box, query, after, values)} limit $${values.push(query.looks)}) t`
}

/** The last record that was looked at, where there may be more behind it. */
export async function lastLookedAt(
  ctx: Context,
  definition: Definition,
  box: View,
  query: ListQuery & { looks: number },
  after: After | undefined,
): Promise<Row | undefined> {
  const values: unknown[] = []
  const before = query.looks - 1
  const text = `select t.region_path as "regionPath_", t.id ${inPlace(definition, box, query, after, values)} offset $${values.push(before)} limit 1`
  return ctx.tx.row(named(definition, text, values))
}

/** Has statements walk in the order of places while work goes on. */
export async function walking<T>(ctx: Context, work: () => Promise<T>): Promise<T> {
  for (const name of inOrder) ctx.tx.set(name, 'off')
  const result = await work()
  for (const name of inOrder) ctx.tx.set(name, 'on')
  return result
}
