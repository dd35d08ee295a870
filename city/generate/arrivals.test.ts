import { expect, it } from 'vitest'
import { arrivals, type DayKind } from './arrivals.ts'
import { burdenOfMonth, minuteAtDesk, punctualityOf } from './course.ts'
import { randomFrom } from './random.ts'

/** A year of plain weeks with a festival of eight days from 17 February. */
const days: DayKind[] = Array.from({ length: 364 }, (_, i) => {
  const date = new Date(Date.UTC(2026, 0, 1 + i)).toISOString().slice(0, 10)
  const toFestival = (Date.parse('2026-02-17') - Date.parse(date)) / 86_400_000
  const weekday = new Date(`${date}T00:00:00Z`).getUTCDay()
  return { date, works: weekday % 6 !== 0 && !(toFestival <= 0 && toFestival > -8), toFestival }
})
const all = [...arrivals(days, 100_000, (date) => randomFrom(`test/${date}`))]
const perDay = new Map(days.map(({ date }) => [date, 0]))
for (const { date } of all) perDay.set(date, perDay.get(date)! + 1)
const mean = (some: readonly DayKind[]) => some.reduce((sum, { date }) => sum + perDay.get(date)!, 0) / some.length
const on = (weekday: number) =>
  days.filter(({ date, works, toFestival }) => works && Math.abs(toFestival) > 40 && new Date(`${date}T00:00:00Z`).getUTCDay() === weekday)

it('brings as many as wanted, in order', () => {
  expect(all).toHaveLength(100_000)
  const keys = all.map(({ date, minute }) => `${date} ${String(minute).padStart(4, '0')}`)
  expect(keys).toEqual([...keys].sort())
})

it('has its peak on Mondays, little on days of rest, and nearly nothing at the Spring Festival, after which much comes', () => {
  expect(mean(on(1))).toBeGreaterThan(1.25 * mean(on(3)))
  expect(mean(days.filter(({ works }) => !works))).toBeLessThan(0.3 * mean(days.filter(({ works }) => works)))
  const within = (from: number, to: number) => days.filter(({ toFestival }) => toFestival <= from && toFestival > to)
  expect(mean(within(0, -8))).toBeLessThan(0.15 * mean(on(3)))
  expect(mean(within(-8, -24).filter(({ works }) => works))).toBeGreaterThan(1.1 * mean(within(12, 0).filter(({ works }) => works)))
})

it('a day is the same whatever is around it', () => {
  const some = [...arrivals(days, 100_000, (date) => randomFrom(`test/${date}`))].filter(({ date }) => date === '2026-05-11')
  expect(some).toEqual(all.filter(({ date }) => date === '2026-05-11'))
})

it('comes in working hours on working days', () => {
  const works = new Map(days.map(({ date, works: one }) => [date, one]))
  const minutes = all.filter(({ date }) => works.get(date)).map(({ minute }) => minute)
  expect(minutes.filter((minute) => minute >= 8 * 60 && minute < 18 * 60).length / minutes.length).toBeGreaterThan(0.85)
})

it('organisations keep their limits each in its own way, a minority late', () => {
  const some = Array.from({ length: 200 }, (_, i) => punctualityOf(`organisation ${i}`))
  expect(punctualityOf('organisation 7')).toEqual(some[7])
  const late = some.map((one) => one.late).sort((a, b) => a - b)
  expect([late[0]! >= 0.01, late.at(-1)! <= 0.17, late[100]! > 0.02 && late[100]! < 0.09]).toEqual([true, true, true])
  expect(burdenOfMonth(6)).toBeGreaterThan(burdenOfMonth(10))
})

it('a desk is not worked at over noon', () => {
  const random = randomFrom('desk')
  const minutes = Array.from({ length: 5000 }, () => minuteAtDesk(random))
  expect(Math.min(...minutes)).toBeGreaterThanOrEqual(510)
  expect(Math.max(...minutes)).toBeLessThan(1050)
  expect(minutes.filter((minute) => minute >= 720 && minute < 870)).toEqual([])
})
