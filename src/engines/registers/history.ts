import type { Context } from '#kernel/context'
import { NotAllowed } from '#kernel/errors'
import { kindOf } from '#declare'
import { quote, type Row } from '#kernel/database'
import type { Column } from './definitions.ts'
import { reaches } from './reach.ts'
import { get, uncover, type AnyRecord, type ReadParts } from './read.ts'
import { named, selection } from './statements.ts'

/** A value as history keeps it, in JSON, as the register's own table gives it. */
function asRead(column: Column, value: unknown): unknown {
  if (value === null) return null
  if (column.sealed) return Buffer.from(String(value).slice(2), 'hex')
  if (column.type === 'timestamptz') return new Date(value as string).toISOString()
  if (column.type.startsWith('geometry')) return (value as { coordinates: unknown }).coordinates
  return value
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

/** The versions of a record, newest first. */
export async function history(parts: ReadParts, ctx: Context, name: string, id: string): Promise<Version[]> {
  const definition = parts.definitions.get(name)
  const { plain } = await get(parts, ctx, name, id)
  if (!(await reaches(parts, ctx, definition, 'history', id)))
    throw new NotAllowed(`没有权限查看“${definition.register.label}”的历史`, { code: 'register.history' })
  ctx.tx.set('app.log_record', id)
  const historyTable = `${quote(definition.schema)}.${quote(`${definition.table}_history`)}`
  const rows = await ctx.tx.rows(
    named(
      definition,
      `select c.version, c.recorded, c.op, c.fields, c.actor, c.post, c.organisation, c.purpose, h.old
       from kernel.change c left join ${historyTable} h on h.id = c.record and h.version = c.version - 1
       where c.record = $1::uuid order by c.version desc limit 500`,
      [id],
    ),
  )
  const byColumn = new Map(definition.columns.map((column) => [column.name, column]))
  return rows.map((row) => ({
    version: row.version as number,
    recorded: row.recorded as string,
    op: row.op as 'I' | 'U' | 'D',
    fields: (row.fields as string[] | null)?.map((field) => byColumn.get(field)?.key ?? field) ?? null,
    actor: row.actor as string | null,
    post: row.post as string | null,
    organisation: row.organisation as string | null,
    purpose: row.purpose as string | null,
    before: row.old ? readable(row.old as Row) : null,
  }))

  function readable(old: Row): Row {
    const before: Row = {}
    for (const [key, value] of Object.entries(old)) {
      const column = byColumn.get(key)
      if (!column) before[key] = value
      else if (value === null) before[column.key] = null
      else {
        const kept = asRead(column, value)
        const open = column.sealed ? parts.sealer.open(kept as Buffer, `${name}.${column.key}`) : kept
        const mask = kindOf(column.field).mask
        before[column.key] = plain || column.field.privacy === 'none' ? open : mask ? mask(open, column.field) : null
      }
    }
    return before
  }
}

/** The record as the register knew it at an instant, to the millisecond: today's values with every later replacement taken back. */
export async function asOf(parts: ReadParts, ctx: Context, name: string, id: string, recorded: Date): Promise<AnyRecord | undefined> {
  const definition = parts.definitions.get(name)
  const { record, plain } = await get(parts, ctx, name, id)
  const historyTable = `${quote(definition.schema)}.${quote(`${definition.table}_history`)}`
  const [current, ...replaced] = await ctx.tx.rows(
    named(
      definition,
      `select 2147483647 as version_, null::jsonb as old_, t.recorded as recorded_, ${selection(definition)} from ${definition.full} t where t.id = $1::uuid
       union all
       select h.version, h.old, h.recorded, ${selection(definition)} from ${historyTable} h join ${definition.full} t using (id)
       where h.id = $1::uuid and date_trunc('milliseconds', h.replaced) > $2::timestamptz order by 1 desc`,
      [id, recorded],
    ),
  )
  if (!current) return undefined
  const row: Row = { ...current }
  let since = current.recorded_ as string
  for (const step of replaced) {
    for (const [key, value] of Object.entries(step.old_ as Row)) {
      const column = definition.columns.find((one) => one.name === key)
      if (column) row[column.key] = asRead(column, value)
      else if (key === 'ended') row.ended = value === null ? null : new Date(value as string).toISOString()
    }
    row.version = step.version_
    row.recorded = since = step.recorded_ as string
  }
  if (new Date(since) > recorded) return undefined
  const { version_: _v, old_: _o, recorded_: _r, ...clean } = row
  return { ...uncover(parts, ctx, definition, [{ ...clean, plain_: plain }]).items[0]!, id: record.id }
}
