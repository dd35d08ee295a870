import { kindOf, type Operator } from '#declare'
import type { Context } from '#kernel/context'
import { quote } from '#kernel/database'
import { Invalid, NotAllowed } from '#kernel/errors'
import { containing } from '#kernel/like'
import { sees, seenColumn, type View } from './columns.ts'
import { getColumn, type Definition } from './definitions.ts'
import type { Instant } from './history/instant.ts'
import { boxConditions } from './permission.ts'
import { plainness, type ReadParts } from './read.ts'
import { besideOf } from './statements.ts'
import { searchQuery, type Reach } from './words.ts'

/** One filter of a list: field, operator, value or values. */
export interface Filter {
  field: string
  operator: Operator
  value: unknown
}

export interface ListQuery {
  where?: readonly Filter[]
  /** Words looked for in the register's search fields. */
  search?: string
  limit?: number
  /** These fields alone; all that are shown when not said. */
  fields?: readonly string[]
  /** Where the page before ended, as it was given out. */
  after?: string
  /** The last places and the newest records first. */
  newestFirst?: boolean
  /** How many records are looked at for a page whose filters no index leads to; all of them when not said. */
  looks?: number
  /** Of a search: the first that are met, in no order among the others, and without how many there are. */
  few?: boolean
  /** Ended records too. */
  ended?: boolean
  /** The instant for which records with periods are asked; now when not said. `all`: every period. */
  effective?: Date | 'all'
  /** Of records with periods, those of one key. */
  key?: string
  /** As the register knew it at this instant, for whoever may know its history. */
  asOf?: Instant
  /** By a field instead of by place and age; only where few enough are asked for (see `sorting.ts`). */
  sort?: { field: string; descending: boolean }
}

const comparisons: Partial<Record<Operator, string>> = { is: '=', atLeast: '>=', atMost: '<=' }

function filterCondition({ sealer }: ReadParts, definition: Definition, filter: Filter, values: unknown[], plain: boolean): string {
  const column = getColumn(definition, filter.field)
  const kind = kindOf(column.field)
  const name = `t.${quote(column.name)}`
  const put = (value: unknown) => `$${values.push(value)}`
  const problem = (message: string) =>
    new Invalid(`“${column.field.label}”${message}`, { code: 'list.filter', path: `where.${filter.field}` })
  if (!kind.operators.includes(filter.operator)) throw problem('不能这样筛选')
  // A masked value must not be found out by asking for it again and again; an exact sealed one may be looked up, and is recorded.
  // Whether it is there at all is to be seen of those kinds that show a mask in its place.
  const shown = plain || column.field.privacy === 'none' || (filter.operator === 'isEmpty' && kind.mask)
  if (!shown && !(column.sealed && filter.operator === 'is'))
    throw new NotAllowed(`不能按“${column.field.label}”筛选`, { code: 'list.masked' })
  if (filter.operator === 'isEmpty') return filter.value === false ? `${name} is not null` : `${name} is null`
  const own = kind.compares?.[filter.operator]
  if (own) {
    const message = own.check(filter.value)
    if (message) throw problem(`：${message}`)
    const { value } = filter
    return own.sql(name, put(typeof value === 'object' ? JSON.stringify(value) : String(value)), besideOf(column))
  }
  const given = Array.isArray(filter.value) ? filter.value : [filter.value]
  for (const value of given) {
    // A number that the register gives out may not be written, but may be looked for.
    const unchecked = filter.operator === 'contains' || (kind.given && !kind.sought)
    const check = kind.sought ?? kind.check
    const message = unchecked ? (typeof value === 'string' ? undefined : '应为文字') : check(value, column.field)
    if (message) throw problem(message)
  }
  if (column.sealed && filter.operator !== 'is' && filter.operator !== 'in') throw problem('只能按完整的值筛选')
  if (column.sealed)
    return `t.${quote(`${column.name}_blind`)} = any(${put(given.map((value) => sealer.blind(String(value), `${definition.register.name}.${column.key}`)))}::bytea[])`
  const type = kind.column(column.field)
  if (filter.operator === 'in') return `${name} = any(${put(given)}::${type}[])`
  if (filter.operator === 'isNot') return `${name} is distinct from ${put(given[0])}::${type}`
  if (filter.operator === 'contains') return `${name} like ${put(containing(String(given[0])))}`
  if (filter.operator === 'between') {
    if (given.length !== 2) throw problem('要给出起止两个值')
    return `${name} between ${put(given[0])}::${type} and ${put(given[1])}::${type}`
  }
  return `${name} ${comparisons[filter.operator]} ${put(given[0])}::${type}`
}

/** Where a search may look: words of masked fields find only rows that are seen plainly. */
function searchCondition(
  definition: Definition,
  box: View,
  words: string,
  plain: ReturnType<typeof plainness>,
  values: unknown[],
): string | undefined {
  // Words don't say which field they are of: where one of these isn't there, none of them is looked in.
  const there = (keys: readonly string[]) => keys.length > 0 && keys.every((key) => sees(box, key))
  const [open, closed] = [there(definition.search.open), there(definition.search.closed)]
  if (!open && !closed) return 'false'
  const put = (reach: Reach) => {
    const query = searchQuery(words, reach)
    return query === undefined ? undefined : `t.words @@ $${values.push(query)}::tsquery`
  }
  if (!closed || plain.all) return put({ open, closed })
  if (plain.none) return open ? put({ open: true, closed: false }) : 'false'
  const everywhere = put({ open, closed: true })
  return everywhere && `${everywhere} and (${plain.condition()}${open ? ` or ${put({ open: true, closed: false })}` : ''})`
}

/**
 * What a list asks of the rows of one box, and how plainly they are seen; nothing when no row of the box can be meant. Where rows lie is left
 * out with `placed: false`: of rows put together as they once were it says nothing of who may see them.
 */
export function asked(
  parts: ReadParts,
  ctx: Context,
  definition: Definition,
  box: View,
  query: ListQuery,
  values: unknown[],
  { placed = true }: { placed?: boolean } = {},
) {
  if (query.where?.some(({ field }) => !sees(box, field))) return undefined
  const plain = plainness(parts, ctx, definition, box, values)
  const conditions = placed ? boxConditions(box, values) : []
  if (!query.ended) conditions.push('t.ended is null')
  if (definition.register.effective && query.effective !== 'all')
    // Behind a policy nothing is known of periods; without the constant the planner would count on hardly any record holding.
    conditions.push(
      `(t.effective @> $${values.push(query.effective ?? (query.asOf ? new Date(query.asOf) : ctx.now))}::timestamptz or (select false))`,
    )
  if (query.key !== undefined) conditions.push(`t.key = $${values.push(query.key)}::uuid`)
  for (const filter of query.where ?? []) conditions.push(filterCondition(parts, definition, filter, values, plain.all))
  const wanted = query.search ? searchCondition(definition, box, query.search, plain, values) : undefined
  if (wanted === 'false') return undefined
  if (wanted) conditions.push(wanted)
  return { plain, conditions, where: () => (conditions.length > 0 ? ` where ${conditions.join(' and ')}` : '') }
}

/** Refuses a list that asks for what is there in none of the boxes. @throws NotFound */
export function requireSeen(definition: Definition, boxes: readonly View[], { where = [], sort }: ListQuery): void {
  for (const { field } of where) seenColumn(definition, boxes, field)
  if (sort) seenColumn(definition, boxes, sort.field)
}
