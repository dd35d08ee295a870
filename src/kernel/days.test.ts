import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addCalendarDays,
  addWorkingDays,
  calendarDaysBetween,
  calendarFor,
  type DayNotice,
  dueDate,
  isWorkingDay,
  type Limit,
  lightChanges,
  localDate,
  remainingDays,
  startOfLocalDate,
  type Suspension,
  workingDaysBetween,
  yearsWithNotice,
} from './days.ts'
import { groundFrom, nextDay, walkDueDate, walkWorkingDays } from './days.walk.ts'

const folder = fileURLToPath(new URL('../../city/cn/notices', import.meta.url))
const ground = groundFrom(folder)
const notices = readdirSync(folder)
  .filter((name) => /^\d{4}\.json$/.test(name))
  .flatMap((name) => {
    const { days } = JSON.parse(readFileSync(`${folder}/${name}`, 'utf8')) as { days: { date: string; isOffDay: boolean }[] }
    return days.map(({ date, isOffDay }): DayNotice => ({ region: '', date, kind: isOffDay ? 'rest' : 'work', notice: name }))
  })
const national = calendarFor([], notices)

const working = (days: number): Limit => ({ days, kind: 'working' })

describe('addWorkingDays', () => {
  it('equals a walk from day to day for every start 2008-01-01 to 2026-09-30 and limits of 1 to 60', () => {
    const wrong: string[] = []
    let compared = 0
    for (let start = '2008-01-01'; start <= '2026-09-30'; start = nextDay(start)) {
      walkWorkingDays(ground, start, 60).forEach((expected, index) => {
        const found = addWorkingDays(national, start, index + 1)
        compared++
        if (found.date !== expected.date || found.provisional !== expected.provisional) wrong.push(`${start} + ${index + 1}: ${found.date}`)
      })
    }
    expect(wrong).toEqual([])
    expect(compared).toBe(6848 * 60)
  })

  it('does not count the day itself and steps over rest days to worked weekends', () => {
    // 2024: 10 to 17 February were the Spring Festival, Sunday 4 and Sunday 18 February were worked.
    expect(addWorkingDays(national, '2024-02-09', 1)).toEqual({ date: '2024-02-18', provisional: false })
    expect(addWorkingDays(national, '2024-02-02', 1)).toEqual({ date: '2024-02-04', provisional: false })
    expect(addWorkingDays(national, '2024-02-09', 0)).toEqual({ date: '2024-02-09', provisional: false })
  })

  it('knows the days that a notice moved in the December before', () => {
    expect(isWorkingDay(national, '2018-12-29')).toBe(true)
    expect(isWorkingDay(national, '2018-12-31')).toBe(false)
    expect(isWorkingDay(national, '2007-12-31')).toBe(false)
  })

  it('is provisional from the last days of December that the next notice may move', () => {
    expect(addWorkingDays(national, '2026-12-25', 1)).toEqual({ date: '2026-12-28', provisional: false })
    expect(addWorkingDays(national, '2026-12-25', 2)).toEqual({ date: '2026-12-29', provisional: true })
    expect(addWorkingDays(national, '2027-03-01', 1).provisional).toBe(true)
  })

  it('refuses what is not a date or not a count', () => {
    expect(() => addWorkingDays(national, '2023-02-29', 1)).toThrow(RangeError)
    expect(() => addWorkingDays(national, '1999-12-31', 1)).toThrow(RangeError)
    expect(() => addWorkingDays(national, '2024-01-01', -1)).toThrow(RangeError)
    expect(() => addWorkingDays(national, '2100-12-01', 60)).toThrow('runs past the year 2100')
  })
})

