import { kindOf, type Fields, type Problem, type SequenceField } from '#declare'
import { OPEN_BOX, type Box, type Context } from '#kernel/context'
import { quote, type Row } from '#kernel/database'
import type { LocalDate } from '#kernel/days'
import { Conflict, Invalid, NotAllowed, NotFound } from '#kernel/errors'
import { NO_KEY, isKey, newKey } from '#kernel/keys'
import { codesOutOfTime } from './code-periods.ts'
import { sees, type View } from './columns.ts'
import { checkPeriod, rangeOf, withoutPeriod } from './period-ends.ts'
import { check, invalid } from './problems.ts'
import type { Definition } from './definitions.ts'
import { workedOut } from './formulas.ts'
import { isIssued, issuedColumns, type Numbers } from './numbers.ts'
import { checkOutside, type OutsideParts } from './outside-checks.ts'
import { boxConditions, lies, type Placed } from './permission.ts'
import { plainness, recordAccess, requireBoxes, uncover, type AnyRecord } from './read.ts'
import { keepPictures } from './pictures.ts'
import { named, selection } from './statements.ts'
import { fieldColumns, wireType, wordsIn, writtenColumns } from './written.ts'

/** A region's code and place in the tree, as records carry them. */
export interface Place {
  code: string
  path: string
  name?: string
}

export interface WriteParts extends OutsideParts {
  numbers: Numbers
  /** Looks a region up by key. @throws Invalid when there is no such region */
  placeOf(ctx: Context, region: string): Promise<Place>
  /** The organisation that answers for a register (its steward's function) in a region; nothing when there is none. */
  stewardOf(ctx: Context, fn: string, region: string): Promise<string | undefined>
  /**
   * What becomes of a record is shown to whoever changes it, so that a look at it is on record. `last` where the change ends the unit of
   * work: it is committed with it then, where all that the look says is known before.
   */
  shown?: 'last' | 'between'
  /** Whether a code list holds a code. */
  holdsCode(list: string, code: string): boolean
  /** What is wrong with a code of a list on a day, which is asked for only where it matters; nothing where it holds. */
  codeProblem(list: string, code: string, onDay: () => LocalDate): string | undefined
}

type Values = Record<string, unknown>

const insertText = new WeakMap<Definition, string>()
/** One statement for one record or thousands: rows travel as one JSON value. */
function insertSql(definition: Definition): string {
  const known = insertText.get(definition)
  if (known) return known
  const columns = writtenColumns(definition)
  const text = `insert into ${definition.full} (${columns.map((c) => quote(c.name)).join(', ')})
    select ${columns.map((c) => c.from).join(', ')} from jsonb_to_recordset($1::jsonb) as r(${columns.map((c) => `${quote(c.name)} ${c.type}`).join(', ')})`
  insertText.set(definition, text)
  return text
}

/** The region in which a record with these values lies: what it says itself, else the actor's. */
export const regionOf = (ctx: Context, { register }: Definition, values: Values): string =>
  ((register.region && values[register.region]) as string | null) ?? ctx.actor.region.id

export async function headOf(parts: WriteParts, ctx: Context, definition: Definition, values: Values): Promise<Values & { place: Placed }> {
  const region = regionOf(ctx, definition, values)
  return headAt(ctx, definition, values, region === ctx.actor.region.id ? ctx.actor.region : await parts.placeOf(ctx, region))
}

/** The head of a record whose region lies there. */
export function headAt(ctx: Context, definition: Definition, values: Values, place: Place): Values & { place: Placed } {
  const { register } = definition
  const organisation = ((register.organisation && values[register.organisation]) as string | null) ?? ctx.actor.organisation ?? NO_KEY
  const holder = ((register.holder && values[register.holder]) as string | null) ?? NO_KEY
  const caseId = ((register.case && values[register.case]) as string | null) ?? NO_KEY
  const level = register.class === 'public' ? 0 : 1
  return {
    region: regionOf(ctx, definition, values),
    region_code: place.code,
    region_path: place.path,
    organisation,
    holder,
    class: level,
    case_id: caseId,
    place: { regionPath: place.path, organisation, holder, class: level, case: caseId },
  }
}

/** A record that a person is: its own key is its holder, so that everybody holds their own record. */
const selfHeld = (definition: Definition, id: string, head: Values & { place: Placed }) => {
  if (definition.register.holder !== 'id') return head
  return { ...head, holder: id, place: { ...head.place, holder: id } }
}

