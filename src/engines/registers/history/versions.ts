import { inContext, type Context } from '#kernel/context'
import { NotAllowed } from '#kernel/errors'
import { NO_KEY } from '#kernel/keys'
import { kindOf } from '#declare'
import type { Row } from '#kernel/database'
import { fieldsOfBoth, sees, type Shown } from '../columns.ts'
import type { Column, Definition } from '../definitions.ts'
import { reached, reaches } from '../reach.ts'
import { get, type ReadParts } from '../read.ts'
import { named } from '../statements.ts'
import { handingColumn, historyOf } from '../tables.ts'

/** A value of what history keeps of a record, in JSON, as the register's own table gives it. */
export function asRead(column: Column, old: Row): unknown {
  const value = old[column.name]
  if (value === null || value === undefined) return null
  if (column.sealed) return Buffer.from(String(value).slice(2), 'hex')
  if (column.type === 'timestamptz') return new Date(value as string).toISOString()
  const { recall } = kindOf(column.field)
  return recall ? recall(value, (suffix) => old[`${column.name}_${suffix}`]) : value
}

/** The ends of a period as the database writes it: `["2012-01-01 00:00:00+08",)`. */
function endsOf(range: string): { from: string | null; to: string | null } {
  const [from, to] = range
    .slice(1, -1)
    .split(',')
    .map((end) => end.replaceAll('"', ''))
  const read = (end: string | undefined) => (end ? new Date(end.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00')).toISOString() : null)
  return { from: read(from), to: read(to) }
}

const groundOf = ({ reason = null, batch = null, source, ask = null }: Row): Pick<Version, 'reason' | 'batch' | 'ask'> => ({
  reason: reason as string | null,
  batch: batch === null ? null : { id: batch as string, file: source as string },
  ask: ask as string | null,
})

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
  /** Why it was written, as whoever wrote it said. */
  reason: string | null
  /** The file that it came in, by its batch and its name. */
  batch: { id: string; file: string } | null
  /** The ask that it carried out, such as a correction. */
  ask: string | null
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
  const found = await get(parts, ctx, name, id)
  if (ctx.actor.kind !== 'person') return versionsOf(parts, ctx, name, id, found)
  // The hall reads no envelopes. Once its wall has shown the record to be the person's own, they are read at the other door.
  const behind = { door: 'app', readOnly: true, now: ctx.now } as const
  return inContext(ctx.ground, ctx.actor, ctx.purpose, (own) => versionsOf(parts, own, name, id, found), behind)
}

async function versionsOf(
  parts: ReadParts,
  ctx: Context,
  name: string,
  id: string,
  { plain, fields: now }: Pick<Awaited<ReturnType<typeof get>>, 'plain' | 'fields'>,
): Promise<Version[]> {
  const definition = parts.definitions.get(name)
  const past = await pastOf(parts, ctx, definition, id, plain)
  const fields = fieldsOfBoth(now, past.fields)
  ctx.tx.set('app.log_record', id)
  const rows = await ctx.tx.rows(
    named(
      definition,
      `select c.version, c.recorded, c.op, c.fields, c.actor, c.post, c.organisation, c.purpose, h.old, g.reason, g.batch, g.source, g.ask
       from kernel.change c left join ${historyOf(definition)} h on h.id = c.record and h.version = c.version - 1
       left join lateral (select g.reason, g.batch, g.source, g.ask from registers.ground g
         where g.incarnation = c.incarnation and g.tx = c.tx and g.record in (c.record, '${NO_KEY}') order by g.record desc limit 1) g on true
       where c.record = $1::uuid order by c.version desc limit 500`,
      [id],
    ),
  )
  const byColumn = new Map(definition.columns.map((column) => [column.name, column]))
  const keysOf = (field: string) => (field === 'effective' ? ['from', 'to'] : [byColumn.get(field)?.key ?? field])
  const isThere = (key: string) => sees({ fields }, key) || !Object.hasOwn(definition.register.fields as object, key)
  const derived = new Set(definition.columns.map((column) => column.derived?.name))
  const handedOver = rows.findIndex((row) => handsOver(definition, row.fields as string[] | null))
  const isPast = (at: number) => handedOver >= 0 && at >= handedOver
  const told = past.told || handedOver < 0 ? rows : rows.slice(0, handedOver + 1)
  return told.map((row, at) => ({
    version: row.version as number,
    recorded: row.recorded as string,
    op: row.op as 'I' | 'U' | 'D',
    fields: isPast(at) && !past.told ? null : ((row.fields as string[] | null)?.flatMap(keysOf).filter(isThere) ?? null),
    actor: row.actor as string | null,
    post: row.post as string | null,
    organisation: row.organisation as string | null,
    purpose: row.purpose as string | null,
    ...groundOf(isPast(at) && !past.told ? {} : row),
    before: row.old && (past.told || !isPast(at)) ? readable(row.old as Row, isPast(at) ? past.plain : plain) : null,
  }))

  function readable(old: Row, plainly: boolean): Row {
    const before: Row = {}
    for (const [key, value] of Object.entries(old)) {
      const column = byColumn.get(key)
      if (derived.has(key) || (column && !isThere(column.key))) continue
      if (key === 'effective') Object.assign(before, endsOf(String(value)))
      else if (!column) before[key] = value
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
