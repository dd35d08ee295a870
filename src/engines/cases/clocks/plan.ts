import { holds, type Clock, type ClockEnd, type Condition } from '#declare'
import type { Basis, ClockPlan } from './clock.ts'

/** A limit as a row of an implementation gives it. */
export interface LimitRow {
  clock: string
  days: number
  kind: 'working' | 'calendar'
  from: string
  ends?: string
  /** For an extension: the limit that it extends. */
  extends?: string
  when?: Condition
  basis?: Basis
  origin?: string
}

/** What an implementation says about supplements. */
export interface SupplementRule {
  beforeAcceptance?: string
  onLapse?: string
  maxNotices?: number
}

const ends = new Set<string>(['acceptance', 'inspection', 'decision', 'delivery'])

const endOf = (clock: Clock, row: LimitRow): ClockEnd => {
  if (clock.ends) return clock.ends
  if (row.ends !== undefined && ends.has(row.ends)) return row.ends as ClockEnd
  return clock.limit === 'check' ? 'acceptance' : clock.from === 'decision' ? 'delivery' : 'decision'
}

/**
 * What the declared clocks will count, from the limits of an implementation and the answers that choose between them. A clock whose
 * limit this implementation doesn't have is left out: not every bureau promises.
 */
export function planClocks(
  clocks: Readonly<Record<string, Clock>>,
  limits: readonly LimitRow[],
  supplement: SupplementRule,
  answers: Record<string, unknown>,
): ClockPlan[] {
  const rows = limits.filter((row) => !row.when || holds(row.when, answers))
  return Object.entries(clocks).flatMap(([key, clock]): ClockPlan[] => {
    const row = rows.find((one) => one.clock === clock.limit && one.extends === undefined)
    if (!row) return []
    const end = endOf(clock, row)
    return [
      {
        key,
        label: clock.label,
        limit: clock.limit,
        days: row.days,
        kind: row.kind,
        from: clock.from,
        ends: end,
        yellowAt: clock.yellowAt ?? Math.max(1, Math.floor(row.days / 5)),
        lapses: clock.lapse === 'accepted-from-receipt' && (supplement.onLapse ?? clock.lapse) === clock.lapse,
        // Where materials are returned, the application starts anew (市场主体登记管理条例实施细则 art. 18); elsewhere only their check does.
        restarts: clock.from === 'receipt' && (end === 'acceptance' || supplement.beforeAcceptance === 'returns-materials'),
        extension: rows.find((one) => one.extends === clock.limit)?.days ?? null,
        basis: row.basis
          ? {
              law: row.basis.law,
              article: row.basis.article,
              ...(row.basis.verified === undefined ? {} : { verified: row.basis.verified }),
            }
          : null,
        origin: row.origin ?? null,
      },
    ]
  })
}
