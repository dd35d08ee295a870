import { kindOf, type Id, type Operator } from '#declare'
import type { AccessLog } from '#kernel/access'
import type { Box, Context } from '#kernel/context'
import { quote, type Row } from '#kernel/database'
import { Invalid, NotAllowed, NotFound } from '#kernel/errors'
import { NO_KEY, isKey } from '#kernel/keys'
import { containing } from '#kernel/like'
import type { Sealer } from '#kernel/sealing'
import { getColumn, type Column, type Definition, type Definitions } from './definitions.ts'
import { boxConditions, boxesFor, rowsWithin } from './permission.ts'
import { named, selection } from './statements.ts'
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
  /** Where the page before ended, as it was given out. */
  after?: string
  /** Ended records too. */
  ended?: boolean
  /** The instant for which records with periods are asked; now when not said. `all`: every period. */
  effective?: Date | 'all'
}

/** A record as it leaves the engine: its head and its fields by key. */
export type AnyRecord = Row & { id: Id; version: number; recorded: string; ended: string | null }

export interface Page {
  items: AnyRecord[]
  next: string | null
  /** Keys of fields whose values were masked in at least one record. */
  masked: string[]
}

/** What reading stands on. */
export interface ReadParts {
  definitions: Definitions
  sealer: Sealer
  access: AccessLog
}

