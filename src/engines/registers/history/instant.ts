import { Invalid } from '#kernel/errors'
import { startOfLocalDate } from '#kernel/days'

/** An instant of recorded time as the database compares it: to the microsecond, itself included. */
export type Instant = string & { readonly instant: unique symbol }

const shape = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d)(?::(\d\d)(?:\.(\d{1,6}))?)?(Z|[+-]\d\d:\d\d))?$/

const DAY = 86_400_000

/** The last microsecond of a millisecond. */
const endOf = (at: Date) => at.toISOString().replace('Z', '999Z') as Instant

/**
 * Reads an instant at which something is looked up. What leaves the engine is told to the millisecond, and stands for all of it; a day stands
 * for all of it too, in the city's zone. With four digits of a second's fraction or more it is meant exactly.
 * @throws Invalid `asof.instant`
 */
export function readInstant(given: Date | string, timezone: string, path = 'asOf'): Instant {
  if (given instanceof Date) return endOf(given)
  const [, day, minutes, seconds = '00', fraction = '', zone] = shape.exec(given) ?? []
  const wrong = () => new Invalid('应为日期，或者带时区的时间', { code: 'asof.instant', path })
  if (day === undefined || Number.isNaN(Date.parse(day)) || new Date(day).toISOString().slice(0, 10) !== day) throw wrong()
  if (minutes === undefined) {
    const next = new Date(Date.parse(day) + DAY).toISOString().slice(0, 10)
    if (!/^\d{4}-/.test(next)) throw wrong()
    return endOf(new Date(startOfLocalDate(next, timezone).getTime() - 1))
  }
  const at = new Date(`${day}T${minutes}:${seconds}.${fraction.slice(0, 3).padEnd(3, '0')}${zone}`)
  if (Number.isNaN(at.getTime())) throw wrong()
  return fraction.length > 3 ? (at.toISOString().replace('Z', `${fraction.slice(3).padEnd(3, '0')}Z`) as Instant) : endOf(at)
}
