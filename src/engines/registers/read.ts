import { kindOf, type Id } from '#declare'
import type { AccessLog, AccessRecord } from '#kernel/access'
import type { Context, Purpose } from '#kernel/context'
import type { Row } from '#kernel/database'
import { NotAllowed, NotFound } from '#kernel/errors'
import { NO_KEY, isKey } from '#kernel/keys'
import type { Sealer } from '#kernel/sealing'
import { fieldsOfEither, fieldsWithin, type Shown, type View } from './columns.ts'
import { getColumn, type Column, type Definition, type Definitions } from './definitions.ts'
import { boxConditions, boxesFor, rowsWithin } from './permission.ts'
import type { ResolvingParts } from './resolved.ts'
import { maskOfSealed } from './sealed-masks.ts'
import { named, selection } from './statements.ts'

/** A record as it leaves the engine: its head and its fields by key. */
export type AnyRecord = Row & { id: Id; version: number; recorded: string; ended: string | null }

/** What reading stands on. */
export interface ReadParts {
  definitions: Definitions
  sealer: Sealer
  access: AccessLog
  /** What codes in filters stand for; they stand for themselves where nobody said. */
  resolving?: ResolvingParts
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
  const passing = passage(definition)
  const items = rows.map((row) => {
    const plain = row.plain_ === true || (person !== null && row.holder_ === person)
    const record: Row = {}
    for (const { key, column, place, mask } of passing) {
      const value = row[key]
      // What is not there for this reader was not read.
      if (value === undefined) continue
      if (!column || value === null) {
        record[key] = value
        continue
      }
      const { field, sealed } = column
      if (plain || field.privacy === 'none') record[key] = sealed ? parts.sealer.open(value as Buffer, place) : value
      else {
        record[key] = sealed ? maskOfSealed(parts.sealer, value as Buffer, column, place) : mask ? mask(value, field) : null
        masked.add(key)
      }
    }
    return record as AnyRecord
  })
  return { items, masked: [...masked] }
}

/**
 * Records with these of their fields alone, beside what every record has; `left` are the fields that were not asked for.
 * @throws NotFound for a field that the register does not have
 */
export function only(
  definition: Definition,
  { items, masked }: { items: AnyRecord[]; masked: string[] },
  asked: readonly string[] | undefined,
): { items: AnyRecord[]; masked: string[]; left: string[] } {
  if (asked === undefined) return { items, masked, left: [] }
  const wanted = new Set(asked.map((key) => getColumn(definition, key).key))
  const left = definition.columns.map(({ key }) => key).filter((key) => !wanted.has(key))
  const without = new Set(left)
  return {
    items: items.map((item) => Object.fromEntries(Object.entries(item).filter(([key]) => !without.has(key))) as AnyRecord),
    masked: masked.filter((key) => wanted.has(key)),
    left,
  }
}

/** What leaves the engine of a row; with a column, where its value does so otherwise than the table gives it. */
interface Passing {
  key: string
  column?: Column
  place: string
  mask: ReturnType<typeof kindOf>['mask']
}
const passages = new WeakMap<Definition, readonly Passing[]>()

function passage(definition: Definition): readonly Passing[] {
  const known = passages.get(definition)
  if (known) return known
  const { register, columns } = definition
  const head = ['id', 'version', 'recorded', 'ended', ...(register.effective ? ['key', 'from', 'to'] : [])]
  const made = [
    ...head.map((key) => ({ key, place: '', mask: undefined })),
    ...columns.map((column) => ({
      key: column.key,
      ...(column.sealed || column.field.privacy !== 'none' ? { column } : {}),
      place: `${register.name}.${column.key}`,
      mask: kindOf(column.field).mask,
    })),
  ]
  passages.set(definition, made)
  return made
}

/** Whom rows are about, as access records name them: their holders, or the records themselves. */
export const subjectsOf = (rows: readonly Row[]): string[] => [
  ...new Set(rows.map((row) => (row.holder_ && row.holder_ !== NO_KEY ? (row.holder_ as string) : (row.id as string)))),
]

/** The purpose of reading under a grant. */
export const grantedPurpose = (granted: string): Purpose => ({ kind: 'duty', what: `共享授权：${granted}` })

