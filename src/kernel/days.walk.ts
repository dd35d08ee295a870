/**
 * A second way to count days, for the test of `days.ts` and for nothing else: it shares no code with it, reads the State Council's
 * notices as they were collected, year by year, and walks one day at a time.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

type NoticeFile = { year: number; days: { date: string; isOffDay: boolean }[] }

/** What a walker needs to know of the world: is this day worked, and is it certain? */
export type Ground = { works: (date: string) => boolean; certain: (date: string) => boolean }

/** Reads a folder of notices, one file a year. */
export function groundFrom(folder: string): Ground {
  const off: Record<string, boolean> = {}
  const years: number[] = []
  for (const name of readdirSync(folder)) {
    if (!/^\d{4}\.json$/.test(name)) continue
    const file = JSON.parse(readFileSync(join(folder, name), 'utf8')) as NoticeFile
    if (file.days.length > 0) years.push(file.year)
    for (const day of file.days) off[day.date] = day.isOffDay
  }
  return {
    works: (date) => {
      if (date in off) return !off[date]
      const name = new Date(`${date}T12:00:00Z`).toUTCString().slice(0, 3)
      return name !== 'Sat' && name !== 'Sun'
    },
    certain: (date) => {
      const year = Number(date.split('-')[0])
      if (!years.includes(year)) return false
      return ['12-29', '12-30', '12-31'].includes(date.slice(5)) ? years.includes(year + 1) : true
    },
  }
}

/** The day after. */
export function nextDay(date: string): string {
  const noon = new Date(`${date}T12:00:00Z`)
  noon.setUTCDate(noon.getUTCDate() + 1)
  return noon.toISOString().slice(0, 10)
}

/** The first so many working days after a start, each with whether everything up to it is certain. */
export function walkWorkingDays(ground: Ground, start: string, count: number): { date: string; provisional: boolean }[] {
  const found: { date: string; provisional: boolean }[] = []
  let provisional = false
  let day = start
  while (found.length < count) {
    day = nextDay(day)
    if (!ground.certain(day)) provisional = true
    if (ground.works(day)) found.push({ date: day, provisional })
  }
  return found
}

/** Walks a limit with suspensions; gives up after ten years, which is how an open suspension looks to a walker. */
export function walkDueDate(
  ground: Ground,
  start: string,
  limit: { days: number; kind: 'working' | 'calendar' },
  suspensions: { from: string; to?: string | undefined }[],
): string | undefined {
  const stands = (day: string) => suspensions.some(({ from, to }) => from < day && (to === undefined || day <= to))
  let day = start
  let left = limit.days
  for (let step = 0; step < 3653; step++) {
    if (left === 0 && (limit.kind === 'working' || (!stands(day) && ground.works(day)))) return day
    day = nextDay(day)
    if (left > 0 && !stands(day) && (limit.kind === 'calendar' || ground.works(day))) left -= 1
  }
  return undefined
}