describe('calendarFor', () => {
  const typhoon: DayNotice = { region: '441823', date: '2024-07-03', kind: 'rest', notice: 'typhoon' }
  const worked: DayNotice = { region: '441800', date: '2024-07-03', kind: 'work', notice: 'city' }
  const local = [...notices, typhoon, worked]

  it('stops one county and no other', () => {
    const yangshan = calendarFor(['441823', '441800'], local)
    const yingde = calendarFor(['441881', '441800'], local)
    expect(isWorkingDay(yangshan, '2024-07-03')).toBe(false)
    expect(isWorkingDay(yingde, '2024-07-03')).toBe(true)
    expect(addWorkingDays(yangshan, '2024-07-02', 1).date).toBe('2024-07-04')
    expect(addWorkingDays(yingde, '2024-07-02', 1).date).toBe('2024-07-03')
  })

  it('lets the nearest region win in whatever order the notices come', () => {
    const reversed = calendarFor(['441823', '441800'], local.toReversed())
    expect(isWorkingDay(reversed, '2024-07-03')).toBe(false)
    const overNational: DayNotice = { region: '441823', date: '2024-10-01', kind: 'work', notice: 'flood duty' }
    expect(isWorkingDay(calendarFor(['441823'], [overNational, ...notices]), '2024-10-01')).toBe(true)
  })

  it('takes a year as noticed by its national notice, not by a local one', () => {
    expect([...yearsWithNotice(local)].sort()).toEqual(Array.from({ length: 20 }, (_, index) => 2007 + index))
    const storm: DayNotice = { region: '441823', date: '2028-01-01', kind: 'rest', notice: 'storm' }
    expect(addWorkingDays(calendarFor(['441823'], [...notices, storm]), '2028-03-01', 1).provisional).toBe(true)
  })
})

const someDate = fc.integer({ min: 0, max: 6000 }).map((days) => addCalendarDays('2009-01-01', days))
const someSuspension = fc.record({
  from: someDate,
  length: fc.option(fc.integer({ min: -5, max: 40 }), { nil: undefined, freq: 8 }),
})
const someCase = fc
  .record({
    start: someDate,
    limit: fc.record({ days: fc.integer({ min: 1, max: 60 }), kind: fc.constantFrom('working' as const, 'calendar' as const) }),
    suspensions: fc.array(someSuspension, { maxLength: 5 }),
  })
  .map(({ start, limit, suspensions }) => ({
    start,
    limit,
    // Most suspensions are brought near the start, where they matter.
    suspensions: suspensions.map(({ from, length }): Suspension => {
      const near = addCalendarDays(start, calendarDaysBetween('2009-01-01', from) % 90)
      return { from: near, to: length === undefined ? undefined : addCalendarDays(near, length) }
    }),
  }))

describe('dueDate', () => {
  it('equals a walk under any suspensions, overlapping, empty or open', () => {
    fc.assert(
      fc.property(someCase, ({ start, limit, suspensions }) => {
        expect(dueDate(national, start, limit, suspensions)?.date).toBe(walkDueDate(ground, start, limit, suspensions))
      }),
      { numRuns: 3000 },
    )
  })

  it('counts the day a suspension begins and not the day it ends', () => {
    // Monday 3 June 2024 to Friday; supplement asked on Tuesday, handed in on Thursday.
    expect(dueDate(national, '2024-06-03', working(3), [{ from: '2024-06-04', to: '2024-06-06' }])?.date).toBe('2024-06-11')
    expect(dueDate(national, '2024-06-03', working(3), [])?.date).toBe('2024-06-06')
  })

  it('has no end while a suspension is open, unless the end came first', () => {
    expect(dueDate(national, '2024-06-03', working(3), [{ from: '2024-06-04' }])).toBeUndefined()
    expect(dueDate(national, '2024-06-03', working(3), [{ from: '2024-06-06' }])?.date).toBe('2024-06-06')
  })

  it('moves the end of a calendar limit from a rest day to the next working day', () => {
    // 15 days from 25 January 2024 end on 9 February; 16 end on the first day of the Spring Festival.
    expect(dueDate(national, '2024-01-25', { days: 15, kind: 'calendar' }, [])?.date).toBe('2024-02-09')
    expect(dueDate(national, '2024-01-25', { days: 16, kind: 'calendar' }, [])?.date).toBe('2024-02-18')
  })
})