/** What is written of a new record whose values are checked and whose head is known, by column, and where it lies. */
export function newRow(
  parts: WriteParts,
  ctx: Context,
  definition: Definition,
  id: string,
  values: Values,
  given: Values & { place: Placed },
): { place: Placed; row: Values & { id: string } } {
  const { place, ...head } = selfHeld(definition, id, given)
  const period = definition.register.effective
    ? { key: values.key ?? keyIn(definition, values) ?? id, effective: rangeOf(ctx, values.from ?? ctx.now.toISOString(), values.to) }
    : {}
  return { place, row: { id, ...head, words: wordsIn(definition, values), ...period, ...fieldColumns(parts, definition, values) } }
}

/** What a record that holds for a period is about, where a field says so. */
const keyIn = ({ register: { effective } }: Definition, values: Values) => (typeof effective === 'string' ? values[effective] : undefined)

const allowed = (boxes: readonly Box[], place: Placed): Box | undefined => boxes.find((box) => lies(place, box))

/**
 * Adds records, all or none, checked at the door; at most 5,000 at once.
 * @returns their keys in the order given
 * @throws Invalid with the path of each bad value, NotAllowed for a place that is not the actor's, Conflict for a key that exists
 */
export async function addMany(parts: WriteParts, ctx: Context, name: string, records: readonly Values[]): Promise<string[]> {
  const definition = parts.definitions.get(name)
  const boxes = requireBoxes(parts, ctx, definition, 'add')
  if (records.length > 5000) throw new Invalid('一次最多 5000 条', { code: 'register.many' })
  const problems = records.flatMap((record, i) => {
    const path = records.length > 1 ? `${i}.` : ''
    const untimely = codesOutOfTime(parts, ctx, definition, record, { path })
    if (!definition.register.effective) return [...check(parts, definition, withoutId(record), false, path), ...untimely]
    const { key, from, to, id: _id, ...values } = record
    return [...checkPeriod({ key, from, to }, path), ...check(parts, definition, values, false, path), ...untimely]
  })
  if (problems.length > 0) throw invalid(problems)
  const outside = await checkOutside(
    parts,
    ctx,
    definition,
    records.map((values, i) => ({ values, path: records.length > 1 ? `${i}.` : '' })),
  )
  if (outside.length > 0) throw invalid(outside)
  const sequences = definition.columns.filter((column) => column.field.kind === 'sequence')
  const worked = records.map((record, i) => workedOut(definition, record, records.length > 1 ? `${i}.` : ''))
  const unkept = worked.flatMap((one) => one.problems)
  if (unkept.length > 0) throw invalid(unkept)
  const rows: (Values & { id: string })[] = []
  for (const [i, record] of records.entries()) {
    const id = isKey(record.id) && ctx.actor.kind === 'system' ? record.id : newKey()
    const values: Values = { ...record, ...worked[i]!.given }
    for (const column of sequences)
      values[column.key] = await parts.numbers.next(`${name}.${column.key}`, column.field as unknown as SequenceField, ctx)
    const { place, row } = newRow(parts, ctx, definition, id, values, await headOf(parts, ctx, definition, values))
    const box = allowed(boxes, place)
    if (!box) throw new NotAllowed(`不能在这里登记“${definition.register.label}”`, { code: 'register.place' })
    ctx.tx.open(definition.box, 'write', boxes.length === 1 ? boxes[0]! : (box ?? OPEN_BOX))
    rows.push(row)
  }
  for (const column of issuedColumns(definition)) {
    const due = rows.flatMap((row, i) => (isIssued(column, records[i]!) ? [{ row, values: records[i]! }] : []))
    const numbers = due.length > 0 ? await parts.numbers.issue(`${name}.${column.key}`, column.field, ctx, due.length) : []
    for (const [i, { row, values }] of due.entries()) {
      row[column.name] = numbers[i]
      if (definition.register.search.includes(column.key))
        row.words = wordsIn(definition, { ...values, ...workedOut(definition, values).given, [column.key]: numbers[i] })
    }
  }
  for (const [i, { id }] of rows.entries()) {
    const path = records.length > 1 ? `${i}.` : ''
    const lost = await keepPictures(parts, ctx, definition, id, records[i]!, { path })
    if (lost.length > 0) throw invalid(lost)
  }
  await conflicts(definition, () => ctx.tx.query(named(definition, insertSql(definition), [JSON.stringify(rows)])))
  return rows.map((row) => row.id)
}

const withoutId = ({ id: _id, ...values }: Values) => values

async function conflicts<T>(definition: Definition, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Conflict && error.code?.startsWith('unique:')) {
      const keys = definition.register.unique.find((unique) =>
        error.code!.endsWith(unique.map((key) => key.replaceAll(/[A-Z]/g, (c) => `_${c.toLowerCase()}`)).join('_')),
      )
      const labels = keys?.map((key) => (definition.register.fields as Fields)[key]!.label).join('、')
      throw new Conflict(labels ? `“${definition.register.label}”中已有相同的${labels}` : error.message, {
        code: 'register.unique',
        ...(keys ? { path: keys[0]! } : {}),
        cause: error,
      })
    }
    if (error instanceof Conflict && error.code?.startsWith('overlap:'))
      throw new Conflict('与另一段有效期重叠', { code: 'period.overlap', path: 'from', cause: error })
    if (error instanceof Conflict && error.code?.startsWith('reference:')) {
      const column = definition.columns.find(({ name }) => error.code === `reference:${definition.table}_${name}_fkey`)
      // What else refers to a record may stand in the way too; that is no value of ours.
      if (column) throw invalid([{ path: column.key, message: '没有这条记录' }])
    }
    throw error
  }
}

