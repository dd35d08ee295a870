import { isKeyOfFile, kindOf, resultOf, type AnyField, type Fields } from '#declare'
import type { AccessRecord } from '#kernel/access'
import { inContext, type Context } from '#kernel/context'
import type { Row } from '#kernel/database'
import { Invalid } from '#kernel/errors'
import { isKey } from '#kernel/keys'
import { asked, requireSeen, type ListQuery } from './asked.ts'
import { resolvedQuery } from './resolved.ts'
import { describeCsv, type CsvwMetadata } from './csvw/metadata.ts'
import { seenColumn, sees, type View } from './columns.ts'
import type { Column, Definition } from './definitions.ts'
import { writeExport, type ExportFormat } from './export-formats.ts'
import type { Instant } from './history/instant.ts'
import { rowsOfPast } from './history/past.ts'
import { merge, onlyBitmaps } from './list.ts'
import { boxesFor, boxesWithin } from './permission.ts'
import { requireBoxes, subjectsOf, uncover, type AnyRecord, type ReadParts } from './read.ts'
import { selection } from './statements.ts'

/** How many records one export may hold; a sheet of a workbook has room for a few more (ECMA-376, 1,048,576 rows). */
export const MOST_EXPORTED = 1_000_000
/** Rows read, recorded and sent at a time: what an export holds in memory, beside the keys of all, {@link KEY_BYTES} each. */
const CHUNK = 1_000
const KEY_BYTES = 16
/** Keys of the past that are read at a time. */
const PAGE = 5_000

/** Which records go out, with which columns, and what for. */
export interface ExportQuery extends Pick<ListQuery, 'where' | 'search' | 'ended' | 'effective' | 'asOf'> {
  /** Keys of fields in their order; those whose values are but keys of files are left out. */
  columns: readonly string[]
  /** CSV when not said. */
  format?: ExportFormat
  /** In words of whoever exports; stands in the access records and is shown to those whom the records are about. */
  reason: string
  /** Ends the file with a mark of what it holds ({@link endMark}), by which whoever keeps it knows that it is whole. */
  marked?: boolean
}

/** An export that may begin: how many records it will hold, and the file as it grows. */
export interface Export {
  count: number
  file: AsyncIterable<Buffer>
}

/**
 * What stands at the end of a marked file: a record separator (U+001E, as in RFC 7464) and how many records and bytes came before it. It is
 * cut off before the file is kept. Records may end while it is written, so that this number counts and not the one announced.
 */
export const endMark = (of: { rows: number; bytes: number }): string => `\u001E${JSON.stringify(of)}\n`

export interface ExportParts extends ReadParts {
  codeLists: ReadonlyMap<string, ReadonlyMap<string, string>>
  /** Titles of records that are referred to. */
  titles(ctx: Context, wanted: ReadonlyMap<string, ReadonlySet<string>>): Promise<Record<string, string>>
}

/** The keys in one value: one, several, or the region of an address; none in what is masked. */
const keysIn = (value: unknown): string[] =>
  (Array.isArray(value) ? value : [(value as { region?: unknown } | null | undefined)?.region ?? value]).filter(isKey)

/** The records that these records refer to, by register. */
export function referred(fields: Fields, records: readonly Record<string, unknown>[]): Map<string, Set<string>> {
  const wanted = new Map<string, Set<string>>()
  for (const [key, field] of Object.entries(fields)) {
    const to =
      field.kind === 'ref' || field.kind === 'references'
        ? (field as unknown as { to: string }).to
        : field.kind === 'region' || field.kind === 'address'
          ? 'identity.region'
          : undefined
    if (!to) continue
    const ids = wanted.get(to) ?? new Set()
    for (const record of records) for (const id of keysIn(record[key])) ids.add(id)
    wanted.set(to, ids)
  }
  return wanted
}