export async function recordAccess(
  parts: ReadParts,
  ctx: Context,
  definition: Definition,
  rows: readonly Row[],
  act: AccessRecord['act'],
  masked: readonly string[],
) {
  if (definition.personal.length === 0 || rows.length === 0 || ctx.actor.kind === 'system') return
  // What was read under a grant says which: the person sees what it was granted for.
  const purposes = new Set(rows.map(({ granted_ }) => granted_ as string | undefined))
  for (const granted of purposes) {
    const own = rows.filter(({ granted_ }) => granted_ === granted)
    await parts.access.record(granted === undefined ? ctx : { ...ctx, purpose: grantedPurpose(granted) }, {
      register: definition.register.name,
      act,
      subjects: subjectsOf(own),
      fields: definition.personal.filter((key) => !masked.includes(key) && own.some((row) => key in row)),
    })
  }
}

/** The boxes that an act is allowed in. @throws NotAllowed when there is none */
export function requireBoxes(
  parts: Pick<ReadParts, 'definitions'>,
  ctx: Context,
  definition: Definition,
  act: Parameters<typeof boxesFor>[3],
): View[] {
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
  reveal: '查看明文',
  export: '导出',
  history: '查看历史',
} as const

/** Which rows of a box are seen plainly: all, none, or those of a condition. What is SQL puts its parameters where it is asked for. */
interface Plainness {
  all: boolean
  none: boolean
  condition(): string
  /** The column that says so of each row, and what the rows are granted for. */
  column(): string
}

/** Which rows of a box this actor sees plainly. */
export function plainness(
  parts: Pick<ReadParts, 'definitions'>,
  ctx: Context,
  definition: Definition,
  box: View,
  values: unknown[],
): Plainness {
  if (definition.personal.length === 0) return { all: true, none: false, condition: () => 'true', column: () => '' }
  const isOwn = ctx.actor.person !== null && box.holder[0] === ctx.actor.person && box.holder[1] === ctx.actor.person
  const rows = isOwn || rowsWithin(box, boxesFor(parts.definitions.roles, ctx, definition.register, 'unmask'))
  const condition = () => (typeof rows === 'boolean' ? String(rows) : rows(values))
  const granted = () => (box.granted === undefined ? '' : `, $${values.push(box.granted)}::text as "granted_"`)
  return { all: rows === true, none: rows === false, condition, column: () => `, ${condition()} as "plain_"${granted()}` }
}

/** Rows of one record as several boxes show it, put together. */
export const together = (one: Row, other: Row): Row => ({ ...one, ...other, plain_: one.plain_ === true || other.plain_ === true })

/** One record that this actor may read, with the fields that are there of it, or nothing. */
export async function find(
  parts: ReadParts,
  ctx: Context,
  name: string,
  id: string,
  asked?: readonly string[],
): Promise<{ record: AnyRecord; masked: string[]; plain: boolean; fields: Shown } | undefined> {
  const definition = parts.definitions.get(name)
  if (!isKey(id)) return undefined
  let found: { row: Row; fields: Shown } | undefined
  for (const box of boxesFor(parts.definitions.roles, ctx, definition.register, 'read')) {
    // What this box would show is there already.
    if (found && fieldsWithin(box.fields, found.fields)) continue
    const values: unknown[] = [id]
    const plain = plainness(parts, ctx, definition, box, values)
    const conditions = ['t.id = $1::uuid', ...boxConditions(box, values)]
    ctx.tx.open(definition.box, 'read', box)
    const row = await ctx.tx.row(
      named(
        definition,
        `select ${selection(definition, box)}${plain.column()} from ${definition.full} t where ${conditions.join(' and ')}`,
        values,
      ),
    )
    if (row)
      found = found ? { row: together(found.row, row), fields: fieldsOfEither(found.fields, box.fields) } : { row, fields: box.fields }
  }
  if (!found) return undefined
  const { row, fields } = found
  const { items, masked, left } = only(definition, uncover(parts, ctx, definition, [row]), asked)
  await recordAccess(parts, ctx, definition, [row], 'read', [...masked, ...left])
  return {
    record: items[0]!,
    masked,
    plain: row.plain_ === true || (ctx.actor.person !== null && row.holder_ === ctx.actor.person),
    fields,
  }
}

/** One record. @throws NotFound when there is none that this actor may know of */
export async function get(parts: ReadParts, ctx: Context, name: string, id: string, asked?: readonly string[]) {
  const found = await find(parts, ctx, name, id, asked)
  if (!found) throw new NotFound(`找不到这条“${parts.definitions.get(name).register.label}”`, { code: 'register.none' })
  return found
}