/** A field that isn't there for whoever writes, in the words for one that nobody declared. */
const unknownField = (path: string): Problem => ({ path, message: '没有这个字段' })

/**
 * Changes fields of a record that still has the version seen.
 * @throws Conflict when somebody changed it since, NotFound, NotAllowed, Invalid
 */
export async function change(
  parts: WriteParts,
  ctx: Context,
  name: string,
  id: string,
  version: number,
  changes: Values,
): Promise<AnyRecord> {
  const definition = parts.definitions.get(name)
  const boxes = requireBoxes(parts, ctx, definition, 'change')
  const { period, values } = withoutPeriod(definition, changes)
  const hidden = Object.keys(values).filter((key) => !boxes.some((box) => sees(box, key)))
  const there = Object.fromEntries(Object.entries(values).filter(([key]) => !hidden.includes(key)))
  const problems = [...hidden.map(unknownField), ...checkPeriod(period, ''), ...check(parts, definition, there, true)]
  if (problems.length > 0) throw invalid(problems)
  return update(parts, ctx, definition, boxes, id, version, changes)
}

/** Ends a record: it stays, with its history, and no longer counts. */
export async function end(parts: WriteParts, ctx: Context, name: string, id: string, version: number): Promise<void> {
  const definition = parts.definitions.get(name)
  await update(parts, ctx, definition, requireBoxes(parts, ctx, definition, 'end'), id, version, {}, ['ended = clock_timestamp()'])
}

/** Lets an ended record count again. */
export async function reopened(parts: WriteParts, ctx: Context, name: string, id: string, version: number): Promise<AnyRecord> {
  const definition = parts.definitions.get(name)
  return update(parts, ctx, definition, requireBoxes(parts, ctx, definition, 'end'), id, version, {}, ['ended = null'], 'not null')
}

async function update(
  parts: WriteParts,
  ctx: Context,
  definition: Definition,
  boxes: readonly View[],
  id: string,
  version: number,
  changes: Values,
  extra: readonly string[] = [],
  ended: 'null' | 'not null' = 'null',
): Promise<AnyRecord> {
  if (!isKey(id)) throw new NotFound('找不到这条记录', { code: 'register.none' })
  for (const box of boxes) {
    const values: unknown[] = [id, version]
    const conditions = boxConditions(box, values)
    const current = `select ${selection(definition)}, t.version = $2::integer as same_ from ${definition.full} t where t.id = $1::uuid and t.ended is ${ended}${conditions.map((c) => ` and ${c}`).join('')}`
    ctx.tx.open(definition.box, 'read', { ...OPEN_BOX, ...box })
    ctx.tx.open(definition.box, 'write', box)
    const before = await ctx.tx.row(named(definition, current, values))
    if (!before) continue
    const hidden = Object.keys(changes).filter((key) => !sees(box, key))
    if (hidden.length > 0) throw invalid(hidden.map(unknownField))
    if (!before.same_) throw staleRecord()
    return write(parts, ctx, definition, box, before, changes, extra)
  }
  throw new NotFound(`找不到这条“${definition.register.label}”，或不归您修改`, { code: 'register.none' })
}

/** The numbers that a change brings about: of what was not issued before and is now. */
async function issuedNow(parts: WriteParts, ctx: Context, definition: Definition, before: Values, changes: Values): Promise<Values> {
  const given: Values = {}
  for (const column of issuedColumns(definition)) {
    if (before[column.key] !== null || !isIssued(column, { ...before, ...changes })) continue
    const [number] = await parts.numbers.issue(`${definition.register.name}.${column.key}`, column.field, ctx, 1)
    given[column.key] = number
  }
  return given
}

