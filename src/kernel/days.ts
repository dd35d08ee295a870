/**
 * Arithmetic of working days. Pure: the official days come as data, and nothing here knows a database or a city.
 *
 * The rules:
 * - Limits of administrative licensing run in working days, without statutory rest days (行政许可法 art. 82).
 * - The day on which a limit starts is not counted; counting begins on the next day (民法典 art. 201).
 * - A day is a working day when a notice says so; without a notice, Monday to Friday are.
 */

/** A day in the city's own calendar, written YYYY-MM-DD. */
export type LocalDate = string

/** One day of one notice: a day of rest, or a day of the weekend that is worked instead. `region` is '' for the whole country. */
export type DayNotice = { region: string; date: LocalDate; kind: 'rest' | 'work'; notice: string }

/** The days of one region, counted once so that every question is a look-up. Make it with `calendarFor`. */
export type Calendar = {
  /** How many days up to and including the day at this offset are working days. */
  readonly workingUpTo: Int32Array
  /** Offset of the nth working day of the range, from zero. */
  readonly workingDays: Int32Array
  /** How many days up to and including the day at this offset still await a notice. */
  readonly unsettledUpTo: Int32Array
}

/** A stretch in which a limit stands still: the days after `from` up to and including `to` are not counted. Open without `to`. */
export type Suspension = { from: LocalDate; to?: LocalDate | undefined }

/** A limit of so many working days, or of so many calendar days whose last day moves on when it is a day of rest. */
export type Limit = { days: number; kind: 'working' | 'calendar' }

/** A date, and whether it may still move because a year that was walked has no notice yet. */
export type DatedResult = { date: LocalDate; provisional: boolean }

const dayMilliseconds = 86_400_000
const firstEpochDay = Date.UTC(2000, 0, 1) / dayMilliseconds
const rangeLength = Date.UTC(2101, 0, 1) / dayMilliseconds - firstEpochDay

/**
 * The notice for New Year's Day has moved days of the December before in 2006, 2007, 2011, 2018 and 2022, never a day before the 29th.
 * So these days of a year are settled by the notice of the *next* year.
 */
const firstDecemberDayOfNextNotice = 29

/** Days that were asked for, both ways: clocks ask for the same few thousand over and over. */
const dates: string[] = Array.from({ length: rangeLength })
const offsets = new Map<LocalDate, number>()

/** @throws RangeError when the text is not a real date of the years 2000 to 2100 */
function offsetOf(date: LocalDate): number {
  const known = offsets.get(date)
  if (known !== undefined) return known
  const milliseconds = /^\d{4}-\d{2}-\d{2}$/.test(date) ? Date.parse(`${date}T00:00:00Z`) : Number.NaN
  const offset = milliseconds / dayMilliseconds - firstEpochDay
  if (!(offset >= 0 && offset < rangeLength) || dateAt(offset) !== date) {
    throw new RangeError(`not a date of the years 2000 to 2100: ${date}`)
  }
  offsets.set(date, offset)
  return offset
}

function dateAt(offset: number): LocalDate {
  if (!(offset >= 0 && offset < rangeLength)) throw new RangeError('a limit runs past the year 2100')
  const known = dates[offset] ?? new Date((offset + firstEpochDay) * dayMilliseconds).toISOString().slice(0, 10)
  dates[offset] = known
  return known
}

/**
 * The calendar of one region from days that are already decided (one notice a date; of two, the later in the list counts).
 * `noticedYears`: the years whose national notice is out.
 */
export function calendar(notices: Iterable<DayNotice>, noticedYears: ReadonlySet<number>): Calendar {
  const kinds = new Map<number, 'rest' | 'work'>()
  for (const notice of notices) kinds.set(offsetOf(notice.date), notice.kind)

  const workingUpTo = new Int32Array(rangeLength)
  const unsettledUpTo = new Int32Array(rangeLength)
  const workingDays: number[] = []
  let unsettled = 0
  for (let offset = 0; offset < rangeLength; offset++) {
    const day = new Date((offset + firstEpochDay) * dayMilliseconds)
    const weekday = day.getUTCDay()
    if ((kinds.get(offset) ?? (weekday === 0 || weekday === 6 ? 'rest' : 'work')) === 'work') workingDays.push(offset)
    workingUpTo[offset] = workingDays.length

    const year = day.getUTCFullYear()
    const belongsToNext = day.getUTCMonth() === 11 && day.getUTCDate() >= firstDecemberDayOfNextNotice
    if (!noticedYears.has(year) || (belongsToNext && !noticedYears.has(year + 1))) unsettled++
    unsettledUpTo[offset] = unsettled
  }
  return { workingUpTo, workingDays: Int32Array.from(workingDays), unsettledUpTo }
}

/**
 * The calendar of a region: for each date the notice of the nearest region counts (a typhoon day in one county stops no other).
 * `regionPath`: the region and those around it, nearest first; the country ('') is always the last.
 * `noticedYears`: by default the years whose 1 January a national notice names, as every notice since 2007 does.
 */
