import type { Context } from '#kernel/context'
import { Conflict, Invalid } from '#kernel/errors'
import { isKey } from '#kernel/keys'
import { list } from '../list.ts'
import { get, type AnyRecord, type ReadParts } from '../read.ts'
import { checkPeriod, endOfPeriod } from '../period-ends.ts'
import { addMany, change, type WriteParts } from '../write.ts'
import { giveGround } from './grounds.ts'
import type { Instant } from './instant.ts'

type Values = Readonly<Record<string, unknown>>

/** A record for as long as it holds, of those that share a key. */
export type Period = AnyRecord & { key: string; from: string | null; to: string | null }

/** The periods of one key, the earliest first, and the times between them for which nothing is said. */
export interface TimeLine {
  periods: Period[]
  gaps: { from: string; to: string }[]
  masked: string[]
}

/** More periods than any fact has. */
const MOST_PERIODS = 500

const start = ({ from }: Pick<Period, 'from'>) => (from === null ? Number.NEGATIVE_INFINITY : Date.parse(from))
const finish = ({ to }: Pick<Period, 'to'>) => (to === null ? Number.POSITIVE_INFINITY : Date.parse(to))

/** The times between periods that are in order. */
export function gapsBetween(periods: readonly Pick<Period, 'from' | 'to'>[]): { from: string; to: string }[] {
  return periods.slice(1).flatMap((next, i) => {
    const before = periods[i]!
    return before.to !== null && next.from !== null && finish(before) < start(next) ? [{ from: before.to, to: next.from }] : []
  })
}

function requirePeriods(parts: Pick<ReadParts, 'definitions'>, name: string): void {
  const { register } = parts.definitions.get(name)
  if (!register.effective) throw new Invalid(`“${register.label}”的记录没有有效期`, { code: 'period.none' })
}

/** Every period of the fact that a record is one period of, as it is known now or was at an instant. */
export async function timeLine(parts: ReadParts, ctx: Context, name: string, id: string, asOf?: Instant): Promise<TimeLine> {
  requirePeriods(parts, name)
  const { record } = await get(parts, ctx, name, id)
  const { items, masked } = await list(parts, ctx, name, {
    key: String(record.key),
    effective: 'all',
    limit: MOST_PERIODS,
    ...(asOf ? { asOf } : {}),
  })
  const periods = (items as Period[]).toSorted((one, other) => start(one) - start(other))
  return { periods, gaps: gapsBetween(periods), masked }
}

/** The period of a key that holds at an instant, as it is known now or was then. */
export async function periodAt(
  parts: ReadParts,
  ctx: Context,
  name: string,
  id: string,
  { effective, asOf, fields }: { effective: Date; asOf?: Instant | undefined; fields?: readonly string[] | undefined },
): Promise<{ record: AnyRecord; masked: string[] } | undefined> {
  requirePeriods(parts, name)
  const { record } = await get(parts, ctx, name, id)
  const { items, masked } = await list(parts, ctx, name, {
    key: String(record.key),
    effective,
    limit: 1,
    ...(asOf ? { asOf } : {}),
    ...(fields ? { fields } : {}),
  })
  return items[0] ? { record: items[0], masked } : undefined
}

/**
 * Adds a period to the fact that a record is one period of. The one that held until then ends where it begins; it lasts until the next one,
 * or for good. What was recorded stays in the history of both.
 * @returns the key of the new record
 * @throws Invalid, Conflict when a period begins at the same moment already, NotAllowed
 */
export async function addPeriod(
  parts: WriteParts,
  ctx: Context,
  name: string,
  id: string,
  { from, to, values, reason }: { from: string; to?: string | null | undefined; values: Values; reason?: string | undefined },
): Promise<string> {
  requirePeriods(parts, name)
  const problems = checkPeriod({ from, to }, '')
  if (problems.length > 0) throw new Invalid('有效期填写有误', { code: 'period.bounds', problems })
  const { periods } = await timeLine(parts, ctx, name, id)
  const begins = Date.parse(endOfPeriod(ctx, from))
  const key = String((await get(parts, ctx, name, id)).record.key)
  const same = periods.find((one) => start(one) === begins)
  if (same) throw new Conflict('从这一天起已经有一段，请修改那一段', { code: 'period.same', path: 'from' })
  const before = periods.find((one) => start(one) < begins && finish(one) > begins)
  const next = periods.find((one) => start(one) > begins)
  const until = to ? endOfPeriod(ctx, to) : next ? next.from : null
  if (next && (until === null || Date.parse(until) > start(next)))
    throw new Conflict('与后面的一段重叠', { code: 'period.overlap', path: 'to' })
  if (before) {
    giveGround(ctx, before.id, { reason })
    await change(parts, ctx, name, before.id, before.version, { to: from })
  }
  const [added] = await addMany(parts, ctx, name, [{ ...values, key, from, ...(until === null ? {} : { to: until }) }])
  if (!isKey(added)) throw new Error(`${name} gave no key`)
  giveGround(ctx, added, { reason })
  return added
}
