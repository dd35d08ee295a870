import type { Context } from '#kernel/context'
import { NotAllowed } from '#kernel/errors'
import { kindOf } from '#declare'
import type { Row } from '#kernel/database'
import { fieldsOfBoth, sees, type Shown } from './columns.ts'
import type { Column, Definition } from './definitions.ts'
import { reached, reaches } from './reach.ts'
import { get, uncover, type AnyRecord, type ReadParts } from './read.ts'
import { named, selection } from './statements.ts'
import { handingColumn, historyOf } from './tables.ts'

/** A value of what history keeps of a record, in JSON, as the register's own table gives it. */
function asRead(column: Column, old: Row): unknown {
  const value = old[column.name]
  if (value === null || value === undefined) return null
  if (column.sealed) return Buffer.from(String(value).slice(2), 'hex')
  if (column.type === 'timestamptz') return new Date(value as string).toISOString()
  const { recall } = kindOf(column.field)
  return recall ? recall(value, (suffix) => old[`${column.name}_${suffix}`]) : value
}

/** One version of a record: who wrote it, why, and what it replaced. */
export interface Version {
  version: number
  recorded: string
  op: 'I' | 'U' | 'D'
  fields: string[] | null
  actor: string | null
  post: string | null
  organisation: string | null
  purpose: string | null
  /** Values that this version replaced, by field; masked like the record itself. */
  before: Row | null
}

/** What somebody may know of the time before the present holder: nothing of it, that it was, or all its values. */
interface Past {
  /** Versions of that time are told. */
  told: boolean
  /** Their values are shown plainly. */
  plain: boolean
  /** The fields whose past is told. */
  fields: Shown
}

/**
 * A holder knows a record since it is theirs: what it was in another's hands is told to whoever may know it by duty, and nobody learns a
 * predecessor's values for being the holder now.
 * @throws NotAllowed when nothing at all may be known of its history
 */
async function pastOf(parts: ReadParts, ctx: Context, definition: Definition, id: string, plain: boolean): Promise<Past> {
  const asDuty = await reached(parts, ctx, definition, 'history', id, byDuty)
  const told = asDuty !== undefined
  const reach = asDuty ?? (await reached(parts, ctx, definition, 'history', id))
  if (!reach) throw new NotAllowed(`没有权限查看“${definition.register.label}”的历史`, { code: 'register.history' })
  return { told, plain: plain && told && (await reaches(parts, ctx, definition, 'unmask', id, byDuty)), fields: reach.fields }
}

/** Whether a version handed the record from one holder to another, by the names of what it changed. */
function handsOver(definition: Definition, changed: readonly string[] | null): boolean {
  const column = handingColumn(definition)
  return column !== undefined && changed !== null && changed.includes(column.name)
}

const byDuty = { otherThanHolder: true }