async function write(
  parts: WriteParts,
  ctx: Context,
  definition: Definition,
  box: View,
  before: Row,
  given: Values,
  extra: readonly string[],
): Promise<AnyRecord> {
  const { id } = before as AnyRecord
  const plain = uncover(parts, ctx, definition, [{ ...before, plain_: true }]).items[0]!
  const problems = [
    ...codesOutOfTime(parts, ctx, definition, given, { before: plain }),
    ...(await checkOutside(parts, ctx, definition, [{ values: given, path: '', before: plain }])),
  ]
  if (problems.length > 0) throw invalid(problems)
  const lost = await keepPictures(parts, ctx, definition, id, given, { before: plain })
  if (lost.length > 0) throw invalid(lost)
  const worked = workedOut(definition, { ...plain, ...given })
  if (worked.problems.length > 0) throw invalid(worked.problems)
  const anew = Object.fromEntries(Object.entries(worked.given).filter(([key, value]) => value !== plain[key]))
  const changes = { ...given, ...anew, ...(await issuedNow(parts, ctx, definition, plain, given)) }
  const merged: Values = { ...plain, ...changes }
  const { region, organisation, holder, case: of } = definition.register
  const moved = { region, organisation, holder, case: of }
  const moves = (side: keyof typeof moved) => moved[side] !== undefined && moved[side] in changes
  const columns = fieldColumns(parts, definition, changes)
  const touched = definition.columns.filter((column) => column.key in changes && !column.head)
  const sets = ['version = kernel.next_version(t.version, $2::integer)', 'recorded = clock_timestamp()', ...extra]
  const types: string[] = []
  const row: Values = {}
  const put = (name: string, type: string, value: unknown, from = `r.${quote(name)}`) => {
    row[name] = value
    types.push(`${quote(name)} ${type}`)
    sets.push(`${quote(name)} = ${from}`)
  }
  for (const column of touched) {
    const parameter = `r.${quote(column.name)}`
    if (column.sealed) {
      put(column.name, 'text', columns[column.name], `decode(${parameter}, 'base64')`)
      put(`${column.name}_blind`, 'text', columns[`${column.name}_blind`], `decode(r.${quote(`${column.name}_blind`)}, 'base64')`)
    } else put(column.name, wireType(column), columns[column.name], kindOf(column.field).write?.(parameter) ?? parameter)
  }
  const { period } = withoutPeriod(definition, given)
  if (Object.keys(period).length > 0) {
    const { from, to } = { from: before.from, to: before.to, ...period } as Values
    put('effective', 'tstzrange', rangeOf(ctx, from, to))
  }
  if (definition.register.search.some((key) => key in changes))
    put('words', 'text[]', wordsIn(definition, merged), 'array_to_tsvector(r.words)')
  if (moves('region') || moves('organisation') || moves('holder') || moves('case')) {
    const { place, ...head } = await headOf(parts, ctx, definition, merged)
    // Only what was said moves: a register without a field for a side keeps what the record was given when it was added.
    const to: Placed = {
      regionPath: moves('region') ? place.regionPath : box.regionPath[0],
      organisation: moves('organisation') ? place.organisation : box.organisation[0],
      holder: moves('holder') ? place.holder : box.holder[0],
      class: box.class[0],
      case: moves('case') ? place.case : box.case[0],
    }
    if (!lies(to, box)) throw new NotAllowed('不能把记录移到您管不到的地方', { code: 'register.place' })
    if (moves('region')) {
      put('region', 'uuid', head.region)
      put('region_code', 'text', head.region_code)
      put('region_path', 'text', head.region_path)
    }
    if (moves('organisation')) put('organisation', 'uuid', head.organisation)
    if (moves('holder')) put('holder', 'uuid', head.holder)
    if (moves('case')) put('case_id', 'uuid', head.case_id)
  }
  const from = types.length > 0 ? ` from jsonb_to_record($3::jsonb) as r(${types.join(', ')})` : ''
  const values: unknown[] = [id, before.version, ...(types.length > 0 ? [JSON.stringify(row)] : [])]
  const { all: isPlain, column } = plainness(parts, ctx, definition, box, values)
  const sql = `update ${definition.full} t set ${sets.join(', ')}${from} where t.id = $1::uuid returning ${selection(definition, box)}${column()}`
  const statement = named(definition, sql, values)
  const isLast = parts.shown === 'last' && isPlain && !moves('holder')
  if (isLast) await recordAccess(parts, ctx, definition, [seenOf(definition, before, box)], 'read', [])
  const { rows } = await conflicts(definition, () => (isLast ? ctx.tx.last(statement) : ctx.tx.query(statement)))
  if (!rows[0]) throw staleRecord()
  const { items, masked: hidden } = uncover(parts, ctx, definition, rows)
  if (parts.shown && !isLast) await recordAccess(parts, ctx, definition, rows, 'read', hidden)
  return items[0]!
}

/** A row without the fields that a box does not show. */
function seenOf({ columns }: Definition, row: Row, box: View): Row {
  const hidden = new Set(columns.flatMap(({ key }) => (sees(box, key) ? [] : [key])))
  return hidden.size === 0 ? row : Object.fromEntries(Object.entries(row).filter(([key]) => !hidden.has(key)))
}

const staleRecord = () => new Conflict('这条记录刚被他人修改，请查看最新内容后再改', { code: 'register.version' })
