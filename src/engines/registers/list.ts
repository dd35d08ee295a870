import type { Context } from '#kernel/context'
import type { Row } from '#kernel/database'
import { Invalid } from '#kernel/errors'
import { isKey } from '#kernel/keys'
import { asked, requireSeen, type ListQuery } from './asked.ts'
import type { View } from './columns.ts'
import type { Definition } from './definitions.ts'
import { rowsOfPast } from './history/past.ts'
import { lastLookedAt, lookedAt, walking, walks, type After } from './looking.ts'
import { only, recordAccess, requireBoxes, together, uncover, type AnyRecord, type ReadParts } from './read.ts'
import { resolvedQuery } from './resolved.ts'
import { MOST_FOUND, rowsByField, skipped } from './sorting.ts'
import { named, selection } from './statements.ts'

export interface Page {
  items: AnyRecord[]
  next: string | null
  /** Keys of fields whose values were masked in at least one record. */
  masked: string[]
  /** How many records a search found, where that is known; `more` than these there are when it stopped counting. */
  found?: { count: number; more: boolean }
  /** How many records in order were looked at for this page, where not all were: the next one goes on behind them. */
  looked?: number
}

const cursorOf = (row: Row) => Buffer.from(`${row.regionPath_} ${row.id}`).toString('base64url')
function readCursor(cursor: string): After {
  const [path = '', id = ''] = Buffer.from(cursor, 'base64url').toString('utf8').split(' ')
  if (!isKey(id)) throw new Invalid('翻页标记不对，请从第一页开始', { code: 'list.cursor', path: 'after' })
  return [path, id]
}

/**
 * Whether one plan does for all values: of a page without conditions, or of one record by its key. What else is asked for may be rare or
 * common, and is planned each time.
 */
const steady = ({ register }: Definition, { search, where = [] }: ListQuery): boolean =>
  !search &&
  (where.length === 0 ||
    register.unique.some((keys) => keys.every((key) => where.some(({ field, operator }) => field === key && operator === 'is'))))

/** Rows of several boxes, by place and then by age; each box in one round trip with its settings. One row more than the limit says that there are more. */
async function rowsByPlace(
  parts: ReadParts,
  ctx: Context,
  definition: Definition,
  boxes: readonly View[],
  query: ListQuery,
  limit: number,
): Promise<Row[]> {
  const found: Row[] = []
  const [beyond, way] = query.newestFirst ? ['<', ' desc'] : ['>', '']
  for (const box of boxes) {
    const values: unknown[] = []
    const what = asked(parts, ctx, definition, box, query, values)
    if (!what) continue
    if (query.after) {
      const [path, id] = readCursor(query.after)
      what.conditions.push(`(t.region_path, t.id) ${beyond} ($${values.push(path)}, $${values.push(id)}::uuid)`)
    }
    const text = `select ${selection(definition, box)}${what.plain.column()} from ${definition.full} t${what.where()} order by t.region_path${way}, t.id${way} limit $${values.push(limit + 1)}`
    ctx.tx.open(definition.box, 'read', box)
    found.push(...(await ctx.tx.rows(steady(definition, query) ? named(definition, text, values) : { text, values })))
  }
  return boxes.length === 1 ? found : merge(found, query.newestFirst ?? false)
}

/**
 * The same of a list whose filters no index leads to: of each box so many records are looked at, in order. What is common fills a page after
 * a few; what is rare would be sought through millions, and is answered with how far the page came.
 */
async function rowsLookedAt(
  parts: ReadParts,
  ctx: Context,
  definition: Definition,
  boxes: readonly View[],
  query: ListQuery & { looks: number },
  limit: number,
): Promise<{ rows: Row[]; next: string | null; looked?: number }> {
  const after = query.after === undefined ? undefined : readCursor(query.after)
  const way = query.newestFirst ? ' desc' : ''
  const found: Row[] = []
  const ends: Row[] = []
  await walking(ctx, async () => {
    for (const box of boxes) {
      const values: unknown[] = []
      const what = asked(parts, ctx, definition, box, query, values, { placed: false })
      if (!what) continue
      const from = lookedAt(definition, box, query, after, values)
      const text = `select ${selection(definition, box)}${what.plain.column()} from ${from}${what.where()} order by t.region_path${way}, t.id${way} limit $${values.push(limit + 1)}`
      ctx.tx.open(definition.box, 'read', box)
      const rows = await ctx.tx.rows({ text, values })
      found.push(...rows)
      const end = rows.length > limit ? undefined : await lastLookedAt(ctx, definition, box, query, after)
      if (end) ends.push(end)
    }
  })
  const rows = merge(found, query.newestFirst ?? false)
  const [end] = merge(ends, query.newestFirst ?? false)
  if (!end) return pageOf(rows, limit)
  // Of what lies behind, one box was not looked at.
  const known = rows.filter((row) => (query.newestFirst ? placeOf(row) >= placeOf(end) : placeOf(row) <= placeOf(end)))
  return known.length > limit ? pageOf(known, limit) : { rows: known, next: cursorOf(end), looked: query.looks }
}

/** Settings of the planner under which a statement goes by what indexes of words and values find, and walks through nothing. */
export const onlyBitmaps = ['enable_seqscan', 'enable_indexscan', 'enable_indexonlyscan']

