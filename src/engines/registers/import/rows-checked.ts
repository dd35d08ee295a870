import { kindOf, type AnyField, type Fields, type Problem, type SequenceField } from '#declare'
import type { Box, Context } from '#kernel/context'
import { quote, type Row } from '#kernel/database'
import { newKey } from '#kernel/keys'
import type { Column, Definition } from '../definitions.ts'
import { boxConditions, lies } from '../permission.ts'
import { named } from '../statements.ts'
import { check, checkPeriod, fieldColumns, headOf, newRow, wordsIn, type WriteParts } from '../write.ts'
import { readCell, type CellParts } from './cells.ts'
import { importFields, type Mapping } from './mapping.ts'
import type { Resolver } from './resolve.ts'
import type { SourceRow } from './rows.ts'
import type { Staged } from './staging.ts'

type Values = Record<string, unknown>

export interface RowParts extends WriteParts, CellParts {}

/** What somebody wants done with the rows of a file. */
export interface Intent {
  mapping: Mapping
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

interface Reading {
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
}

export const planOf = (definition: Definition, intent: Intent, boxes: Pick<Plan, 'adds' | 'changes'>, resolver: Resolver): Plan => ({
  definition,
  intent,
  fields: importFields(definition),
  resolver,
  ...boxes,
})

const labelled = (fields: Fields, { path, message }: Problem): string => {
  const label = fields[path.split('.')[0]!]?.label
  return label && !message.includes(label) ? `“${label}”一列：${message}` : message
}

/** Reads the cells of a chunk, and finds the records that their words stand for, one question a register. */
async function read(parts: RowParts, ctx: Context, { fields, intent, resolver }: Plan, rows: readonly SourceRow[]): Promise<Reading[]> {
  const columns = intent.mapping.flatMap((key, at) => (key === null ? [] : [{ key, at, field: fields[key] as AnyField }]))
  const wanted = new Map<string, { words: Set<string>; places: { reading: Reading; key: string; words: string }[] }>()
  const readings = rows.map((row): Reading => {
    const reading: Reading = { n: row.n, values: {}, numbers: {}, problems: row.problem ? [row.problem] : [] }
    if (row.problem) return reading
    for (const { key, at, field } of columns) {
      const found = readCell(parts, field, row.cells[at] ?? null)
      if ('problem' in found) reading.problems.push(`“${field.label}”一列：${found.problem}`)
      else if ('words' in found) {
        const to = field.kind === 'region' ? 'identity.region' : (field as unknown as { to: string }).to
        const of = wanted.get(to) ?? { words: new Set(), places: [] }
        wanted.set(to, of)
        of.words.add(found.words)
        of.places.push({ reading, key, words: found.words })
        reading.values[key] = null
      } else if (field.kind === 'sequence') reading.numbers[key] = found.value
      else reading.values[key] = found.value
    }
    return reading
  })
  for (const [register, { words, places }] of wanted) {
    const resolve = await resolver.resolve(ctx, register, words)
    for (const { reading, key, words: said } of places) {
      const found = resolve(said)
      if ('id' in found) reading.values[key] = found.id
      else reading.problems.push(`“${fields[key]!.label}”一列：${found.problem}`)
    }
  }
  return readings
}

interface Match {
  box: number
  row: Row
}

/** The records that are there already, by the place of the row in the chunk. */
async function match(parts: RowParts, ctx: Context, plan: Plan, readings: readonly Reading[]): Promise<Map<number, Match>> {
  const { definition, intent } = plan
  const { key } = intent
  const found = new Map<number, Match>()
  if (key.length === 0) return found
  const columns = key.map((name) => definition.columns.find((column) => column.key === name)!)
  const places: number[] = []
  const asked: unknown[][] = columns.map(() => [])
  for (const [i, { values, numbers }] of readings.entries()) {
    const own = columns.map(({ key: name }) => values[name] ?? numbers[name])
    const isWhole = own.every(
      (value, at) =>
        value !== null &&
        value !== undefined &&
        (columns[at]!.field.kind === 'sequence' || kindOf(columns[at]!.field).check(value, columns[at]!.field) === undefined),
    )
    if (!isWhole) continue
    places.push(i)
    for (const [at, column] of columns.entries())
      asked[at]!.push(column.sealed ? parts.sealer.blind(String(own[at]), `${definition.register.name}.${column.key}`) : own[at])
  }
  if (places.length === 0) return found
  const name = (column: Column) => quote(column.sealed ? `${column.name}_blind` : column.name)
  const searched = definition.columns.filter(({ key: one }) => definition.register.search.includes(one))
  const boxes = intent.mode === 'add' ? plan.adds : plan.changes
  for (const [number, box] of boxes.entries()) {
    const values: unknown[] = [places, ...asked]
    const types = columns.map((column) => (column.sealed ? 'bytea' : column.type))
    const text = `select w.i as "i_", t.id, t.version${searched.map((column) => `, t.${quote(column.name)}`).join('')}
      from unnest($1::integer[], ${types.map((type, at) => `$${at + 2}::${type}[]`).join(', ')}) as w(i, ${columns.map((_, at) => `k${at}`).join(', ')})
      join ${definition.full} t on ${columns.map((column, at) => `t.${name(column)} = w.k${at}`).join(' and ')}
      where ${[...boxConditions(box, values), 't.ended is null'].join(' and ')}`
    ctx.tx.open(definition.box, 'read', box)
    for (const row of await ctx.tx.rows(named(definition, text, values)))
      if (!found.has(row.i_ as number)) found.set(row.i_ as number, { box: number, row })
  }
  return found
}

/** What an import writes of a new record. */
async function added(parts: RowParts, ctx: Context, { definition, adds }: Plan, reading: Reading): Promise<Staged | string> {
  const { place, row } = await newRow(parts, ctx, definition, newKey(), reading.values)
  const box = adds.findIndex((one) => lies(place, one))
  return box < 0 ? '不在您可以登记的区划和机构内' : { n: reading.n, op: 'I', box, version: null, row }
}

/** What an import writes of a record that is there: only what the file brings. */
async function changed(
  parts: RowParts,
  ctx: Context,
  { definition, changes }: Plan,
  { n, values }: Reading,
  { box, row: before }: Match,
): Promise<Staged | string> {
  const { register } = definition
  const within = changes[box]!
  const given = (side: 'region' | 'organisation' | 'holder' | 'case') => {
    const key = register[side]
    return key !== undefined && key !== 'id' && values[key] !== undefined && values[key] !== null
  }
  const row: Row = { id: before.id, ...fieldColumns(parts, definition, values) }
  if (given('region') || given('organisation') || given('holder') || given('case')) {
    const { place, ...head } = await headOf(parts, ctx, definition, values)
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
  if (register.search.some((key) => key in values)) {
    const merged: Values = {}
    for (const column of definition.columns) {
      if (!register.search.includes(column.key)) continue
      const old = before[column.name]
      merged[column.key] =
        column.key in values
          ? values[column.key]
          : column.sealed && old
            ? parts.sealer.open(old as Buffer, `${register.name}.${column.key}`)
            : old
    }
    row.words = wordsIn(definition, merged)
  }
  return { n, op: 'U', box, version: before.version as number, row }
}

/** Checks the rows of a chunk by everything that is checked of one record at the door, and makes of the good ones what will be written. */
export async function checkRows(parts: RowParts, ctx: Context, plan: Plan, rows: readonly SourceRow[]): Promise<Checked> {
  const { definition, intent, fields } = plan
  const readings = await read(parts, ctx, plan, rows)
  const matches = await match(parts, ctx, plan, readings)
  const numbers = await numbersFor(parts, ctx, plan, readings.filter((one, i) => one.problems.length === 0 && !matches.has(i)).length)
  const checked: Checked = { good: [], refused: [] }
  for (const [i, reading] of readings.entries()) {
    const found = matches.get(i)
    const { problems } = reading
    if (found && !intent.clears) for (const [key, value] of Object.entries(reading.values)) if (value === null) delete reading.values[key]
    const values = definition.register.effective ? withoutPeriod(reading.values) : reading.values
    if (definition.register.effective) problems.push(...checkPeriod(reading.values, '').map((one) => labelled(fields, one)))
    if (problems.length === 0) problems.push(...check(parts, definition, values, found !== undefined).map((one) => labelled(fields, one)))
    if (found && intent.mode === 'add') problems.push(`已有相同的${labelsOf(definition, intent.key)}`)
    if (!found && intent.mode === 'change') problems.push(`找不到相同${labelsOf(definition, intent.key)}的记录，或不归您修改`)
    if (!found && Object.values(reading.numbers).some(Boolean)) problems.push('编号由系统给出；没有这个编号的记录')
    if (problems.length === 0) {
      if (!found) for (const [key, given] of numbers) reading.values[key] = given.pop()
      const staged = found ? await changed(parts, ctx, plan, reading, found) : await added(parts, ctx, plan, reading)
      if (typeof staged === 'string') problems.push(staged)
      else checked.good.push(staged)
    }
    if (problems.length > 0) checked.refused.push({ n: reading.n, reason: [...new Set(problems)].join('；').slice(0, LONGEST) })
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
