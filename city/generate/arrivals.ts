import { type Random, weightedPicker } from './random.ts'

/** What a day is to an office: it works, rests, or rests for the Spring Festival; and how far that festival is, in days. */
export type DayKind = {
  /** YYYY-MM-DD. */
  date: string
  works: boolean
  /** Days until the nearest Spring Festival's first day of rest; negative after it. */
  toFestival: number
}

/** When somebody comes: the day and the minute of it, by the city's clock. */
export type Arrival = { date: string; minute: number }

/** Mondays bring what the weekend left; the week falls off from there. A guess in the shape that offices report. */
const byWeekday = [0.9, 1.3, 1.08, 1, 0.96, 0.9, 0.8]
/** What comes in on a day of rest comes online alone. */
const restShare = 0.22
/** Yearly rounds: yearly reports are due by the end of June, school enrolment is in July and August, the end of a year brings renewals. */
const byMonth = [0.95, 0.85, 1.12, 1.02, 1, 1.16, 1.08, 1.08, 1.02, 0.92, 1, 1.05]

/** What comes in grows with what can be asked for online: a tenth in a year, a guess. */
const growthInYear = 0.1

/** How many come on a day, beside another. */
export function weightOfDay({ date, works, toFestival }: DayKind): number {
  const day = new Date(`${date}T00:00:00Z`)
  const season = byMonth[day.getUTCMonth()]!
  // The weeks before the festival are quiet, its own days nearly empty, the weeks after it full.
  const festival =
    toFestival > 0 && toFestival <= 12 ? 0.62 : toFestival <= 0 && toFestival > -8 ? 0.25 : toFestival <= -8 && toFestival > -24 ? 1.22 : 1
  const growth = (1 + growthInYear) ** (day.getTime() / (365.25 * 86_400_000))
  return byWeekday[day.getUTCDay()]! * season * festival * growth * (works ? 1 : restShare)
}

const officeHours = weightedPicker<number>([
  [8, 5],
  [9, 16],
  [10, 17],
  [11, 11],
  [12, 4],
  [13, 3],
  [14, 11],
  [15, 14],
  [16, 11],
  [17, 4],
  [18, 2],
  [19, 2],
  [20, 3],
  [21, 3],
  [22, 1],
])
const homeHours = weightedPicker<number>([
  [8, 4],
  [9, 8],
  [10, 10],
  [11, 8],
  [12, 5],
  [13, 5],
  [14, 7],
  [15, 8],
  [16, 7],
  [17, 5],
  [18, 4],
  [19, 7],
  [20, 10],
  [21, 9],
  [22, 5],
  [23, 2],
])

/** A minute of a day at which somebody at home or at work sits down to apply. */
export const minuteOfArrival = (works: boolean, random: Random): number => 60 * (works ? officeHours : homeHours)(random) + random.below(60)

/**
 * Who comes when, in order: `count` in all, spread over the days by their weight. The same random numbers give the same arrivals; each day
 * gets its whole part, so that any stretch of days can be made without the others.
 */
export function* arrivals(
  days: readonly DayKind[],
  count: number,
  randomOf: (date: string) => Random,
): Generator<Arrival, void, undefined> {
  const total = days.reduce((sum, day) => sum + weightOfDay(day), 0)
  let before = 0
  let weight = 0
  for (const day of days) {
    weight += weightOfDay(day)
    const until = Math.round((count * weight) / total)
    const random = randomOf(day.date)
    const minutes = Array.from({ length: until - before }, () => minuteOfArrival(day.works, random)).sort((a, b) => a - b)
    for (const minute of minutes) yield { date: day.date, minute }
    before = until
  }
}
