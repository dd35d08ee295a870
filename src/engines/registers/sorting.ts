import { resultOf, type AnyField } from '#declare'
import type { Context } from '#kernel/context'
import { quote, type Row } from '#kernel/database'
import { Invalid, NotAllowed } from '#kernel/errors'
import { asked, type ListQuery } from './asked.ts'
import { sees, type View } from './columns.ts'
import { getColumn, type Definition } from './definitions.ts'
import { lastLookedAt, lookedAt, walking, walks } from './looking.ts'
import { together, type ReadParts } from './read.ts'
import { selection } from './statements.ts'

/**
 * How many records a search counts and goes through by pages, and how many may be sorted by a field: no index stands behind the order of
 * either, so that all of them are found first. More are a reason for more words.
 */
export const MOST_FOUND = 5_000

const sortable: ReadonlySet<AnyField['kind']> = new Set([
  'text',
  'choice',
  'code',
  'number',
  'money',
  'date',
  'moment',
  'flag',
  'sequence',
  'credit-code',
  'plate',
  'gapless',
])

// Chinese by its sound, as a reader looks it up; numbers within words by their size.
const collator = new Intl.Collator('zh-Hans-CN', { numeric: true })

type Value = string | number | boolean | null

/** The order of two values of one field; what is empty comes last, whichever way the rest goes. */
export function order(field: AnyField, descending: boolean): (one: Value, other: Value) => number {
  const way = descending ? -1 : 1
  const place =
    field.kind === 'choice' ? new Map(Object.keys((field as unknown as { choices: object }).choices).map((key, i) => [key, i])) : undefined
  return (one, other) => {
    if (one === null || other === null) return one === other ? 0 : one === null ? 1 : -1
    if (place) return way * ((place.get(String(one)) ?? 0) - (place.get(String(other)) ?? 0))
    if (typeof one === 'string' && typeof other === 'string') return way * collator.compare(one, other)
    return way * (Number(one) - Number(other))
  }
}

/** @throws NotAllowed for a field that is masked: the order would tell its values */
function sortedColumn(definition: Definition, key: string, plain: boolean) {
  const column = getColumn(definition, key)
  if (!plain && column.field.privacy !== 'none') throw new NotAllowed(`不能按“${column.field.label}”排序`, { code: 'list.masked' })
  if (column.sealed || !sortable.has(resultOf(column.field).kind))
    throw new Invalid(`不能按“${column.field.label}”排序`, { code: 'list.sort', path: 'sort' })
  return column
}

/** How many rows the pages before held, of a list that is put in order whole. */
export function skipped(cursor: string): number {
  const skip = Number(/^s(\d{1,5})$/.exec(cursor)?.[1] ?? Number.NaN)
  if (Number.isNaN(skip)) throw new Invalid('翻页标记不对，请从第一页开始', { code: 'list.cursor', path: 'after' })
  return skip
}

/**
 * Keys and values of all that is asked for in one box, but for more than may be sorted.
 * @throws Invalid when they would have to be sought among more records than are looked at
 */
async function valuesOf(
  ctx: Context,
  definition: Definition,
  box: View,
  query: ListQuery,
  what: NonNullable<ReturnType<typeof asked>>,
  values: unknown[],
  value: string,
): Promise<Row[]> {
  const textOf = (from: string) =>
    `select t.id, ${value} as value from ${from}${what.where()} order by t.region_path, t.id limit $${values.push(MOST_FOUND + 1)}`
  if (!walks(definition, query)) return ctx.tx.rows({ text: textOf(`${definition.full} t`), values })
  const whole = { ...query, newestFirst: false }
  return walking(ctx, async () => {
    const rows = await ctx.tx.rows({ text: textOf(lookedAt(definition, box, whole, undefined, values)), values })
    if (rows.length <= MOST_FOUND && (await lastLookedAt(ctx, definition, box, whole, undefined)))
      throw new Invalid(`要从 ${query.looks} 条以上的记录里找，不能一次看完再排序；请先查找，或按别的字段缩小范围`, {
        code: 'list.sort-many',
        path: 'sort',
      })
    return rows
  })
}

/**
 * Rows sorted by a field. Keys and values of all that is asked for are read first; the page's rows come after.
 * @throws Invalid when more than {@link MOST_FOUND} are asked for
 */
export async function rowsByField(
  parts: ReadParts,
  ctx: Context,
  definition: Definition,
  boxes: readonly View[],
  query: ListQuery & { sort: NonNullable<ListQuery['sort']> },
  limit: number,
): Promise<{ rows: Row[]; next: string | null }> {
  const skip = query.after === undefined ? 0 : skipped(query.after)
  const found = new Map<string, Value>()
  for (const box of boxes) {
    const values: unknown[] = []
    const what = asked(parts, ctx, definition, box, query, values, { placed: !walks(definition, query) })
    const there = sees(box, query.sort.field)
    const column = sortedColumn(definition, query.sort.field, !there || (what?.plain.all ?? true))
    if (!what) continue
    ctx.tx.open(definition.box, 'read', box)
    for (const row of await valuesOf(ctx, definition, box, query, what, values, there ? `t.${quote(column.name)}` : 'null'))
      if (there || !found.has(row.id as string)) found.set(row.id as string, row.value as Value)
    if (found.size > MOST_FOUND)
      throw new Invalid(`符合条件的超过 ${MOST_FOUND} 条，请先筛选或查找，再排序`, { code: 'list.sort-many', path: 'sort' })
  }
  const compare = order(getColumn(definition, query.sort.field).field, query.sort.descending)
  const keys = [...found].sort(([id, one], [otherId, other]) => compare(one, other) || (id < otherId ? -1 : 1)).map(([id]) => id)
  const page = keys.slice(skip, skip + limit)
  const byKey = new Map<string, Row>()
  for (const box of boxes) {
    const values: unknown[] = []
    const what = asked(parts, ctx, definition, box, query, values)
    const complete = page.length === byKey.size && boxes.every(({ fields }) => fields === undefined)
    if (!what || complete) continue
    what.conditions.push(`t.id = any($${values.push(page)}::uuid[])`)
    const text = `select ${selection(definition, box)}${what.plain.column()} from ${definition.full} t${what.where()}`
    ctx.tx.open(definition.box, 'read', box)
    for (const row of await ctx.tx.rows({ text, values })) {
      const known = byKey.get(row.id as string)
      byKey.set(row.id as string, known ? together(known, row) : row)
    }
  }
  // What left the list between the two questions is left out.
  const rows = page.map((id) => byKey.get(id)).filter((row) => row !== undefined)
  return { rows, next: keys.length > skip + limit ? `s${skip + limit}` : null }
}