export function calendarFor(regionPath: readonly string[], notices: Iterable<DayNotice>, noticedYears?: ReadonlySet<number>): Calendar {
  const all = [...notices]
  const nearness = new Map([...regionPath.filter((region) => region !== ''), ''].map((region, index) => [region, index]))
  const chosen = new Map<LocalDate, { notice: DayNotice; distance: number }>()
  for (const notice of all) {
    const distance = nearness.get(notice.region)
    if (distance === undefined) continue
    const known = chosen.get(notice.date)
    if (!known || distance <= known.distance) chosen.set(notice.date, { notice, distance })
  }
  return calendar(
    [...chosen.values()].map((choice) => choice.notice),
    noticedYears ?? yearsWithNotice(all),
  )
}

/** The years whose national notice is among these: those whose 1 January it names. */
export function yearsWithNotice(notices: Iterable<DayNotice>): Set<number> {
  const years = new Set<number>()
  for (const { region, date } of notices) {
    if (region === '' && date.endsWith('-01-01')) years.add(Number(date.slice(0, 4)))
  }
  return years
}

/** @throws RangeError for a date outside 2000 to 2100 */
export function isWorkingDay(days: Calendar, date: LocalDate): boolean {
  const offset = offsetOf(date)
  return workingThrough(days, offset) > workingThrough(days, offset - 1)
}

/**
 * The nth working day after `start` (the day itself is not counted, so 1 is the first working day after it; 0 is `start`).
 * @throws RangeError for a date outside 2000 to 2100 or a count that is not a whole number from 0
 */
export function addWorkingDays(days: Calendar, start: LocalDate, count: number): DatedResult {
  const due = dueDate(days, start, { days: count, kind: 'working' }, [])
  if (!due) throw new RangeError('a limit without an open suspension always has an end')
  return due
}

/**
 * The last day of a limit that starts on `start`; undefined while an open suspension keeps the end unknown.
 *
 * A calendar limit that ends on a day of rest ends on the next working day (民法典 art. 203 for 法定休假日; the weekend is taken as one,
 * as courts and agencies do; that a local rest day moves the end too is this platform's reading).
 */
export function dueDate(days: Calendar, start: LocalDate, limit: Limit, suspensions: readonly Suspension[]): DatedResult | undefined {
  if (!Number.isInteger(limit.days) || limit.days < 0) throw new RangeError(`not a number of days: ${limit.days}`)
  const from = offsetOf(start)
  if (limit.days === 0) return { date: start, provisional: false }
  const stretches = countedStretches(from, suspensions)
  const last = nthCounted(days, stretches, limit.kind, limit.days)
  if (last === undefined) return undefined
  const due = limit.kind === 'working' ? last : nthCounted(days, clipped(stretches, last - 1), 'working', 1)
  if (due === undefined) return undefined
  return { date: dateAt(due), provisional: unsettledThrough(days, due) > unsettledThrough(days, from) }
}

/** How many working days d there are with after < d ≤ upTo; negative when `upTo` is the earlier. */
export function workingDaysBetween(days: Calendar, after: LocalDate, upTo: LocalDate): number {
  return workingThrough(days, offsetOf(upTo)) - workingThrough(days, offsetOf(after))
}

/** Natural days from one date to another; negative when the second is the earlier. */
export function calendarDaysBetween(from: LocalDate, to: LocalDate): number {
  return offsetOf(to) - offsetOf(from)
}

/** The date so many natural days later (earlier when negative). */
export function addCalendarDays(date: LocalDate, count: number): LocalDate {
  return dateAt(offsetOf(date) + count)
}

/**
 * How many counted days remain after `on`: the limit on its first day, 0 on the due date, negative when overdue.
 * While an open suspension keeps the end unknown it stands still.
 */
export function remainingDays(
  days: Calendar,
  clock: { start: LocalDate; limit: Limit; suspensions: readonly Suspension[] },
  on: LocalDate,
): number {
  const due = dueDate(days, clock.start, clock.limit, clock.suspensions)
  const stretches = countedStretches(offsetOf(clock.start), clock.suspensions)
  const passed = countedThrough(days, stretches, clock.limit.kind, offsetOf(on))
  if (!due) return clock.limit.days - passed
  const dueOffset = offsetOf(due.date)
  // What lies behind the due date is overdue, whether or not the limit stood still on it.
  if (offsetOf(on) > dueOffset) {
    return clock.limit.kind === 'working' ? -workingDaysBetween(days, due.date, on) : -calendarDaysBetween(due.date, on)
  }
  return countedThrough(days, stretches, clock.limit.kind, dueOffset) - passed
}

/**
 * The days on which a clock's light changes: yellow from the first day with no more than `yellowAt` counted days remaining, red from the
 * day after the due date. Undefined where an open suspension keeps the day unknown.
 */