const cursorOf = (row: Row) => Buffer.from(`${row.regionPath_} ${row.id}`).toString('base64url')
function readCursor(cursor: string): [string, string] {
  const [path = '', id = ''] = Buffer.from(cursor, 'base64url').toString('utf8').split(' ')
  if (!isKey(id)) throw new Invalid('翻页标记不对，请从第一页开始', { code: 'list.cursor', path: 'after' })
  return [path, id]
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
  const given = Array.isArray(filter.value) ? filter.value : [filter.value]
  for (const value of given) {
    // A number that the register gives out may not be written, but may be looked for.
    const unchecked = filter.operator === 'contains' || column.field.kind === 'sequence'
    const message = unchecked ? (typeof value === 'string' ? undefined : '应为文字') : kind.check(value, column.field)
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

/** Opens what is sealed and masks what this actor may not see plainly (`plain_` of each row); whose own record it is sees it whole. */
export function uncover(
  parts: ReadParts,
  ctx: Context,
  definition: Definition,
  rows: readonly Row[],
): { items: AnyRecord[]; masked: string[] } {
  const masked = new Set<string>()
  const { person } = ctx.actor
  const { leaving, touched } = passage(definition)
  const items = rows.map((row) => {
    const plain = row.plain_ === true || (person !== null && row.holder_ === person)
    const record: Row = {}
    for (const key of leaving) record[key] = row[key]
    for (const { column, place, mask } of touched) {
      const value = record[column.key]
      if (value === null || value === undefined) continue
      const opened = column.sealed ? parts.sealer.open(value as Buffer, place) : value
      if (plain || column.field.privacy === 'none') record[column.key] = opened
      else {
        record[column.key] = mask ? mask(opened, column.field) : null
        masked.add(column.key)
      }
    }
    return record as AnyRecord
  })
  return { items, masked: [...masked] }
}

/** What leaves the engine of a row, and the columns whose values do so otherwise than the table gives them. */
interface Passage {
  leaving: readonly string[]
  touched: readonly { column: Column; place: string; mask: ReturnType<typeof kindOf>['mask'] }[]
}
const passages = new WeakMap<Definition, Passage>()

function passage(definition: Definition): Passage {
  const known = passages.get(definition)
  if (known) return known
  const { register, columns } = definition
  const made: Passage = {
    leaving: [
      'id',
      'version',
      'recorded',
      'ended',
      ...(register.effective ? ['key', 'from', 'to'] : []),
      ...columns.map((column) => column.key),
    ],
    touched: columns
      .filter(({ sealed, field }) => sealed || field.privacy !== 'none')
      .map((column) => ({ column, place: `${register.name}.${column.key}`, mask: kindOf(column.field).mask })),
  }
  passages.set(definition, made)
  return made
}

async function recordAccess(
  parts: ReadParts,
  ctx: Context,
  definition: Definition,
  rows: readonly Row[],
  act: 'read' | 'search',
  masked: readonly string[],
) {
  if (definition.personal.length === 0 || rows.length === 0 || ctx.actor.kind === 'system') return
  const subjects = rows.map((row) => (row.holder_ && row.holder_ !== NO_KEY ? (row.holder_ as string) : (row.id as string)))
  await parts.access.record(ctx, {
    register: definition.register.name,
    act,
    subjects: [...new Set(subjects)],
    fields: definition.personal.filter((key) => !masked.includes(key)),
  })
}

/** The boxes that an act is allowed in. @throws NotAllowed when there is none */
export function requireBoxes(
  parts: Pick<ReadParts, 'definitions'>,
  ctx: Context,
  definition: Definition,
  act: Parameters<typeof boxesFor>[3],
): Box[] {
  const boxes = boxesFor(parts.definitions.roles, ctx, definition.register, act)
  if (boxes.length === 0) throw new NotAllowed(`没有权限${actWords[act]}“${definition.register.label}”`, { code: `register.${act}` })
  return boxes
}
const actWords = {
  read: '查看',
  add: '登记',
  change: '修改',
  end: '终止',
  unmask: '查看明文',
  export: '导出',
  history: '查看历史',
} as const

/** Which rows of a box this actor sees plainly, and the column that says so of each row. */
export function plainness(parts: Pick<ReadParts, 'definitions'>, ctx: Context, definition: Definition, box: Box, values: unknown[]) {
  if (definition.personal.length === 0) return { all: true, condition: 'true', column: '' }
  if (ctx.actor.person !== null && box.holder[0] === ctx.actor.person && box.holder[1] === ctx.actor.person)
    return { all: true, condition: 'true', column: ', true as "plain_"' }
  const rows = rowsWithin(box, boxesFor(parts.definitions.roles, ctx, definition.register, 'unmask'))
  const condition = typeof rows === 'boolean' ? String(rows) : rows(values)
  return { all: rows === true, condition, column: `, ${condition} as "plain_"` }
}

/** Where a search may look: words of masked fields find only rows that are seen plainly. */
function searchCondition(
  definition: Definition,
  words: string,
  plain: ReturnType<typeof plainness>,
  values: unknown[],
): string | undefined {
  const { open, closed } = definition.search
  const put = (reach: Reach) => {
    const query = searchQuery(words, reach)
    return query === undefined ? undefined : `t.words @@ $${values.push(query)}::tsquery`
  }
  if (closed.length === 0 || plain.all) return put({ open: open.length > 0, closed: closed.length > 0 })
  if (plain.condition === 'false') return open.length > 0 ? put({ open: true, closed: false }) : 'false'
  const everywhere = put({ open: open.length > 0, closed: true })
  return everywhere && `${everywhere} and (${plain.condition}${open.length > 0 ? ` or ${put({ open: true, closed: false })}` : ''})`
}

/**
 * Whether one plan does for all values: of a page without conditions, or of one record by its key. What else is asked for may be rare or
 * common, and is planned each time.
 */
const steady = ({ register }: Definition, { search, where = [] }: ListQuery): boolean =>
  !search &&
  (where.length === 0 ||
    register.unique.some((keys) => keys.every((key) => where.some(({ field, operator }) => field === key && operator === 'is'))))

/** A page of a register, by place and then by age; each box in one round trip with its settings. */
export async function list(parts: ReadParts, ctx: Context, name: string, query: ListQuery = {}): Promise<Page> {
  const definition = parts.definitions.get(name)
  const boxes = requireBoxes(parts, ctx, definition, 'read')
  const limit = Math.min(Math.max(query.limit ?? 50, 1), 500)
  if (query.search && definition.register.search.length === 0)
    throw new Invalid(`“${definition.register.label}”不能按词查找`, { code: 'list.search', path: 'search' })
  const found: Row[] = []
  for (const box of boxes) {
    const values: unknown[] = []
    const plain = plainness(parts, ctx, definition, box, values)
    const conditions = boxConditions(box, values)
    if (!query.ended) conditions.push('t.ended is null')
    if (definition.register.effective && query.effective !== 'all')
      // Behind a policy nothing is known of periods; without the constant the planner would count on hardly any record holding.
      conditions.push(`(t.effective @> $${values.push(query.effective ?? ctx.now)}::timestamptz or (select false))`)
    for (const filter of query.where ?? []) conditions.push(filterCondition(parts, definition, filter, values, plain.all))
    const wanted = query.search ? searchCondition(definition, query.search, plain, values) : undefined
    if (wanted === 'false') continue
    if (wanted) conditions.push(wanted)
    if (query.after) {
      const [path, id] = readCursor(query.after)
      conditions.push(`(t.region_path, t.id) > ($${values.push(path)}, $${values.push(id)}::uuid)`)
    }
    const text = `select ${selection(definition)}${plain.column} from ${definition.full} t${conditions.length > 0 ? ` where ${conditions.join(' and ')}` : ''} order by t.region_path, t.id limit $${values.push(limit + 1)}`
    ctx.tx.open(definition.box, 'read', box)
    found.push(...(await ctx.tx.rows(steady(definition, query) ? named(definition, text, values) : { text, values })))
  }
  const rows = boxes.length === 1 ? found : mergeByPlace(found)
  const page = rows.slice(0, limit)
  const { items, masked } = uncover(parts, ctx, definition, page)
  await recordAccess(parts, ctx, definition, page, query.search ? 'search' : 'read', masked)
  return { items, next: rows.length > limit ? cursorOf(page.at(-1)!) : null, masked }
}

function mergeByPlace(rows: readonly Row[]): Row[] {
  const unique = new Map(rows.map((row) => [row.id as string, row]))
  const place = (row: Row) => `${row.regionPath_} ${row.id}`
  return [...unique.values()].sort((a, b) => (place(a) < place(b) ? -1 : 1))
}

/** One record that this actor may read, or nothing. */
export async function find(
  parts: ReadParts,
  ctx: Context,
  name: string,
  id: string,
): Promise<{ record: AnyRecord; masked: string[]; plain: boolean } | undefined> {
  const definition = parts.definitions.get(name)
  if (!isKey(id)) return undefined
  for (const box of boxesFor(parts.definitions.roles, ctx, definition.register, 'read')) {
    const values: unknown[] = [id]
    const plain = plainness(parts, ctx, definition, box, values)
    const conditions = ['t.id = $1::uuid', ...boxConditions(box, values)]
    ctx.tx.open(definition.box, 'read', box)
    const rows = await ctx.tx.rows(
      named(
        definition,
        `select ${selection(definition)}${plain.column} from ${definition.full} t where ${conditions.join(' and ')}`,
        values,
      ),
    )
    if (rows.length === 0) continue
    const { items, masked } = uncover(parts, ctx, definition, rows)
    await recordAccess(parts, ctx, definition, rows, 'read', masked)
    return {
      record: items[0]!,
      masked,
      plain: rows[0]!.plain_ === true || (ctx.actor.person !== null && rows[0]!.holder_ === ctx.actor.person),
    }
  }
  return undefined
}

/** One record. @throws NotFound when there is none that this actor may know of */
export async function get(parts: ReadParts, ctx: Context, name: string, id: string) {
  const found = await find(parts, ctx, name, id)
  if (!found) throw new NotFound(`找不到这条“${parts.definitions.get(name).register.label}”`, { code: 'register.none' })
  return found
}
