import type { Address, AnyField, Fields, Problem, SequenceField } from '#declare'
import type { Box, Context } from '#kernel/context'
import type { Row } from '#kernel/database'
import { Invalid } from '#kernel/errors'
import { isKey, newKey } from '#kernel/keys'
import { spokenOf } from '../base/spoken.ts'
import { codesOutOfTime } from '../code-periods.ts'
import type { Definition } from '../definitions.ts'
import { workedOut, type Formula } from '../formulas.ts'
import { isIssued, issuedColumns, type Numbers } from '../numbers.ts'
import { checkOutside } from '../outside-checks.ts'
import { lies } from '../permission.ts'
import { checkPeriod } from '../period-ends.ts'
import { check } from '../problems.ts'
import { headAt, newRow, regionOf, type Place, type WriteParts } from '../write.ts'
import { fieldColumns, wordsIn } from '../written.ts'
import { readCell, type CellParts } from './cells.ts'
import { importFields, type Mapping } from './mapping.ts'
import { match, type Match } from './match.ts'
import type { Resolver } from './resolve.ts'
import type { SourceRow } from './rows.ts'
import type { Staged } from './staging.ts'

type Values = Record<string, unknown>

export interface RowParts extends WriteParts, CellParts {}

/** What somebody wants done with the rows of a file. */
export interface Intent {
  mapping: Mapping
  /** The source of a base register that speaks; null where records themselves are written. */
  source: string | null
  mode: 'add' | 'change' | 'both'
  /** Fields by which records that are there are found. */
  key: readonly string[]
  clears: boolean
}

/** A row that does not go in, and why. */
export interface Refusal {
  n: number
  reason: string
}

export interface Checked {
  good: Staged[]
  refused: Refusal[]
}

/** What was read of a row. */
export interface Reading {
  n: number
  values: Values
  /** Business numbers that the file brings, by field: a record is found by one, and none is written. */
  numbers: Values
  problems: string[]
}

/** The longest reason: a row may be wrong in each of its columns. */
const LONGEST = 500

/** What stands behind the rows of one batch, and is the same for all chunks. */
export interface Plan {
  definition: Definition
  intent: Intent
  fields: Fields
  /** Boxes in which the actor may add, and may change. */
  adds: readonly Box[]
  changes: readonly Box[]
  resolver: Resolver
  numbers: Numbers
  /** All formulas where a change may work out another value of one, else none. */
  formulas: readonly Formula[]
}

export const planOf = (
  { numbers }: Pick<RowParts, 'numbers'>,
  definition: Definition,
  intent: Intent,
  boxes: Pick<Plan, 'adds' | 'changes'>,
  resolver: Resolver,
): Plan => ({
  definition,
  intent,
  fields: importFields(definition),
  resolver,
  numbers,
  formulas: definition.formulas.some(({ reads }) => reads.some((key) => intent.mapping.includes(key))) ? definition.formulas : [],
  ...boxes,
})

const labelled = (fields: Fields, { path, message }: Problem): string => {
  const label = fields[path.split('.')[0]!]?.label
  return label && !message.includes(label) ? `“${label}”一列：${message}` : message
}

/** Where the keys of records go for which a cell has words. */
interface Slot {
  reading: Reading
  key: string
  words: readonly string[]
  several: boolean
}

/** Reads the cells of a chunk, and finds the records that their words stand for, one question a register. */
export async function read(
  parts: RowParts,
  ctx: Context,
  { fields, intent, resolver }: Plan,
  rows: readonly SourceRow[],
): Promise<Reading[]> {
  const columns = intent.mapping.flatMap((key, at) => (key === null ? [] : [{ key, at, field: fields[key] as AnyField }]))
  const wanted = new Map<string, { words: Set<string>; slots: Slot[] }>()
  const readings = rows.map((row): Reading => {
    const reading: Reading = { n: row.n, values: {}, numbers: {}, problems: row.problem ? [row.problem] : [] }
    if (row.problem) return reading
    for (const { key, at, field } of columns) {
      const found = readCell(parts, field, row.cells[at] ?? null)
      if ('problem' in found) reading.problems.push(`“${field.label}”一列：${found.problem}`)
      else if ('words' in found) {
        const to = field.kind === 'region' ? 'identity.region' : (field as unknown as { to: string }).to
        const of = wanted.get(to) ?? { words: new Set(), slots: [] }
        wanted.set(to, of)
        for (const one of found.words) if (!isKey(one)) of.words.add(one)
        of.slots.push({ reading, key, words: found.words, several: found.several })
        reading.values[key] = null
      } else if (field.kind === 'sequence') reading.numbers[key] = found.value
      else reading.values[key] = found.value
    }
    return reading
  })
  for (const [register, { words, slots }] of wanted) {
    const resolve = await resolver.resolve(ctx, register, words)
    for (const { reading, key, words: said, several } of slots) {
      const found = said.map((one) => (isKey(one) ? { id: one } : resolve(one)))
      const ids = found.flatMap((one) => ('id' in one ? [one.id] : []))
      if (ids.length === found.length) reading.values[key] = several ? ids : ids[0]
      for (const one of found) if ('problem' in one) reading.problems.push(`“${fields[key]!.label}”一列：${one.problem}`)
    }
  }
  return readings
}

