import { date, kindOf, type Problem } from '#declare'
import type { Context } from '#kernel/context'
import { startOfLocalDate } from '#kernel/days'
import { isKey } from '#kernel/keys'
import type { Definition } from './definitions.ts'
import { invalid } from './problems.ts'

type Values = Record<string, unknown>

const dayField = date('')
/** Whether the calendar has this day, as far as the database keeps it. */
const isDay = (day: string) => kindOf(dayField).check(day, dayField) === undefined
const instant = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/

/** Key and ends of a record that holds for a period; the ends become part of a range's text and may be nothing but instants. */
export function checkPeriod({ key, from, to }: Values, path: string): Problem[] {
  const problems: Problem[] = []
  if (key !== undefined && !isKey(key)) problems.push({ path: `${path}key`, message: '不是编号' })
  for (const [name, end] of Object.entries({ from, to }))
    if (
      end !== undefined &&
      end !== null &&
      !(typeof end === 'string' && instant.test(end) && isDay(end.slice(0, 10)) && !Number.isNaN(Date.parse(end)))
    )
      problems.push({ path: path + name, message: '应为日期或带时区的时间' })
  if (problems.length === 0 && from && to && Date.parse(String(from)) >= Date.parse(String(to)))
    problems.push({ path: `${path}to`, message: '应晚于开始的时间' })
  return problems
}

/** What is said of a record's period, and of its fields. */
export function withoutPeriod({ register }: Definition, changes: Values): { period: Values; values: Values } {
  if (!register.effective) return { period: {}, values: changes }
  const { from, to, ...values } = changes
  return { period: { ...('from' in changes && { from }), ...('to' in changes && { to }) }, values }
}

/** An end of a period as an instant; a day begins by the city's clock. */
export const endOfPeriod = (ctx: Context, value: unknown): string => {
  if (typeof value !== 'string') return ''
  return value.length === 10 ? startOfLocalDate(value, ctx.ground.timezone).toISOString() : value
}
/** A period as the database takes it. @throws Invalid when it ends before it begins */
export function rangeOf(ctx: Context, from: unknown, to: unknown): string {
  const ends = { from: endOfPeriod(ctx, from), to: endOfPeriod(ctx, to) }
  const wrong = checkPeriod({ from: ends.from || null, to: ends.to || null }, '')
  if (wrong.length > 0) throw invalid(wrong)
  return `[${ends.from},${ends.to})`
}