export function lightChanges(
  days: Calendar,
  clock: { start: LocalDate; limit: Limit; suspensions: readonly Suspension[] },
  yellowAt: number,
): { yellow: DatedResult | undefined; red: DatedResult | undefined } {
  const from = offsetOf(clock.start)
  const due = dueDate(days, clock.start, clock.limit, clock.suspensions)
  const stretches = countedStretches(from, clock.suspensions)
  const total = due ? countedThrough(days, stretches, clock.limit.kind, offsetOf(due.date)) : clock.limit.days
  const yellow = total <= yellowAt ? from : nthCounted(days, stretches, clock.limit.kind, total - yellowAt)
  // A calendar limit's end may be moved by a notice, and its yellow day is counted back from there.
  const movesWithEnd = clock.limit.kind === 'calendar' && due?.provisional === true
  const provisional = (offset: number) => movesWithEnd || unsettledThrough(days, offset) > unsettledThrough(days, from)
  return {
    yellow: yellow === undefined ? undefined : { date: dateAt(yellow), provisional: provisional(yellow) },
    red: due && { date: addCalendarDays(due.date, 1), provisional: due.provisional },
  }
}

function workingThrough(days: Calendar, offset: number): number {
  return offset < 0 ? 0 : days.workingUpTo[Math.min(offset, rangeLength - 1)]!
}

function unsettledThrough(days: Calendar, offset: number): number {
  return offset < 0 ? 0 : days.unsettledUpTo[Math.min(offset, rangeLength - 1)]!
}

/** Offsets d with after < d ≤ upTo that the limit counts, in order and apart from each other. */
type Stretch = { after: number; upTo: number }

function countedStretches(start: number, suspensions: readonly Suspension[]): Stretch[] {
  const still = suspensions
    .map(({ from, to }) => ({ after: offsetOf(from), upTo: to === undefined ? Infinity : offsetOf(to) }))
    .filter((stretch) => stretch.upTo > stretch.after)
    .sort((a, b) => a.after - b.after)
  const counted: Stretch[] = []
  let reached = start
  for (const { after, upTo } of still) {
    if (after > reached) counted.push({ after: reached, upTo: after })
    reached = Math.max(reached, upTo)
  }
  if (reached < Infinity) counted.push({ after: reached, upTo: rangeLength - 1 })
  return counted
}

function clipped(stretches: readonly Stretch[], after: number): Stretch[] {
  return stretches.filter(({ upTo }) => upTo > after).map((stretch) => ({ after: Math.max(stretch.after, after), upTo: stretch.upTo }))
}

function countIn(days: Calendar, { after, upTo }: Stretch, kind: Limit['kind']): number {
  return kind === 'working' ? workingThrough(days, upTo) - workingThrough(days, after) : upTo - after
}

function countedThrough(days: Calendar, stretches: readonly Stretch[], kind: Limit['kind'], through: number): number {
  let count = 0
  for (const { after, upTo } of stretches) {
    if (after < through) count += countIn(days, { after, upTo: Math.min(upTo, through) }, kind)
  }
  return count
}

function nthCounted(days: Calendar, stretches: readonly Stretch[], kind: Limit['kind'], nth: number): number | undefined {
  let missing = nth
  for (const stretch of stretches) {
    const count = countIn(days, stretch, kind)
    if (count >= missing) {
      return kind === 'working' ? days.workingDays[workingThrough(days, stretch.after) + missing - 1] : stretch.after + missing
    }
    missing -= count
  }
  // The last stretch reaches to the end of the range unless a suspension is open.
  if (stretches.at(-1)?.upTo === rangeLength - 1) throw new RangeError('a limit runs past the year 2100')
  return undefined
}

const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    })
    formats.set(timeZone, format)
  }
  return format
}

/** The wall clock of a zone at an instant, as if that wall clock were UTC (milliseconds). */
function wallClock(instant: Date, timeZone: string): number {
  const part: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {}
  for (const { type, value } of formatOf(timeZone).formatToParts(instant)) part[type] = Number(value)
  return Date.UTC(part.year ?? 0, (part.month ?? 1) - 1, part.day, part.hour, part.minute, part.second)
}

/** The date that a calendar on the wall shows in a time zone (IANA name, such as Asia/Shanghai). */
export function localDate(instant: Date, timeZone: string): LocalDate {
  return new Date(wallClock(instant, timeZone)).toISOString().slice(0, 10)
}

/** The instant at which a local date of any year begins in a time zone. @throws RangeError when the text is no date */
export function startOfLocalDate(date: LocalDate, timeZone: string): Date {
  const wanted = /^\d{4}-\d{2}-\d{2}$/.test(date) ? Date.parse(`${date}T00:00:00Z`) : Number.NaN
  if (Number.isNaN(wanted)) throw new RangeError(`not a date: ${date}`)
  // Two steps, because the zone's offset at the guess may differ from the one at the answer.
  let guess = wanted
  for (let step = 0; step < 2; step++) guess += wanted - wallClock(new Date(guess), timeZone)
  return new Date(guess)
}