/** Marks, where the number of a row is to stand, that it gets one when it goes in. */
const DUE = ''

/** Where the regions of some records lie; nothing of one that there is not. */
async function placesOf(parts: RowParts, ctx: Context, { definition }: Plan, rows: readonly Reading[]): Promise<Map<string, Place>> {
  const { region } = ctx.actor
  const places = new Map<string, Place>([[region.id, region]])
  for (const one of new Set(rows.map(({ values }) => regionOf(ctx, definition, values)))) {
    if (places.has(one)) continue
    const place = await parts.placeOf(ctx, one).catch((error: unknown) => {
      if (error instanceof Invalid) return undefined
      throw error
    })
    if (place) places.set(one, place)
  }
  return places
}

const noRegion = '没有这个行政区划'

/** What an import writes of a new record. */
function added(
  parts: RowParts,
  ctx: Context,
  { definition, adds }: Plan,
  { n, values }: Reading,
  places: ReadonlyMap<string, Place>,
): Staged | string {
  const there = places.get(regionOf(ctx, definition, values))
  if (!there) return noRegion
  const { place, row } = newRow(parts, ctx, definition, newKey(), values, headAt(ctx, definition, values, there))
  const box = adds.findIndex((one) => lies(place, one))
  if (box < 0) return '不在您可以登记的区划和机构内'
  for (const column of issuedColumns(definition)) if (isIssued(column, values)) row[column.name] = DUE
  return { n, op: 'I', box, version: null, row }
}

/** What an import writes of a record that is there: only what the file brings, and what follows from it. */
function changed(
  parts: RowParts,
  ctx: Context,
  { definition, changes, formulas }: Plan,
  { n, values }: Reading,
  { box, id, version, before }: Match,
  places: ReadonlyMap<string, Place>,
): Staged | string {
  const { register } = definition
  const within = changes[box]!
  const given = (side: 'region' | 'organisation' | 'holder' | 'case') => {
    const key = register[side]
    return key !== undefined && key !== 'id' && values[key] !== undefined && values[key] !== null
  }
  const row: Row = { id, ...fieldColumns(parts, definition, values) }
  if (given('region') || given('organisation') || given('holder') || given('case')) {
    const there = places.get(regionOf(ctx, definition, values))
    if (!there) return noRegion
    const { place, ...head } = headAt(ctx, definition, values, there)
    const to = {
      regionPath: given('region') ? place.regionPath : within.regionPath[0],
      organisation: given('organisation') ? place.organisation : within.organisation[0],
      holder: given('holder') ? place.holder : within.holder[0],
      class: within.class[0],
      case: given('case') ? place.case : within.case[0],
    }
    if (!lies(to, within)) return '不能把记录移到您管不到的地方'
    if (given('region')) Object.assign(row, { region: head.region, region_code: head.region_code, region_path: head.region_path })
    if (given('organisation')) row.organisation = head.organisation
    if (given('holder')) row.holder = head.holder
    if (given('case')) row.case_id = head.case_id
  }
  const due = issuedColumns(definition).filter((column) => before[column.key] === null && isIssued(column, { ...before, ...values }))
  for (const { name } of due) row[name] = DUE
  const anew = [...Object.keys(values), ...formulas.map(({ key }) => key), ...due.map(({ key }) => key)]
  if (register.search.some((key) => anew.includes(key))) row.words = wordsIn(definition, { ...before, ...values })
  return { n, op: 'U', box, version, row }
}

