import type { Reckoning, Stretch } from '#declare'
import {
  addCalendarDays,
  addWorkingDays,
  calendarDaysBetween,
  isWorkingDay,
  workingDaysBetween,
  type Calendar,
  type LocalDate,
} from '#kernel/days'

/** When something is to be done: from the first day until the last. */
export interface Due {
  from: LocalDate
  on: LocalDate
  /** A year that was walked has no notice of its holidays yet. */
  provisional: boolean
}

const two = (part: number) => String(part).padStart(2, '0')
const lastOf = (year: number, month: number) => new Date(Date.UTC(year, month, 0)).getUTCDate()

/** The same day so many months later; where that month has no such day, its last (民法典 art. 202). */
export function addMonths(date: LocalDate, months: number): LocalDate {
  const [year, month, day] = date.split('-').map(Number) as [number, number, number]
  const count = year * 12 + (month - 1) + months
  const [toYear, toMonth] = [Math.floor(count / 12), (count % 12) + 1]
  return `${toYear}-${two(toMonth)}-${two(Math.min(day, lastOf(toYear, toMonth)))}`
}

/** The last day that is so many days before the end, the end itself counted; of working days, a day on which offices are open. */
function before(calendar: Calendar, end: LocalDate, { days, kind }: Stretch): LocalDate {
  if (kind === 'calendar') return addCalendarDays(end, -days)
  let day = end
  while (workingDaysBetween(calendar, day, end) < days) day = addCalendarDays(day, -1)
  while (!isWorkingDay(calendar, day)) day = addCalendarDays(day, -1)
  return day
}

/** The first day from which no more than so many days are left. */
function since(calendar: Calendar, end: LocalDate, stretch: Stretch): LocalDate {
  if (stretch.kind === 'calendar') return addCalendarDays(end, -stretch.days)
  let day = end
  while (workingDaysBetween(calendar, addCalendarDays(day, -1), end) <= stretch.days) day = addCalendarDays(day, -1)
  return day
}

const isProvisional = (calendar: Calendar, from: LocalDate, end: LocalDate) =>
  addWorkingDays(calendar, from, Math.max(1, workingDaysBetween(calendar, from, end))).provisional

/**
 * The days that are next by a rule, seen from today: those that are under way or still to come. Undefined when they are over for good.
 * Days of birth and of establishment count as they are written: whoever is born on the cutoff itself has reached the age on it.
 */
export function reckon(calendar: Calendar, rule: Reckoning, date: LocalDate, today: LocalDate): Due | undefined {
  if (rule.rule === 'until') {
    const on = before(calendar, date, rule.closes)
    const working = rule.opens.kind === 'working' || rule.closes.kind === 'working'
    const from = since(calendar, date, rule.opens)
    // Until the date itself it can be said that the day has passed.
    return date < today ? undefined : { from, on, provisional: working && isProvisional(calendar, from, date) }
  }
  if (rule.rule === 'age') {
    const birthday = addMonths(date, rule.years * 12)
    if ('months' in rule.within) {
      const on = addMonths(birthday, rule.within.months)
      return on < today ? undefined : { from: birthday, on, provisional: false }
    }
    const year = Number(birthday.slice(0, 4))
    const cutoff = `${year}-${rule.within.cutoff}`
    const on = birthday <= cutoff ? cutoff : `${year + 1}-${rule.within.cutoff}`
    return on < today
      ? undefined
      : { from: addCalendarDays(on, -calendarDaysBetween(`${on.slice(0, 4)}-01-01`, on)), on, provisional: false }
  }
  const first = Number(date.slice(0, 4)) + 1
  const thisYear = Number(today.slice(0, 4))
  const year = Math.max(first, today <= `${thisYear}-${rule.to}` ? thisYear : thisYear + 1)
  return { from: `${year}-${rule.from}`, on: `${year}-${rule.to}`, provisional: false }
}
