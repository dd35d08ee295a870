import type { Indicator } from '#declare'
import { addCalendarDays, type LocalDate } from '#kernel/days'

/** A stretch of days that a figure is about: a day or a month. */
export type Bucket = 'day' | 'month'

/** `YYYY-MM-DD` or `YYYY-MM`. */
export type Period = string

export const periodOf = (day: LocalDate, bucket: Bucket): Period => (bucket === 'day' ? day : day.slice(0, 7))

export const firstDay = (period: Period): LocalDate => (period.length === 7 ? `${period}-01` : period)

export const lastDay = (period: Period): LocalDate => (period.length === 7 ? addCalendarDays(`${nextMonth(period)}-01`, -1) : period)

const nextMonth = (month: Period): Period => addCalendarDays(`${month}-01`, 31).slice(0, 7)

/** Every period from one day to another, both included. */
export function periodsBetween(from: LocalDate, to: LocalDate, bucket: Bucket): Period[] {
  const periods: Period[] = []
  for (let day = from; day <= to; day = bucket === 'day' ? addCalendarDays(day, 1) : `${nextMonth(day.slice(0, 7))}-01`)
    periods.push(periodOf(day, bucket))
  const last = periodOf(to, bucket)
  if (periods.length > 0 && periods.at(-1) !== last) periods.push(last)
  return periods
}

/** The Sunday of a day's week. */
export function sundayOf(day: LocalDate): LocalDate {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay()
  return addCalendarDays(day, (7 - weekday) % 7)
}

/** The same day or month some months earlier. */
export function monthsBefore(day: LocalDate, months: number): LocalDate {
  const [year, month] = day.split('-').map(Number) as [number, number]
  const at = new Date(Date.UTC(year, month - 1 - months, 1))
  return `${at.toISOString().slice(0, 7)}-01`
}

/** The target that counts at the end of a period. */
export const targetAt = ({ targets }: Pick<Indicator, 'targets'>, period: Period) =>
  [...(targets ?? [])].sort((a, b) => (a.from < b.from ? 1 : -1)).find(({ from }) => from <= lastDay(period))