/** The versions of a record, newest first; for whoever may only know it as its holder, those since it is theirs. */
export async function history(parts: ReadParts, ctx: Context, name: string, id: string): Promise<Version[]> {
  const definition = parts.definitions.get(name)
  const { plain, fields: now } = await get(parts, ctx, name, id)
  const past = await pastOf(parts, ctx, definition, id, plain)
  const fields = fieldsOfBoth(now, past.fields)
  ctx.tx.set('app.log_record', id)
  const rows = await ctx.tx.rows(
    named(
      definition,
      `select c.version, c.recorded, c.op, c.fields, c.actor, c.post, c.organisation, c.purpose, h.old
       from kernel.change c left join ${historyOf(definition)} h on h.id = c.record and h.version = c.version - 1
       where c.record = $1::uuid order by c.version desc limit 500`,
      [id],
    ),
  )
  const byColumn = new Map(definition.columns.map((column) => [column.name, column]))
  const isThere = (key: string) => sees({ fields }, key) || !Object.hasOwn(definition.register.fields as object, key)
  const derived = new Set(definition.columns.map((column) => column.derived?.name))
  const handedOver = rows.findIndex((row) => handsOver(definition, row.fields as string[] | null))
  const isPast = (at: number) => handedOver >= 0 && at >= handedOver
  const told = past.told || handedOver < 0 ? rows : rows.slice(0, handedOver + 1)
  return told.map((row, at) => ({
    version: row.version as number,
    recorded: row.recorded as string,
    op: row.op as 'I' | 'U' | 'D',
    fields:
      isPast(at) && !past.told
        ? null
        : ((row.fields as string[] | null)?.map((field) => byColumn.get(field)?.key ?? field).filter(isThere) ?? null),
    actor: row.actor as string | null,
    post: row.post as string | null,
    organisation: row.organisation as string | null,
    purpose: row.purpose as string | null,
    before: row.old && (past.told || !isPast(at)) ? readable(row.old as Row, isPast(at) ? past.plain : plain) : null,
  }))

  function readable(old: Row, plainly: boolean): Row {
    const before: Row = {}
    for (const [key, value] of Object.entries(old)) {
      const column = byColumn.get(key)
      if (derived.has(key) || (column && !isThere(column.key))) continue
      if (!column) before[key] = value
      else if (value === null) before[column.key] = null
      else {
        const kept = asRead(column, old)
        const open = column.sealed ? parts.sealer.open(kept as Buffer, `${name}.${column.key}`) : kept
        const mask = kindOf(column.field).mask
        before[column.key] = plainly || column.field.privacy === 'none' ? open : mask ? mask(open, column.field) : null
      }
    }
    return before
  }
}

/**
 * The record as the register knew it at an instant, to the millisecond: today's values with every later replacement taken back. As in its
 * history, a holder is told nothing of the time when it was another's.
 */
export async function asOf(parts: ReadParts, ctx: Context, name: string, id: string, recorded: Date): Promise<AnyRecord | undefined> {
  const definition = parts.definitions.get(name)
  const { record, plain, fields } = await get(parts, ctx, name, id)
  // Whoever also reads it by duty asks as such: the box of its holder would show nothing from before.
  if (handingColumn(definition) && !(await reaches(parts, ctx, definition, 'history', id, byDuty)))
    await reaches(parts, ctx, definition, 'read', id)
  const [current, ...replaced] = await ctx.tx.rows(
    named(
      definition,
      `select 2147483647 as version_, null::jsonb as old_, t.recorded as recorded_, ${selection(definition)} from ${definition.full} t where t.id = $1::uuid
       union all
       select h.version, h.old, h.recorded, ${selection(definition)} from ${historyOf(definition)} h join ${definition.full} t using (id)
       where h.id = $1::uuid and date_trunc('milliseconds', h.replaced) > $2::timestamptz order by 1 desc`,
      [id, recorded],
    ),
  )
  if (!current) return undefined
  const handedOver = replaced.some((step) => handsOver(definition, Object.keys(step.old_ as Row)))
  const past = handedOver ? await pastOf(parts, ctx, definition, id, plain) : undefined
  if (past?.told === false) return undefined
  const row: Row = { ...current }
  let since = current.recorded_ as string
  for (const step of replaced) {
    for (const [key, value] of Object.entries(step.old_ as Row)) {
      const column = definition.columns.find((one) => one.name === key)
      if (column) row[column.key] = asRead(column, step.old_ as Row)
      else if (key === 'ended') row.ended = value === null ? null : new Date(value as string).toISOString()
    }
    row.version = step.version_
    row.recorded = since = step.recorded_ as string
  }
  if (new Date(since) > recorded) return undefined
  const { version_: _v, old_: _o, recorded_: _r, holder_, ...clean } = row
  const shown = past ? { ...clean, plain_: past.plain } : { ...clean, holder_, plain_: plain }
  const there = fieldsOfBoth(fields, past?.fields)
  const hidden = new Set(definition.columns.flatMap(({ key }) => (sees({ fields: there }, key) ? [] : [key])))
  const told = Object.fromEntries(Object.entries(shown).filter(([key]) => !hidden.has(key)))
  return { ...uncover(parts, ctx, definition, [told]).items[0]!, id: record.id }
}
