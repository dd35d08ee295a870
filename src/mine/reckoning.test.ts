import { describe, expect, it } from 'vitest'
import type { Reckoning } from '#declare'
import { calendar, type DayNotice } from '#kernel/days'
import { addMonths, reckon } from './reckoning.ts'

/** Weeks as they come, in years whose notices are out. */
const plain = calendar([], new Set([2025, 2026, 2027, 2028]))

describe('the same day months later', () => {
  it.each([
    ['2020-02-29', 12 * 6, '2026-02-28'],
    ['2012-02-29', 12 * 16, '2028-02-29'],
    ['2025-11-30', 3, '2026-02-28'],
    ['2025-12-31', 2, '2026-02-28'],
    ['2026-01-31', 1, '2026-02-28'],
    ['2026-03-15', -12, '2025-03-15'],
    ['2026-01-31', -2, '2025-11-30'],
  ])('%s and %d months: %s', (date, months, then) => expect(addMonths(date, months)).toBe(then))
})

describe('school age: six years by 31 August', () => {
  const school: Reckoning = { rule: 'age', date: 'birthDate', years: 6, within: { cutoff: '08-31' } }
  it.each([
    ['on the cutoff itself goes this year', '2020-08-31', '2026-08-31'],
    ['a day later goes next year', '2020-09-01', '2027-08-31'],
    ['of a leap day is six on the last of February', '2020-02-29', '2026-08-31'],
    ['of the last day of the year goes the year after', '2020-12-31', '2027-08-31'],
  ])('a child born %s', (_, born, on) => {
    expect(reckon(plain, school, born, '2026-03-01')).toEqual({ from: `${on.slice(0, 4)}-01-01`, on, provisional: false })
  })
  it('is over once the school year has begun', () => {
    expect(reckon(plain, school, '2020-08-31', '2026-08-31')).toBeDefined()
    expect(reckon(plain, school, '2020-08-31', '2026-09-01')).toBeUndefined()
  })
})

describe('an identity card: three months from the sixteenth birthday', () => {
  const card: Reckoning = { rule: 'age', date: 'birthDate', years: 16, within: { months: 3 } }
  it.each([
    ['2010-05-20', '2026-05-20', '2026-08-20'],
    ['2010-11-30', '2026-11-30', '2027-02-28'],
    ['2012-02-29', '2028-02-29', '2028-05-29'],
  ])('born %s: from %s until %s', (born, from, on) =>
    expect(reckon(plain, card, born, '2026-01-01')).toEqual({ from, on, provisional: false }),
  )
})

describe('a food permit: from ninety until fifteen working days before its last day', () => {
  const permit: Reckoning = {
    rule: 'until',
    date: 'validUntil',
    opens: { days: 90, kind: 'working' },
    closes: { days: 15, kind: 'working' },
  }
  it('counts weeks of five days: three weeks, and eighteen', () => {
    // Friday 30 October 2026. The fifteen working days 12 to 30 October lie after Sunday the 11th; the last office day before is Friday the 9th.
    // The ninety days before it reach back to Monday 29 June; on the Friday before, 26 June, ninety are left.
    expect(reckon(plain, permit, '2026-10-30', '2026-06-01')).toEqual({ from: '2026-06-26', on: '2026-10-09', provisional: false })
  })
  it('leaves out days of rest by notice and counts worked weekends', () => {
    const rest = (date: string): DayNotice => ({ region: '', date, kind: 'rest', notice: 'x' })
    const work = (date: string): DayNotice => ({ region: '', date, kind: 'work', notice: 'x' })
    const october = calendar(
      [...['01', '02', '05', '06', '07'].map((day) => rest(`2026-10-${day}`)), work('2026-10-10')],
      new Set([2026, 2027]),
    )
    // Until Friday 23 October: 23 22 21 20 19 16 15 14 13 12 10(worked) 9 8, then 30 and 29 September. What lies before: Monday 28 September.
    expect(reckon(october, permit, '2026-10-23', '2026-09-01')).toMatchObject({ on: '2026-09-28', provisional: false })
  })
  it('says that the day may move while the holidays of a year are not known', () => {
    const until2026 = calendar([], new Set([2025, 2026]))
    expect(reckon(until2026, permit, '2027-02-26', '2026-11-01')?.provisional).toBe(true)
    expect(reckon(until2026, permit, '2026-11-27', '2026-11-01')?.provisional).toBe(false)
  })
  it('is late after the window, and over after its last day', () => {
    expect(reckon(plain, permit, '2026-10-30', '2026-10-30')).toMatchObject({ on: '2026-10-09' })
    expect(reckon(plain, permit, '2026-10-30', '2026-10-31')).toBeUndefined()
  })
})

describe('other licences: thirty days as they come', () => {
  it('counts every day', () => {
    const rule: Reckoning = { rule: 'until', date: 'd', opens: { days: 90, kind: 'calendar' }, closes: { days: 30, kind: 'calendar' } }
    expect(reckon(plain, rule, '2028-03-30', '2028-01-01')).toEqual({ from: '2027-12-31', on: '2028-02-29', provisional: false })
  })
})

describe('an annual report: 1 January to 30 June of each year after the first', () => {
  const report: Reckoning = { rule: 'yearly', date: 'establishedOn', from: '01-01', to: '06-30' }
  it.each([
    ['established last year, in time', '2025-03-01', '2026-06-30', '2026'],
    ['established last year, a day too late', '2025-03-01', '2026-07-01', '2027'],
    ['established this year', '2026-01-01', '2026-02-01', '2027'],
    ['established on the last day of last year', '2025-12-31', '2026-01-01', '2026'],
  ])('%s', (_, established, today, year) =>
    expect(reckon(plain, report, established, today)).toEqual({ from: `${year}-01-01`, on: `${year}-06-30`, provisional: false }),
  )
})
