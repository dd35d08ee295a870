import type { Context } from '#kernel/context'
import type { Row } from '#kernel/database'
import { Invalid, NotAllowed, NotFound } from '#kernel/errors'
import { isKey } from '#kernel/keys'
import { asked, type ListQuery } from '../asked.ts'
import { fieldsOfEither, fieldsWithin, type Shown, type View } from '../columns.ts'
import type { Definition } from '../definitions.ts'
import { boxConditions, boxesFor, boxesWithin, rowsWithin } from '../permission.ts'
import { isOwn, reaches } from '../reach.ts'
import { only, plainness, recordAccess, together, uncover, type AnyRecord, type ReadParts } from '../read.ts'
import { named, selection } from '../statements.ts'
import { handingColumn, historyOf } from '../tables.ts'
import type { Instant } from './instant.ts'

/** How many records that changed since an instant a list as of it goes through. */
export const MOST_CHANGED = 10_000

/** Which state of a record: as it was known at an instant, or a version by its number. */
export type Point = { at: Instant } | { version: number }

/** A record as it once stood, and what of it is masked for whoever asks. */
export interface PastRecord {
  record: AnyRecord
  masked: string[]
  /** It was another's then: nothing of it is shown plainly for being the holder now. */
  another: boolean
}

/** What is kept beside the fields and says where a record lies now, whoever asks about then. */
const PLACE = 'region_path'

/**
 * SQL of rows as they were: `spans` gives id, version and recorded of the replaced versions that are meant, and whose they were. What was
 * replaced since is laid over the row of today, the oldest of each column last; `today` are conditions on the row as it is now, which alone
 * decides who may ask.
 */
function rowsThen(
  parts: ReadParts,
  ctx: Context,
  definition: Definition,
  { box, spans, today, plain, values }: { box: View; spans: string; today: readonly string[]; plain: string; values: unknown[] },
): string {
  const handing = handingColumn(definition)
  const handed = handing ? `coalesce(p.patch ? '${handing.name}', false)` : 'false'
  const shown = handing ? `case when ${handed} then ${plainByDuty(parts, ctx, definition, box, values)} else ${plain} end` : plain
  return `from (${spans}) v
    join ${definition.full} c on c.id = v.id
    cross join lateral (
      select jsonb_object_agg(x.key, x.value) as patch from (
        select distinct on (e.key) e.key, e.value from ${historyOf(definition)} h cross join lateral jsonb_each(h.old) e
        where h.id = v.id and h.version >= v.version and e.key <> '${PLACE}' order by e.key, h.version) x) p
    cross join lateral jsonb_populate_record(c, coalesce(p.patch, '{}') || jsonb_build_object('version', v.version, 'recorded', v.recorded)) t
    cross join lateral (
      select ${handed} as handed, ${shown} as plain
      from ${definition.full} t where t.id = v.id${today.map((one) => ` and ${one}`).join('')}) n`
}

const pastMarks = ', n.plain as "plain_", n.handed as "handed_"'

/** Which rows of a box are seen plainly by duty, whoever holds them. */
function plainByDuty(parts: ReadParts, ctx: Context, definition: Definition, box: View, values: unknown[]): string {
  const others = boxesFor(parts.definitions.roles, ctx, definition.register, 'unmask').filter((one) => !isOwn(one, ctx.actor))
  const rows = rowsWithin(box, others)
  return typeof rows === 'boolean' ? String(rows) : rows(values)
}

/** Whoever held it then is not who holds it now: the row is nobody's own. */
const asThen = (row: Row): Row => (row.handed_ === true ? { ...row, holder_: null } : row)

/** The boxes, not granted ones, in which somebody may both read records and know their history. @throws NotAllowed when there is none */
function boxesOfPast(parts: ReadParts, ctx: Context, { register }: Definition): View[] {
  const boxesOf = (act: 'read' | 'history') => boxesFor(parts.definitions.roles, ctx, register, act)
  const boxes = boxesWithin(
    boxesOf('history'),
    boxesOf('read').filter(({ granted }) => granted === undefined),
  )
  if (boxes.length === 0) throw new NotAllowed(`没有权限查看“${register.label}”的历史`, { code: 'register.history' })
  return boxes
}

