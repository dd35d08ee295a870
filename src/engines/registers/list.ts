import type { Box, Context } from '#kernel/context'
import type { Row } from '#kernel/database'
import { Invalid } from '#kernel/errors'
import { isKey } from '#kernel/keys'
import { asked, type ListQuery } from './asked.ts'
import type { Definition } from './definitions.ts'
import { recordAccess, requireBoxes, uncover, type AnyRecord, type ReadParts } from './read.ts'
import { rowsByField } from './sorting.ts'
import { named, selection } from './statements.ts'

export interface Page {
  items: AnyRecord[]
  next: string | null
  /** Keys of fields whose values were masked in at least one record. */
  masked: string[]
}

const cursorOf = (row: Row) => Buffer.from(`${row.regionPath_} ${row.id}`).toString('base64url')
function readCursor(cursor: string): [string, string] {
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
export async function rowsByPlace(
  parts: ReadParts,
  ctx: Context,
  definition: Definition,
  boxes: readonly Box[],
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
    const text = `select ${selection(definition)}${what.plain.column} from ${definition.full} t${what.where()} order by t.region_path${way}, t.id${way} limit $${values.push(limit + 1)}`
    ctx.tx.open(definition.box, 'read', box)
    found.push(...(await ctx.tx.rows(steady(definition, query) ? named(definition, text, values) : { text, values })))
  }
  if (boxes.length === 1) return found
  return query.newestFirst ? mergeByPlace(found).toReversed() : mergeByPlace(found)
}

/** A page of a register, by place and then by age, or by a field. */
export async function list(parts: ReadParts, ctx: Context, name: string, query: ListQuery = {}): Promise<Page> {
  const definition = parts.definitions.get(name)
  const boxes = requireBoxes(parts, ctx, definition, 'read')
  const limit = Math.min(Math.max(query.limit ?? 50, 1), 500)
  if (query.search && definition.register.search.length === 0)
    throw new Invalid(`“${definition.register.label}”不能按词查找`, { code: 'list.search', path: 'search' })
  const { rows, next } = query.sort
    ? await rowsByField(parts, ctx, definition, boxes, { ...query, sort: query.sort }, limit)
    : pageOf(await rowsByPlace(parts, ctx, definition, boxes, query, limit), limit)
  const { items, masked } = uncover(parts, ctx, definition, rows)
  await recordAccess(parts, ctx, definition, rows, query.search ? 'search' : 'read', masked)
  return { items, next, masked }
}

/** The page of rows that were asked for with one more, and where it ends. */
export const pageOf = (rows: readonly Row[], limit: number): { rows: Row[]; next: string | null } => {
  const page = rows.slice(0, limit)
  return { rows: page, next: rows.length > limit ? cursorOf(page.at(-1)!) : null }
}

function mergeByPlace(rows: readonly Row[]): Row[] {
  const unique = new Map(rows.map((row) => [row.id as string, row]))
  const place = (row: Row) => `${row.regionPath_} ${row.id}`
  return [...unique.values()].sort((a, b) => (place(a) < place(b) ? -1 : 1))
}