/**
 * Rows that a search finds, by place and then by age; one statement a box. All keys are found first, up to a bound, and put in order after:
 * the planner takes a few common words of one street for something rare, and words of one county for something that is met everywhere, and
 * either would make it read most of a large table.
 */
async function rowsByWords(
  parts: ReadParts,
  ctx: Context,
  definition: Definition,
  boxes: readonly View[],
  query: ListQuery,
  limit: number,
) {
  const skip = query.after === undefined ? 0 : skipped(query.after)
  const bound = query.few ? limit : MOST_FOUND
  const way = query.newestFirst ? ' desc' : ''
  const rows: Row[] = []
  const counts: number[] = []
  for (const name of onlyBitmaps) ctx.tx.set(name, 'off')
  for (const box of boxes) {
    const values: unknown[] = []
    const what = asked(parts, ctx, definition, box, query, values)
    if (!what) continue
    // Of one box the page is cut by the database; of several the places before it are needed to merge them.
    const [from, to] = boxes.length === 1 ? [skip, limit + 1] : [0, skip + limit + 1]
    const text = `with found as materialized (select t.id, t.region_path from ${definition.full} t${what.where()} limit $${values.push(bound + 1)}),
      few as (select id, region_path from found order by region_path${way}, id${way} limit $${values.push(bound)})
      select ${selection(definition, box)}${what.plain.column()}, (select count(*) from found) as found_ from ${definition.full} t
      where t.id in (select id from few order by region_path${way}, id${way} offset $${values.push(from)} limit $${values.push(to)}) order by t.region_path${way}, t.id${way}`
    ctx.tx.open(definition.box, 'read', box)
    const page = await ctx.tx.rows({ text, values })
    rows.push(...page)
    counts.push(page.length === 0 ? skip : Number(page[0]!.found_))
  }
  for (const name of onlyBitmaps) ctx.tx.set(name, 'on')
  const merged = boxes.length === 1 ? rows : merge(rows, query.newestFirst ?? false).slice(skip)
  const count = counts[0] ?? 0
  return {
    rows: merged.slice(0, limit),
    next: merged.length > limit ? `s${skip + limit}` : null,
    // A record may be in two boxes: how many there are in both is not known.
    ...(boxes.length > 1 || query.few ? {} : { found: { count: Math.min(count, bound), more: count > bound } }),
  }
}

/** Records of one page at most. */
export const MOST_A_PAGE = 500

/** A page of a register, by place and then by age, or by a field. */
export async function list(parts: ReadParts, ctx: Context, name: string, given: ListQuery = {}): Promise<Page> {
  const definition = parts.definitions.get(name)
  const query = await resolvedQuery(parts.resolving, definition, given)
  const boxes = requireBoxes(parts, ctx, definition, 'read')
  requireSeen(definition, boxes, query)
  const limit = Math.min(Math.max(query.limit ?? 50, 1), MOST_A_PAGE)
  if (query.search && definition.register.search.length === 0)
    throw new Invalid(`“${definition.register.label}”不能按词查找`, { code: 'list.search', path: 'search' })
  const { rows, next, found, looked } = await pageOfRows(parts, ctx, definition, boxes, query, limit)
  const { items, masked, left } = only(definition, uncover(parts, ctx, definition, rows), query.fields)
  await recordAccess(parts, ctx, definition, rows, query.search ? 'search' : 'read', [...masked, ...left])
  return { items, next, masked, ...(found && { found }), ...(looked !== undefined && { looked }) }
}

async function pageOfRows(
  ...[parts, ctx, definition, boxes, query, limit]: Parameters<typeof rowsByWords>
): Promise<{ rows: Row[]; next: string | null; found?: Page['found']; looked?: number }> {
  if (query.asOf) {
    const after = query.after === undefined ? undefined : readCursor(query.after)
    const rows = await rowsOfPast(parts, ctx, definition, { ...query, asOf: query.asOf }, limit, after)
    return pageOf(merge(rows, query.newestFirst ?? false), limit)
  }
  if (query.sort) return rowsByField(parts, ctx, definition, boxes, { ...query, sort: query.sort }, limit)
  if (query.search) return rowsByWords(parts, ctx, definition, boxes, query, limit)
  if (walks(definition, query)) return rowsLookedAt(parts, ctx, definition, boxes, query, limit)
  return pageOf(await rowsByPlace(parts, ctx, definition, boxes, query, limit), limit)
}

/** The page of rows that were asked for with one more, and where it ends. */
const pageOf = (rows: readonly Row[], limit: number): { rows: Row[]; next: string | null } => {
  const page = rows.slice(0, limit)
  return { rows: page, next: rows.length > limit ? cursorOf(page.at(-1)!) : null }
}

/** By which rows are put in order. */
const placeOf = (row: Row) => `${row.regionPath_} ${row.id}`

/** Rows of several boxes, each once with all that is there of it in any, by place and then by age. */
export function merge(rows: readonly Row[], newestFirst: boolean): Row[] {
  const unique = new Map<string, Row>()
  for (const row of rows) {
    const known = unique.get(row.id as string)
    unique.set(row.id as string, known ? together(known, row) : row)
  }
  const sorted = [...unique.values()].sort((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1))
  return newestFirst ? sorted.reverse() : sorted
}