/** A value as a spreadsheet wants it: numbers plain, days as ISO 8601, what has a name by its name. */
function plainCell(
  parts: ExportParts,
  declared: AnyField,
  value: unknown,
  titles: Readonly<Record<string, string>>,
  moment: (at: string) => string,
): string | number | null {
  if (value === null || value === undefined) return null
  const field = resultOf(declared)
  switch (field.kind) {
    case 'number':
      return value as number
    case 'money':
      return typeof value === 'number' ? (value / 100).toFixed(2) : String(value)
    case 'date':
      return String(value)
    case 'moment':
      return moment(String(value))
    // What has no title for whoever exports is a key of ours, which means nothing elsewhere.
    case 'ref':
      return titles[String(value)] ?? null
    case 'region':
      return titles[String(value)] ?? String(value)
    case 'code': {
      const name = parts.codeLists.get((field as unknown as { list: string }).list)?.get(String(value))
      return name ? `${String(value)} ${name}` : String(value)
    }
    case 'references':
      return Array.isArray(value) ? value.map((one) => titles[String(one)] ?? String(one)).join('、') : String(value)
    case 'point':
      return Array.isArray(value) ? value.join(' ') : String(value)
    case 'rows':
      return JSON.stringify(value)
    default: {
      const { sheet, format } = kindOf(field)
      // A text is the value itself, or a mask in its place.
      if (typeof value === 'string' && field.kind !== 'choice') return value
      return sheet ? sheet(value, field) : format(value, field)
    }
  }
}

/** A moment by the city's clock, to the second, as spreadsheets read it. */
function momentsIn(timezone: string): (at: string) => string {
  const parts = new Intl.DateTimeFormat('sv-SE', { timeZone: timezone, dateStyle: 'short', timeStyle: 'medium' })
  return (at) => {
    const day = new Date(at)
    return Number.isNaN(day.getTime()) ? at : parts.format(day)
  }
}

/** The keys of the records that are meant in a place, one after the other by age. */
interface PlaceKeys {
  place: string
  keys: Buffer
}

/** What several boxes show of places, each key once, by place and then by age. */
function keysTogether(found: readonly PlaceKeys[]): PlaceKeys[] {
  const byPlace = new Map<string, Buffer[]>()
  for (const { place, keys } of found) byPlace.set(place, [...(byPlace.get(place) ?? []), keys])
  return [...byPlace]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([place, several]) => {
      if (several.length === 1) return { place, keys: several[0]! }
      const hex = new Set(several.flatMap((keys) => keys.toString('hex').match(/.{32}/g) ?? []))
      return { place, keys: Buffer.from([...hex].sort().join(''), 'hex') }
    })
}

const countOf = (places: readonly PlaceKeys[]): number => places.reduce((sum, { keys }) => sum + keys.length / KEY_BYTES, 0)

