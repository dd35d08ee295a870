import {
  addCalendarDays,
  addWorkingDays,
  calendarFor,
  isWorkingDay,
  localDate,
  startOfLocalDate,
  workingDaysBetween,
  type Calendar,
  type DayNotice,
} from '#kernel/days'
import type { DayKind } from '../../../city/generate/index.ts'
import { cityFile } from '../tables.ts'

const minutes = 60_000

/** The days of the country, and moments by the city's clock. */
export interface Workdays {
  works(date: string): boolean
  /** A working day so many working days after a day; the day itself, or the next that works, for none. */
  after(date: string, days: number): string
  between(after: string, upTo: string): number
  today(at: Date): string
  at(date: string, minute: number): Date
  kinds(from: string, until: string): DayKind[]
}

/** Reads the notices that ship and counts them once. */
export function openWorkdays(timezone: string): Workdays {
  const { days } = JSON.parse(cityFile('cn/calendar.json')) as { days: (Omit<DayNotice, 'region'> & { name: string })[] }
  const calendar: Calendar = calendarFor(
    [],
    days.map((day) => ({ ...day, region: '' })),
  )
  const starts = new Map<string, number>()
  const dates = new Map<number, string>()
  const startOf = (date: string) => {
    const known = starts.get(date) ?? startOfLocalDate(date, timezone).getTime()
    starts.set(date, known)
    return known
  }
  const festivals = days
    .filter(
      ({ name, kind, date }) =>
        kind === 'rest' &&
        name.includes('春节') &&
        !days.some((one) => one.kind === 'rest' && one.name === name && one.date === addCalendarDays(date, -1)),
    )
    .map(({ date }) => Date.parse(date) / 86_400_000)
  const works = (date: string) => isWorkingDay(calendar, date)
  return {
    works,
    after(date, count) {
      if (count > 0) return addWorkingDays(calendar, date, count).date
      let day = date
      while (!works(day)) day = addCalendarDays(day, 1)
      return day
    },
    between: (after, upTo) => (upTo <= after ? -workingDaysBetween(calendar, upTo, after) : workingDaysBetween(calendar, after, upTo)),
    today(at) {
      // No zone begins its day within a quarter of an hour.
      const quarter = Math.floor(at.getTime() / 900_000)
      const known = dates.get(quarter) ?? localDate(at, timezone)
      dates.set(quarter, known)
      return known
    },
    at: (date, minute) => new Date(startOf(date) + minute * minutes),
    kinds(from, until) {
      const found: DayKind[] = []
      for (let date = from; date < until; date = addCalendarDays(date, 1)) {
        const day = Date.parse(date) / 86_400_000
        const nearest = festivals.map((festival) => festival - day).sort((a, b) => Math.abs(a) - Math.abs(b))[0] ?? 365
        found.push({ date, works: works(date), toFestival: nearest })
      }
      return found
    },
  }
}
