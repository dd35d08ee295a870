import { choice, date, register, region, text, type NewRecord } from '#declare'
import { OPEN_BOX, type Context } from '#kernel/context'
import type { Statement } from '#kernel/database'
import { calendarFor, type Calendar, type DayNotice } from '#kernel/days'

/** Days that differ from the week: by the State Council's notice for the whole country, or for one region, such as a typhoon day. The nearest region counts. */
export const calendarDays = register('calendar.day', {
  label: '工作日历',
  about: '与星期不同的一天：国务院办公厅通知的放假和调休，或者某地因台风等停工的日子；以最近的区划为准。',
  title: 'name',
  search: ['name'],
  list: ['date', 'kind', 'name', 'extent', 'region'],
  steward: 'government-services',
  share: 'unconditional',
  class: 'public',
  region: 'region',
  unique: [['region', 'date']],
  fields: {
    date: date('日期', { open: true }),
    kind: choice('种类', { rest: '休息', work: '上班' }, { open: true }),
    name: text('名称', { max: 60, open: true }),
    extent: choice('范围', { national: '全国', regional: '本地' }, { open: true }),
    region: region('区划'),
    notice: text('依据', { max: 200, open: true, help: '通知的文号或者网址' }),
  },
})

/** A day as `city/cn/calendar.json` gives it. */
export interface ShippedDay {
  date: string
  kind: 'rest' | 'work'
  name: string
  notice: string
}

/** The shipped days as records of the register, for the whole country; `region` is the installation's root. */
export const nationalDays = (days: readonly ShippedDay[], region: string): NewRecord<typeof calendarDays>[] =>
  days.map(({ date, kind, name, notice }) => ({ date, kind, name, notice, extent: 'national', region }))

/** The paths of a region and of those around it, nearest first. A path is made of parts that each end in `/`. */
export const pathsAround = (path: string): string[] =>
  [...path.matchAll(/\//g)]
    .map((match) => path.slice(0, match.index + 1))
    .filter((one) => one !== '/')
    .reverse()

/** SQL for what tells whether the days have changed since they were read: an expression for another statement's list. */
export const stampSql = 'cases.calendar_stamp()'

const allDays: Statement = {
  name: 'cases.calendar-days',
  text: `select d.date, d.kind, d.notice, case when d.extent = 'national' then '' else d.region_path end as region, ${stampSql} as stamp
    from calendar.day d where d.ended is null order by d.date, d.id`,
}

/** The calendars of regions, counted once per region and again when a day changes. */
export interface Calendars {
  /** The calendar of a region; `stamp` is what `stampSql` gave, read again when absent or new. */
  of(ctx: Context, regionPath: string, stamp?: string): Promise<Calendar>
}

/** Opens the calendars of a process. */
export function openCalendars(): Calendars {
  let known = ''
  let days: DayNotice[] = []
  let regions = new Set<string>()
  let calendars = new Map<string, Calendar>()
  return {
    async of(ctx, regionPath, stamp) {
      if (stamp === undefined || stamp !== known) {
        ctx.tx.open('calendar_day', 'read', { ...OPEN_BOX, class: [0, 0] })
        const rows = await ctx.tx.rows(allDays)
        const read = (rows[0]?.stamp as string | undefined) ?? stamp ?? ''
        if (read !== known) {
          days = rows as unknown as DayNotice[]
          regions = new Set(days.map((day) => day.region))
          calendars = new Map()
          known = read
        }
      }
      // Regions without days of their own share the calendar of the next one around that has some.
      const around = pathsAround(regionPath).filter((path) => regions.has(path))
      const key = around.join(' ')
      const counted = calendars.get(key) ?? calendarFor(around, days)
      calendars.set(key, counted)
      return counted
    },
  }
}