/**
 * A record as it once was, or nothing when it was not there yet; for whoever may only know it as its holder, nothing from before it was
 * theirs.
 * @throws NotFound when there is no such record for the actor now, NotAllowed when nothing of its history may be known
 */
export async function pastRecord(
  parts: ReadParts,
  ctx: Context,
  name: string,
  id: string,
  point: Point,
  fields?: readonly string[],
): Promise<PastRecord | undefined> {
  const definition = parts.definitions.get(name)
  const { register } = definition
  if (!isKey(id) || !(await reaches(parts, ctx, definition, 'read', id)))
    throw new NotFound(`找不到这条“${register.label}”`, { code: 'register.none' })
  // Whoever also knows it by duty asks as such: the box of its holder would show nothing from before.
  const boxes = boxesOfPast(parts, ctx, definition).toSorted(
    (one, other) => Number(isOwn(one, ctx.actor)) - Number(isOwn(other, ctx.actor)),
  )
  let known = false
  let found: { row: Row; fields: Shown } | undefined
  for (const box of boxes) {
    if (found && fieldsWithin(box.fields, found.fields)) continue
    ctx.tx.open(definition.box, 'read', box)
    const [now, then] = await ctx.tx.queries([
      rowNow(parts, ctx, definition, box, id, point),
      rowThen(parts, ctx, definition, box, id, point),
    ])
    const current = now!.rows[0]
    known ||= current !== undefined
    const row = then!.rows[0] ?? (current?.meant_ ? current : undefined)
    if (!row?.meant_ || (row.handed_ && isOwn(box, ctx.actor))) continue
    const shown = asThen(row)
    found = found
      ? { row: together(found.row, shown), fields: fieldsOfEither(found.fields, box.fields) }
      : { row: shown, fields: box.fields }
  }
  if (!known) throw new NotAllowed(`没有权限查看“${register.label}”的历史`, { code: 'register.history' })
  if (!found) return undefined
  const { row } = found
  const { items, masked, left } = only(definition, uncover(parts, ctx, definition, [row]), fields)
  await recordAccess(parts, ctx, definition, [row], 'read', [...masked, ...left])
  return { record: items[0]!, masked, another: row.handed_ === true }
}

function rowNow(parts: ReadParts, ctx: Context, definition: Definition, box: View, id: string, point: Point) {
  const values: unknown[] = [id]
  const plain = plainness(parts, ctx, definition, box, values)
  const conditions = ['t.id = $1::uuid', ...boxConditions(box, values)]
  const meant =
    'at' in point ? `t.recorded <= $${values.push(point.at)}::timestamptz` : `t.version = $${values.push(point.version)}::integer`
  const text = `select ${selection(definition, box)}${plain.column()}, ${meant} as "meant_" from ${definition.full} t where ${conditions.join(' and ')}`
  return named(definition, text, values)
}

function rowThen(parts: ReadParts, ctx: Context, definition: Definition, box: View, id: string, point: Point) {
  const values: unknown[] = [id]
  const of = `select h.id, h.version, h.recorded from ${historyOf(definition)} h where h.id = $1::uuid and`
  const spans =
    'at' in point
      ? `${of} h.replaced > $${values.push(point.at)}::timestamptz order by h.version limit 1`
      : `${of} h.version = $${values.push(point.version)}::integer`
  const meant = 'at' in point ? 'v.recorded <= $2::timestamptz' : 'true'
  const today = boxConditions(box, values)
  const plain = plainness(parts, ctx, definition, box, values).condition()
  const rows = rowsThen(parts, ctx, definition, { box, spans, today, plain, values })
  const text = `select ${selection(definition, box)}${pastMarks}, ${meant} as "meant_" ${rows}`
  return named(definition, text, values)
}