/** Pieces of at most so many keys, each with the place and key before its first. */
function* piecesOf(places: readonly PlaceKeys[]): Generator<{ keys: string[]; after: [place: string, id: string] | undefined }> {
  let keys: string[] = []
  let after: [string, string] | undefined
  for (const { place, keys: packed } of places) {
    for (let at = 0; at < packed.length; at += KEY_BYTES) {
      keys.push(packed.toString('hex', at, at + KEY_BYTES).replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5'))
      if (keys.length < CHUNK) continue
      yield { keys, after }
      after = [place, keys.at(-1)!]
      keys = []
    }
  }
  if (keys.length > 0) yield { keys, after }
}

/**
 * The keys of the records that are meant, but for one more than may go out. They are found once, whatever they are found by: a search that
 * finds many would find all of them again for each piece.
 */
async function keysOf(
  parts: ReadParts,
  ctx: Context,
  definition: Definition,
  boxes: readonly View[],
  query: ExportQuery,
): Promise<PlaceKeys[]> {
  const found: PlaceKeys[] = []
  if (query.search) for (const name of onlyBitmaps) ctx.tx.set(name, 'off')
  // Keys of a million records are read within some seconds.
  ctx.tx.set('statement_timeout', '60000')
  for (const box of boxes) {
    const values: unknown[] = []
    const what = asked(parts, ctx, definition, box, query, values)
    if (!what) continue
    const text = `select place, string_agg(uuid_send(id), ''::bytea order by id) as keys
      from (select t.region_path as place, t.id from ${definition.full} t${what.where()} limit $${values.push(MOST_EXPORTED + 1)}) few group by place`
    ctx.tx.open(definition.box, 'read', box)
    found.push(...((await ctx.tx.rows({ text, values })) as unknown as PlaceKeys[]))
  }
  if (query.search) for (const name of onlyBitmaps) ctx.tx.set(name, 'on')
  return keysTogether(found)
}

/** The records of some keys that are still meant, in the order of {@link keysOf}; of their fields those that go out alone. */
async function rowsOf(
  parts: ReadParts,
  ctx: Context,
  definition: Definition,
  boxes: readonly View[],
  query: ExportQuery,
  keys: readonly string[],
): Promise<Row[]> {
  const found: Row[] = []
  const out = new Set(query.columns)
  // An index of words or of places gives all that lies there: the keys alone are the way to these records.
  ctx.tx.set('enable_bitmapscan', 'off')
  for (const box of boxes) {
    const values: unknown[] = []
    const what = asked(parts, ctx, definition, box, query, values)
    if (!what) continue
    what.conditions.push(`t.id = any($${values.push(keys)}::uuid[])`)
    const fields = new Set([...out].filter((key) => sees(box, key)))
    const text = `select ${selection(definition, { fields })}${what.plain.column()} from ${definition.full} t${what.where()} order by t.region_path, t.id`
    ctx.tx.open(definition.box, 'read', box)
    found.push(...(await ctx.tx.rows({ text, values })))
  }
  ctx.tx.set('enable_bitmapscan', 'on')
  return boxes.length === 1 ? found : merge(found, false)
}

type PastQuery = ExportQuery & { asOf: Instant }
const isPast = (query: ExportQuery): query is PastQuery => query.asOf !== undefined

/** The same of a register as it was known at an instant. */
async function keysOfPast(
  parts: ReadParts,
  ctx: Context,
  definition: Definition,
  boxes: readonly View[],
  query: PastQuery,
): Promise<PlaceKeys[]> {
  const places = new Map<string, string[]>()
  let last: [string, string] | undefined
  for (let count = 0; count <= MOST_EXPORTED;) {
    const rows = merge(await rowsOfPast(parts, ctx, definition, query, PAGE, last, { within: boxes, lean: true }), false)
    for (const { regionPath_: place, id } of rows.slice(0, PAGE) as { regionPath_: string; id: string }[]) {
      places.set(place, places.get(place) ?? [])
      places.get(place)!.push(id.replaceAll('-', ''))
      last = [place, id]
    }
    count += Math.min(rows.length, PAGE)
    if (rows.length <= PAGE) break
  }
  return [...places].map(([place, ids]) => ({ place, keys: Buffer.from(ids.join(''), 'hex') }))
}

/** @throws Invalid when none of them can be taken away */
function exportedColumns(definition: Definition, boxes: readonly View[], keys: readonly string[]): Column[] {
  const columns = keys.map((key) => seenColumn(definition, boxes, key)).filter(({ field }) => !isKeyOfFile(field))
  if (columns.length === 0) throw new Invalid('所选的列都不能导出', { code: 'export.columns', path: 'columns' })
  return columns
}

/**
 * CSVW metadata of an export, for whoever may export: what its columns mean and how they are written.
 * @throws Invalid when no column can be taken away, NotAllowed
 */
export function describeExport(
  parts: ReadParts & { inEnglish(label: string): string | undefined },
  ctx: Context,
  name: string,
  { columns, file, hasEnded, asOf }: { columns: readonly string[]; file: string; hasEnded: boolean; asOf?: Instant | undefined },
): CsvwMetadata {
  const definition = parts.definitions.get(name)
  const boxes = requireBoxes(parts, ctx, definition, 'export')
  return describeCsv({
    url: encodeURIComponent(file),
    register: definition.register,
    columns: exportedColumns(definition, boxes, columns).map(({ key }) => key),
    inEnglish: parts.inEnglish,
    modified: ctx.now,
    hasEnded,
    ...(asOf ? { asOf } : {}),
  })
}

/**
 * Takes a list away as a file, masked as the list is: the records that are meant when it begins, as they are and may be seen when their piece is
 * read. Memory stays the same however long it is, but for their keys: a piece is read in a transaction of its own while the one before is
 * sent, its access record is durable, then it is sent.
 * @throws Invalid when it would hold more than {@link MOST_EXPORTED} records or no column, NotAllowed
 */
export async function exportList(parts: ExportParts, ctx: Context, name: string, given: ExportQuery): Promise<Export> {
  const definition = parts.definitions.get(name)
  const query = await resolvedQuery(parts.resolving, definition, given)
  const { register } = definition
  const boxes = boxesWithin(
    requireBoxes(parts, ctx, definition, 'export'),
    boxesFor(parts.definitions.roles, ctx, definition.register, 'read'),
  )
  if (query.search && register.search.length === 0)
    throw new Invalid(`“${register.label}”不能按词查找`, { code: 'list.search', path: 'search' })
  requireSeen(definition, boxes, query)
  const columns = exportedColumns(definition, boxes, query.columns)
  const places = await (isPast(query) ? keysOfPast(parts, ctx, definition, boxes, query) : keysOf(parts, ctx, definition, boxes, query))
  const rows = countOf(places)
  if (rows > MOST_EXPORTED) throw new Invalid(`一次最多导出 ${MOST_EXPORTED} 条，请缩小范围后分次导出`, { code: 'export.many' })
  const moment = momentsIn(ctx.ground.timezone)
  const shown = Object.fromEntries(columns.map(({ key, field }) => [key, field])) as Fields
  const when = query.asOf ? `（${query.asOf} 时的登记）` : ''
  const purpose = { kind: 'duty' as const, what: `导出列表${when}：${query.reason}` }

  /** The records of one piece of the file as its cells, and the look that they are; nobody is given them yet. */
  const read = (of: readonly string[], before: [string, string] | undefined) =>
    inContext(
      ctx.ground,
      ctx.actor,
      purpose,
      async (own) => {
        const meant = new Set(of)
        const found = isPast(query)
          ? merge(await rowsOfPast(parts, own, definition, query, of.length, before, { within: boxes }), false).filter(({ id }) =>
              meant.has(id as string),
            )
          : await rowsOf(parts, own, definition, boxes, query, of)
        const { items, masked } = uncover(parts, own, definition, found)
        const titles = await parts.titles(own, referred(shown, items))
        const personal = definition.personal.filter((key) => key in shown && !masked.includes(key) && items.some((item) => key in item))
        const look: AccessRecord = {
          register: register.name,
          act: 'export',
          subjects: definition.personal.length > 0 ? subjectsOf(found) : [],
          fields: definition.personal.length > 0 ? personal : Object.keys(shown),
        }
        return {
          look,
          rows: items.map((item) => columns.map(({ key, field }) => plainCell(parts, field, valueOf(item, key), titles, moment))),
        }
      },
      { readOnly: true },
    )

  /** The pieces of the file, each on record before anybody is given it; while one is sent the database looks for the next. */
  async function* pieces() {
    const all = piecesOf(places)
    const begin = () => {
      const { value } = all.next()
      const reading = value && read(value.keys, value.after)
      // Of one that nobody comes to wait for, nobody needs to know.
      reading?.catch(() => undefined)
      return reading
    }
    for (let reading = begin(); reading;) {
      const { look, rows } = await reading
      reading = begin()
      await parts.access.record({ ...ctx, purpose }, look)
      yield rows
    }
  }

  /** What truly went out, on record at the end, however it ended: the pieces' own records were written before anybody got them. */
  const close = (given: { rows: number; whole: boolean }) => {
    const what = given.whole
      ? `导出列表${when}：${query.reason}（已送完，送出 ${given.rows} 条，应有 ${rows} 条）`
      : `导出列表${when}：${query.reason}（中断，送出 ${given.rows} 条，应有 ${rows} 条）`
    return parts.access.record(
      { ...ctx, purpose: { ...purpose, what } },
      { register: register.name, act: 'export', subjects: [], fields: Object.keys(shown) },
    )
  }

  async function* file(): AsyncGenerator<Buffer> {
    const given = { rows: 0, bytes: 0, whole: false }
    const counted = async function* () {
      for await (const one of pieces()) {
        given.rows += one.length
        yield one
      }
    }
    const named = columns.map(({ key, field }) => ({ key, label: field.label }))
    try {
      for await (const bytes of writeExport[query.format ?? 'csv']({ label: register.label, columns: named, pieces: counted() })) {
        given.bytes += bytes.length
        yield bytes
      }
      if (query.marked) yield Buffer.from(endMark({ rows: given.rows, bytes: given.bytes }))
      given.whole = true
    } finally {
      await close(given)
    }
  }
  return { count: rows, file: file() }
}

const valueOf = (item: AnyRecord, key: string): unknown => item[key]
