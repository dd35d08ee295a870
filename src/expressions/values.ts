import { Decimal } from 'decimal.js'

/**
 * Numbers as DMN 1.5, 10.3.2.3.1 says: those of IEEE 754-2008 decimal128, 34 digits, rounded to the nearest and between two to the even
 * one. Made apart, so that nobody else's settings of the library reach them.
 */
const Number34 = Decimal.clone({ precision: 34, rounding: Decimal.ROUND_HALF_EVEN, maxE: 6144, minE: -6176, defaults: true })
export type Number34 = Decimal

/** A day as days since 1970-01-01, so that neither zone nor clock has part in it. */
export interface Day {
  is: 'day'
  days: number
}
/** An instant in milliseconds since 1970 UTC. */
export interface Instant {
  is: 'instant'
  ms: number
}
/** A duration in milliseconds (FEEL: days and time), or in months (FEEL: years and months). */
export interface Span {
  is: 'span'
  ms: number
}
export interface Months {
  is: 'months'
  months: number
}
export interface Parts {
  is: 'parts'
  parts: Readonly<Record<string, Value>>
}

/** What an expression gives; `null` for what is not there and for what can't be worked out. */
export type Value = null | boolean | string | Number34 | Day | Instant | Span | Months | Parts | readonly Value[]

export const isNumber = (value: Value): value is Number34 => value instanceof Decimal
export const isList = (value: Value): value is readonly Value[] => Array.isArray(value)
/** Whether a value is of a kind that carries its name. */
export const isA = <K extends keyof Named>(value: Value, kind: K): value is Named[K] =>
  typeof value === 'object' && value !== null && 'is' in value && value.is === kind
interface Named {
  day: Day
  instant: Instant
  span: Span
  months: Months
  parts: Parts
}

/** A number of what a library or a text says; `null` for what decimal128 can't hold. */
export function numberOf(given: string | number | Decimal): Number34 | null {
  const number = new Number34(given).toSignificantDigits(34)
  return number.isFinite() ? number : null
}

const DAY = 86_400_000
/** Days that a date of a record may have: those of the years 0001 to 9999. */
const firstDay = Date.UTC(1970, 0, 1) / DAY - 719_162
const lastDay = 2_932_896

const dayFrom = (days: number): Day | null => (Number.isInteger(days) && days >= firstDay && days <= lastDay ? { is: 'day', days } : null)
const instantFrom = (ms: number): Instant | null => (dayFrom(Math.floor(ms / DAY)) ? { is: 'instant', ms } : null)

/** The day of `2026-03-01`; `null` when there is none. */
export function readDay(text: string): Day | null {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return null
  const ms = Date.parse(`${text}T00:00:00Z`)
  return Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== text ? null : dayFrom(ms / DAY)
}
/** The day of a year, month and day; `null` when there is none. */
export function dayOf(year: number, month: number, day: number): Day | null {
  const pad = (part: number, to: number) => String(part).padStart(to, '0')
  return readDay(`${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`)
}

export const writeDay = ({ days }: Day): string => new Date(days * DAY).toISOString().slice(0, 10)

/** The instant of a time with its zone; `null` when there is none. */
export function readInstant(text: string): Instant | null {
  const match = /^(\d{4}-\d\d-\d\d)T\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d)$/.exec(text)
  const ms = match && readDay(match[1]!) ? Date.parse(text) : Number.NaN
  return Number.isNaN(ms) ? null : instantFrom(ms)
}
export const writeInstant = ({ ms }: Instant): string => new Date(ms).toISOString()

/** A duration of ISO 8601 as FEEL takes them: of days and time, or of years and months, and never of both. */
export function readSpan(text: string): Span | Months | null {
  const months = /^(-?)P(?:(\d{1,6})Y)?(?:(\d{1,6})M)?$/.exec(text)
  if (months && (months[2] ?? months[3]) !== undefined)
    return { is: 'months', months: (months[1] ? -1 : 1) * (Number(months[2] ?? 0) * 12 + Number(months[3] ?? 0)) + 0 }
  const match = /^(-?)P(?:(\d{1,7})D)?(?:T(?=\d)(?:(\d{1,8})H)?(?:(\d{1,8})M)?(?:(\d{1,8}(?:\.\d{1,3})?)S)?)?$/.exec(text)
  if (!match || match.slice(2).every((part) => part === undefined)) return null
  const [days, hours, minutes, seconds] = match.slice(2).map((part) => Number(part ?? 0)) as [number, number, number, number]
  return { is: 'span', ms: (match[1] ? -1 : 1) * (days * DAY + hours * 3_600_000 + minutes * 60_000 + Math.round(seconds * 1000)) + 0 }
}

/** What stands behind `@`. */
export const readAt = (text: string): Day | Instant | Span | Months | null => readDay(text) ?? readInstant(text) ?? readSpan(text)

/** A day so many days later. */
export const addDays = ({ days }: Day, by: number): Day | null => dayFrom(days + by)

/** A day so many months later; the last of the month where that month is shorter (as XML Schema and 民法典 art. 202 have it). */
export function addMonths({ days }: Day, by: number): Day | null {
  const from = new Date(days * DAY)
  const first = new Date(Date.UTC(2000, 0, 1))
  first.setUTCFullYear(from.getUTCFullYear(), from.getUTCMonth() + by, 1)
  const last = new Date(first)
  last.setUTCFullYear(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)
  first.setUTCDate(Math.min(from.getUTCDate(), last.getUTCDate()))
  return Number.isNaN(first.getTime()) ? null : dayFrom(first.getTime() / DAY)
}

/** Whole months from one day to another; negative when the other is earlier. */
export function monthsBetween(from: Day, to: Day): number {
  if (to.days < from.days) return -monthsBetween(to, from) + 0
  const [one, other] = [new Date(from.days * DAY), new Date(to.days * DAY)]
  const months = (other.getUTCFullYear() - one.getUTCFullYear()) * 12 + other.getUTCMonth() - one.getUTCMonth()
  const due = addMonths(from, months)
  return due !== null && due.days > to.days ? months - 1 : months
}

export const addMs = ({ ms }: Instant, by: number): Instant | null => instantFrom(ms + by)

const upwards = (value: number) => (value < 0 ? Math.ceil(value) : Math.floor(value)) + 0
const spanParts: Readonly<Record<string, (ms: number) => number>> = {
  days: (ms) => ms / DAY,
  hours: (ms) => (ms % DAY) / 3_600_000,
  minutes: (ms) => (ms % 3_600_000) / 60_000,
  seconds: (ms) => (ms % 60_000) / 1000,
}

/** A property of a date or a duration (DMN 1.5, 10.3.2.15), or a part of what has several; `null` when there is none of that name. */
export function partOf(value: Value, name: string): Value {
  if (isList(value)) return value.map((one) => partOf(one, name))
  if (isA(value, 'parts')) return Object.hasOwn(value.parts, name) ? value.parts[name]! : null
  if (isA(value, 'day')) {
    const date = new Date(value.days * DAY)
    if (name === 'year') return numberOf(date.getUTCFullYear())
    if (name === 'month') return numberOf(date.getUTCMonth() + 1)
    if (name === 'day') return numberOf(date.getUTCDate())
    return name === 'weekday' ? numberOf(date.getUTCDay() || 7) : null
  }
  if (isA(value, 'months') && (name === 'years' || name === 'months'))
    return numberOf(name === 'years' ? upwards(value.months / 12) : (value.months % 12) + 0)
  const part = isA(value, 'span') && Object.hasOwn(spanParts, name) ? spanParts[name] : undefined
  return part ? numberOf(upwards(part((value as Span).ms))) : null
}
