import type { Cases } from '#engines/cases'
import type { Compute } from '#kernel/compute'
import type { Context } from '#kernel/context'
import { addCalendarDays, isWorkingDay, localDate, workingDaysBetween, type Calendar, type LocalDate } from '#kernel/days'
import { Invalid } from '#kernel/errors'
import type { Forecast, ForecastInput } from './forecast/forecast.ts'
import { firstDay, lastDay, monthsBefore, periodsBetween, type Bucket, type Period } from './periods.ts'
import { getIndicator, values, type ValueParts } from './values.ts'

/** The module whose tasks run in the pool. */
export const forecastTasks = new URL('./forecast/tasks.ts', import.meta.url).href

export interface ForeseeParts extends ValueParts {
  cases: Pick<Cases, 'calendar'>
  compute: Compute
}

const ahead = { day: 14, month: 3 }
const back = { day: 730, month: 36 }

/** The kind of a day: rest, Monday to Friday, or a weekend's day that is worked. */
function kindOf(calendar: Calendar, day: LocalDate): number {
  if (!isWorkingDay(calendar, day)) return 0
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay()
  return weekday === 0 || weekday === 6 ? 6 : weekday
}

const calendarOf = (calendar: Calendar, period: Period) =>
  period.length === 7 ? workingDaysBetween(calendar, addCalendarDays(firstDay(period), -1), lastDay(period)) : kindOf(calendar, period)

/** What is to be expected of a figure that counts by day or month, with the error that the method has shown; refused where the past is too short. */
export async function foresee(
  parts: ForeseeParts,
  ctx: Context,
  name: string,
  query: { region?: string; group?: string },
): Promise<Forecast> {
  const { indicator } = getIndicator(parts, ctx, name)
  if (indicator.every === 'now' || indicator.share || indicator.days)
    throw new Invalid('只预测按日、按月计数的指标', { code: 'indicator.forecast' })
  const every: Bucket = indicator.every
  const today = localDate(ctx.now, parts.timezone)
  // Whole periods alone: the one that runs says nothing yet.
  const to = every === 'day' ? addCalendarDays(today, -1) : addCalendarDays(`${today.slice(0, 7)}-01`, -1)
  const from = every === 'day' ? addCalendarDays(today, -back.day) : monthsBefore(today, back.month)
  const found = await values(parts, ctx, name, { ...query, by: 'time', from, to })
  // Days of persons are told by the month alone.
  if (found.every !== every) throw new Invalid('只预测按日、按月计数的指标', { code: 'indicator.forecast' })
  const start = found.points.findIndex(({ value }) => (value ?? 0) > 0)
  const points = start < 0 ? [] : found.points.slice(start)
  const calendar = await parts.cases.calendar(ctx, found.region.path)
  const coming =
    every === 'day'
      ? periodsBetween(today, addCalendarDays(today, ahead.day - 1), 'day')
      : periodsBetween(today, monthsBefore(today, 1 - ahead.month), 'month')
  const input: ForecastInput = {
    every,
    values: points.map(({ value }) => value ?? 0),
    calendar: points.map(({ period }) => calendarOf(calendar, period)),
    periods: points.map(({ period }) => period),
    next: { periods: coming, calendar: coming.map((period) => calendarOf(calendar, period)) },
  }
  return parts.compute.run<Forecast>('forecast', input)
}