describe('remainingDays', () => {
  it('falls from the limit to nought on the due date and goes on below', () => {
    const clock = { start: '2024-06-03', limit: working(3), suspensions: [] }
    const on = ['2024-06-03', '2024-06-04', '2024-06-06', '2024-06-07', '2024-06-10', '2024-06-11']
    expect(on.map((date) => remainingDays(national, clock, date))).toEqual([3, 2, 0, -1, -1, -2])
  })

  it('goes on below nought whatever is suspended after the due date', () => {
    const clock = { start: '2024-06-03', limit: working(3), suspensions: [{ from: '2024-06-06' }] }
    expect([remainingDays(national, clock, '2024-06-06'), remainingDays(national, clock, '2024-06-07')]).toEqual([0, -1])
  })

  it('stands still while a suspension is open', () => {
    const clock = { start: '2024-06-03', limit: working(5), suspensions: [{ from: '2024-06-04' }] }
    expect([remainingDays(national, clock, '2024-06-04'), remainingDays(national, clock, '2024-08-01')]).toEqual([4, 4])
  })
})

describe('lightChanges', () => {
  it('turns yellow on the first day with so many days remaining and red the day after the last', () => {
    expect(lightChanges(national, { start: '2024-06-03', limit: working(5), suspensions: [] }, 2)).toEqual({
      yellow: { date: '2024-06-06', provisional: false },
      red: { date: '2024-06-12', provisional: false },
    })
  })

  it('is yellow from the start when the limit is no longer than the warning', () => {
    expect(lightChanges(national, { start: '2024-06-03', limit: working(2), suspensions: [] }, 2).yellow?.date).toBe('2024-06-03')
  })

  it('agrees with the remaining days on every day of any clock', () => {
    fc.assert(
      fc.property(someCase, fc.integer({ min: 0, max: 10 }), (clock, yellowAt) => {
        const { yellow, red } = lightChanges(national, clock, yellowAt)
        if (red) expect(remainingDays(national, clock, red.date)).toBeLessThanOrEqual(0)
        if (red) expect(remainingDays(national, clock, addCalendarDays(red.date, -1))).toBe(0)
        if (yellow) expect(remainingDays(national, clock, yellow.date)).toBeLessThanOrEqual(yellowAt)
        if (yellow && yellow.date > clock.start) {
          expect(remainingDays(national, clock, addCalendarDays(yellow.date, -1))).toBeGreaterThan(yellowAt)
        }
      }),
      { numRuns: 1000 },
    )
  })
})

describe('workingDaysBetween', () => {
  it('is the inverse of addWorkingDays', () => {
    fc.assert(
      fc.property(someDate, fc.integer({ min: 1, max: 300 }), (start, count) => {
        expect(workingDaysBetween(national, start, addWorkingDays(national, start, count).date)).toBe(count)
      }),
    )
  })

  it('is negative backwards', () => {
    expect(workingDaysBetween(national, '2024-06-07', '2024-06-03')).toBe(-4)
  })
})

describe('localDate', () => {
  it('is the date on the wall of the zone, not of the process', () => {
    expect(localDate(new Date('2024-06-03T15:59:59Z'), 'Asia/Shanghai')).toBe('2024-06-03')
    expect(localDate(new Date('2024-06-03T16:00:00Z'), 'Asia/Shanghai')).toBe('2024-06-04')
    expect(startOfLocalDate('2024-06-04', 'Asia/Shanghai').toISOString()).toBe('2024-06-03T16:00:00.000Z')
  })

  it('begins the day on which the clocks are changed after midnight at the old time', () => {
    expect(startOfLocalDate('2024-09-29', 'Pacific/Auckland').toISOString()).toBe('2024-09-28T12:00:00.000Z')
    expect(startOfLocalDate('2024-09-30', 'Pacific/Auckland').toISOString()).toBe('2024-09-29T11:00:00.000Z')
  })

  it('begins a date where the zone does, also when the clocks are changed that day', () => {
    const zones = ['Asia/Shanghai', 'Europe/Berlin', 'America/New_York', 'Pacific/Auckland', 'Asia/Kathmandu']
    fc.assert(
      fc.property(someDate, fc.constantFrom(...zones), (date, zone) => {
        const start = startOfLocalDate(date, zone)
        expect(localDate(start, zone)).toBe(date)
        expect(localDate(new Date(start.getTime() - 1), zone)).toBe(addCalendarDays(date, -1))
      }),
      { numRuns: 300 },
    )
  })
})
