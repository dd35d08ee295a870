import type { Context } from '#kernel/context'
import { addCalendarDays, workingDaysBetween, type Calendar } from '#kernel/days'
import { forgetWorkdays, putWorkdays } from './sql.ts'

/** Days are counted from and to these: before the first there are no cases, and no notice reaches beyond the last. */
const FIRST = '2010-01-01'
const DAYS = 30 * 366

const days = Array.from({ length: DAYS }, (_, i) => addCalendarDays(FIRST, i))

/** Writes down how many working days there are up to each day, for the city and for each region with days of its own. */
export async function writeWorkdays(ctx: Context, calendars: readonly { path: string; calendar: Calendar }[]): Promise<void> {
  await ctx.tx.query(forgetWorkdays)
  for (const { path, calendar } of calendars)
    await ctx.tx.query(
      putWorkdays(
        path,
        days,
        days.map((day) => workingDaysBetween(calendar, FIRST, day)),
      ),
    )
}