/** Says of a row what can be said of it alone, and takes out what the file does not mean to change. */
export function checkAlone(
  parts: RowParts,
  ctx: Context,
  { definition, intent, fields }: Plan,
  { values: own, numbers, problems }: Reading,
  found?: Match,
) {
  if (found && !intent.clears) for (const [key, value] of Object.entries(own)) if (value === null) delete own[key]
  const values = definition.register.effective ? withoutPeriod(own) : own
  if (definition.register.effective) problems.push(...checkPeriod(own, '').map((one) => labelled(fields, one)))
  if (problems.length === 0) problems.push(...check(parts, definition, values, found !== undefined).map((one) => labelled(fields, one)))
  problems.push(...codesOutOfTime(parts, ctx, definition, own, { before: found?.before }).map((one) => labelled(fields, one)))
  if (found && intent.mode === 'add') problems.push(`已有相同的${labelsOf(definition, intent.key)}`)
  if (!found && intent.mode === 'change') problems.push(`找不到相同${labelsOf(definition, intent.key)}的记录，或不归您修改`)
  if (!found && Object.values(numbers).some(Boolean)) problems.push('编号由系统给出；没有这个编号的记录')
  // Words alone, as a sheet has them, leave region and place as they are while they are the same.
  if (found && problems.length === 0)
    for (const [key, value] of Object.entries(own))
      if (fields[key]!.kind === 'address' && isSameAddress(value, found.before[key])) own[key] = found.before[key]
}

const isSameAddress = (value: unknown, before: unknown): boolean => {
  const [now, then] = [value, before] as (Address | null | undefined)[]
  return Boolean(now && then) && Object.keys(now!).length === 1 && now!.text === then!.text
}

/** Rows of which the database is asked at a time what only it can say: a shape may have thousands of positions. */
const ASKED = 200

/** Says of rows what can't be said of them alone: that what they refer to is there, that a shape is one. */
export async function checkTogether(
  parts: RowParts,
  ctx: Context,
  { definition, fields }: Plan,
  rows: readonly (Reading & { found?: Match | undefined })[],
) {
  for (let from = 0; from < rows.length; from += ASKED) {
    const some = rows.slice(from, from + ASKED)
    const asked = some.map(({ values, found }, i) => ({ values, path: `${i}.`, ...(found ? { before: found.before } : {}) }))
    for (const { path, message } of await checkOutside(parts, ctx, definition, asked)) {
      const [i, ...rest] = path.split('.')
      some[Number(i)]!.problems.push(labelled(fields, { path: rest.join('.'), message }))
    }
  }
}

/** Checks the rows of a chunk by everything that is checked of one record at the door, and makes of the good ones what will be written. */
export async function checkRows(parts: RowParts, ctx: Context, plan: Plan, rows: readonly SourceRow[]): Promise<Checked> {
  const { definition, fields } = plan
  const readings = await read(parts, ctx, plan, rows)
  const matches = await match(parts, ctx, plan, readings)
  const all = readings.map((reading, i) => ({ ...reading, found: matches.get(i) }))
  for (const one of all) checkAlone(parts, ctx, plan, one, one.found)
  // What several sources speak of follows from their words: nobody writes past them.
  const spoken = await spokenOf(
    ctx,
    definition,
    [...matches.values()].map(({ id }) => id),
  )
  for (const { found, problems } of all) if (found && spoken.has(found.id)) problems.push('这条记录有来源提供的数据，请选择来源再导入')
  const good = () => all.filter(({ problems }) => problems.length === 0)
  await checkTogether(parts, ctx, plan, good())
  for (const { values, found, problems } of good()) {
    if (found && plan.formulas.length === 0) continue
    const worked = workedOut(definition, { ...found?.before, ...values })
    Object.assign(values, worked.given)
    problems.push(...worked.problems.map((one) => labelled(fields, one)))
  }
  const numbers = await numbersFor(parts, ctx, plan, good().filter(({ found }) => !found).length)
  const places = await placesOf(parts, ctx, plan, good())
  const checked: Checked = { good: [], refused: [] }
  for (const one of all) {
    const { n, problems, found } = one
    if (problems.length === 0) {
      if (!found) for (const [key, given] of numbers) one.values[key] = given.pop()
      const staged = found ? changed(parts, ctx, plan, one, found, places) : added(parts, ctx, plan, one, places)
      if (typeof staged === 'string') problems.push(staged)
      else checked.good.push(staged)
    }
    if (problems.length > 0) checked.refused.push({ n, reason: [...new Set(problems)].join('；').slice(0, LONGEST) })
  }
  return checked
}

const withoutPeriod = ({ from: _from, to: _to, ...values }: Values): Values => values

/** What the fields of a key are called. */
export const labelsOf = (definition: Definition, key: readonly string[]): string =>
  key.map((one) => (definition.register.fields as Fields)[one]?.label ?? one).join('、')

/** Business numbers for the new records of a chunk, in one block, the first at the end. */
async function numbersFor(parts: RowParts, ctx: Context, { definition }: Plan, count: number): Promise<Map<string, string[]>> {
  const made = new Map<string, string[]>()
  if (count === 0) return made
  for (const { key, field } of definition.columns) {
    if (field.kind !== 'sequence') continue
    const name = `${definition.register.name}.${key}`
    made.set(key, (await parts.numbers.many(name, field as unknown as SequenceField, ctx, count)).reverse())
  }
  return made
}