/** How a page of the past is read beside what is asked: of these boxes alone, or its keys and places alone. */
export interface PastReach {
  within?: readonly View[]
  lean?: boolean
}

/**
 * A page of a register as it was known at an instant, by today's place and then by age. What has not changed since is read as it is; of what
 * has, the state of then is put together and asked the same. Words are not kept in history, so that a search can't be asked of the past.
 * @throws Invalid when more than {@link MOST_CHANGED} records changed since, or for a search or an order by a field
 */
export async function rowsOfPast(
  parts: ReadParts,
  ctx: Context,
  definition: Definition,
  query: ListQuery & { asOf: Instant },
  limit: number,
  after: readonly [path: string, id: string] | undefined,
  { within, lean = false }: PastReach = {},
): Promise<Row[]> {
  if (query.search) throw new Invalid('按过去的时间查看时不能按词查找，请改用筛选', { code: 'asof.search', path: 'search' })
  if (query.sort) throw new Invalid('按过去的时间查看时不能按字段排序', { code: 'asof.sort', path: 'sort' })
  const found: Row[] = []
  const handing = handingColumn(definition)
  const [beyond, way] = query.newestFirst ? ['<', ' desc'] : ['>', '']
  const own = boxesOfPast(parts, ctx, definition)
  for (const box of within ? boxesWithin(own, within) : own) {
    ctx.tx.open(definition.box, 'read', box)
    const columns = lean ? 't.id, t.region_path as "regionPath_"' : selection(definition, box)
    await requireFewChanged(ctx, definition, query.asOf)
    const same: unknown[] = []
    const now = asked(parts, ctx, definition, box, query, same)
    const values: unknown[] = [query.asOf]
    const then = asked(parts, ctx, definition, box, query, values, { placed: false })
    if (!now || !then) continue
    const order = ` order by t.region_path${way}, t.id${way} limit `
    now.conditions.push(`t.recorded <= $${same.push(query.asOf)}::timestamptz`)
    if (after) now.conditions.push(`(t.region_path, t.id) ${beyond} ($${same.push(after[0])}, $${same.push(after[1])}::uuid)`)
    const unchanged = `select ${columns}${now.plain.column()} from ${definition.full} t${now.where()}${order}$${same.push(limit + 1)}`

    const today = boxConditions(box, values)
    if (after) today.push(`(t.region_path, t.id) ${beyond} ($${values.push(after[0])}, $${values.push(after[1])}::uuid)`)
    if (handing && isOwn(box, ctx.actor)) then.conditions.push('not n.handed')
    const spans = `select h.id, h.version, h.recorded from ${historyOf(definition)} h where h.replaced > $1::timestamptz and h.recorded <= $1::timestamptz`
    const rows = rowsThen(parts, ctx, definition, { box, spans, today, plain: then.plain.condition(), values })
    const changed = `select ${columns}${pastMarks} ${rows}${then.where()}${order}$${values.push(limit + 1)}`
    const [one, other] = await ctx.tx.queries([
      { text: unchanged, values: same },
      { text: changed, values },
    ])
    found.push(...one!.rows, ...other!.rows.map(asThen))
  }
  return found
}

/** What was changed since is put together one by one: more than some thousands would keep the reader waiting past the limit of a statement. */
async function requireFewChanged(ctx: Context, definition: Definition, at: Instant): Promise<void> {
  const row = await ctx.tx.row({
    text: `select count(*)::integer as changed from (
      select 1 from ${historyOf(definition)} h where h.replaced > $1::timestamptz and h.recorded <= $1::timestamptz limit $2) few`,
    values: [at, MOST_CHANGED + 1],
  })
  if ((row!.changed as number) > MOST_CHANGED)
    throw new Invalid(`从那时到现在改动过的“${definition.register.label}”超过 ${MOST_CHANGED} 条，请选近一些的时间，或者查看单条记录`, {
      code: 'asof.many',
      path: 'asOf',
    })
}
