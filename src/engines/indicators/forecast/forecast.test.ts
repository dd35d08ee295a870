import { describe, expect, test } from 'vitest'
import { forecast, type ForecastInput } from './forecast.ts'

/** A generator of pseudo-random numbers (mulberry32), so that the series are the same each time. */
function random(seed: number) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}
/** Monday to Friday, then two days of rest; day 100 and the seventh day ahead are holidays on working days of the week. */
const kindOf = (day: number, holidays: readonly number[]) => (holidays.includes(day) ? 0 : day % 7 < 5 ? (day % 7) + 1 : 0)
const days = (
  count: number,
  ahead: number,
  value: (kind: number, day: number) => number,
  holidays: readonly number[] = [],
): ForecastInput => {
  const all = Array.from({ length: count + ahead }, (_, day) => kindOf(day, holidays))
  return {
    every: 'day',
    values: all.slice(0, count).map(value),
    calendar: all.slice(0, count),
    periods: all.slice(0, count).map((_, i) => `d${i}`),
    next: { periods: all.slice(count).map((_, i) => `n${i}`), calendar: all.slice(count) },
  }
}
const base = [2, 40, 30, 28, 26, 34, 20]

describe('a forecast of days', () => {
  test('of a series that only repeats is that series, without error, and a holiday is a day of rest', () => {
    const count = 140
    const holiday = count + 2
    const { points, error } = forecast(days(count, 14, (kind) => base[kind]!, [100, holiday]))
    expect(points.map(({ value }) => Math.round(value))).toEqual(
      Array.from({ length: 14 }, (_, i) => base[kindOf(count + i, [100, holiday])]!),
    )
    expect(error!.smape).toBeLessThan(1)
    expect(points[2]!.value).toBe(2)
  })

  test('follows a level that has risen, beats repeating where there is noise, and its band holds about what it says', () => {
    const noise = random(7)
    const input = days(400, 14, (kind, day) => Math.max(0, Math.round(base[kind]! * (1 + day / 400) * (0.7 + 0.6 * noise()))))
    const { points, method, error } = forecast(input)
    expect(method).toBe('smoothing')
    expect(error!.relative).toBeLessThan(0.9)
    expect(error!.held).toBeGreaterThan(60)
    expect(error!.held).toBeLessThan(97)
    const mondays = points.filter((_, i) => input.next.calendar[i] === 1).map(({ value }) => value)
    for (const value of mondays) {
      expect(value).toBeGreaterThan(62)
      expect(value).toBeLessThan(100)
    }
    for (const { value, low, high } of points) {
      expect(low).toBeLessThanOrEqual(value)
      expect(high).toBeGreaterThanOrEqual(value)
    }
  })

  test('is refused of a short or nearly empty past', () => {
    expect(forecast(days(60, 14, (kind) => base[kind]!))).toEqual({ points: [], method: 'repeating', error: null, refused: 'short' })
    expect(forecast(days(200, 14, (_kind, day) => (day % 30 === 0 ? 1 : 0))).refused).toBe('sparse')
  })
})

describe('a forecast of months', () => {
  test('counts with their working days: a February of sixteen days is not a March of twenty-three', () => {
    const working = Array.from({ length: 30 }, (_, i) => (i % 12 === 1 ? 16 : 20 + (i % 3)))
    const { points, error } = forecast({
      every: 'month',
      values: working.slice(0, 27).map((count) => 10 * count),
      calendar: working.slice(0, 27),
      periods: working.slice(0, 27).map((_, i) => `m${i}`),
      next: { periods: ['a', 'b', 'c'], calendar: [16, 23, 21] },
    })
    expect(points.map(({ value }) => value)).toEqual([160, 230, 210])
    expect(error!.smape).toBeLessThan(0.01)
  })
})
