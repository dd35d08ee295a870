import { describe, expect, test } from 'vitest'
import { keepsTo, medianOf, noSums, valueOf } from './figure.ts'
import { periodsBetween, lastDay, monthsBefore, sundayOf, targetAt } from './periods.ts'

describe('the value of sums', () => {
  test('a share is in per cent with one decimal, and nothing of nothing', () => {
    const share = { share: { field: 'state', is: 'done' } } as const
    expect(valueOf(share, { ...noSums(), count: 3, total: 2 })).toBe(66.7)
    expect(valueOf(share, noSums())).toBeNull()
    expect(valueOf({}, noSums())).toBe(0)
  })
  test('a median is the middle one, between two their mean', () => {
    expect(
      medianOf(
        new Map([
          [2, 1],
          [5, 1],
          [9, 1],
        ]),
      ),
    ).toBe(5)
    expect(
      medianOf(
        new Map([
          [2, 3],
          [5, 3],
        ]),
      ),
    ).toBe(3.5)
    expect(medianOf(new Map([[7, 0]]))).toBeNull()
    // Sorted by number, not by text.
    expect(
      medianOf(
        new Map([
          [10, 1],
          [9, 1],
          [100, 1],
        ]),
      ),
    ).toBe(10)
  })
  test('keeps to its target by what is better', () => {
    expect([keepsTo(98, 100, 'more'), keepsTo(0, 0, 'less'), keepsTo(null, 0, 'less'), keepsTo(5, undefined, 'more')]).toEqual([
      false,
      true,
      null,
      null,
    ])
  })
})

describe('periods', () => {
  test('are all days or months between two days, both included', () => {
    expect(periodsBetween('2026-01-30', '2026-02-02', 'day')).toEqual(['2026-01-30', '2026-01-31', '2026-02-01', '2026-02-02'])
    expect(periodsBetween('2025-11-15', '2026-02-02', 'month')).toEqual(['2025-11', '2025-12', '2026-01', '2026-02'])
    expect([lastDay('2024-02'), monthsBefore('2026-03-31', 1), sundayOf('2026-03-10'), sundayOf('2026-03-15')]).toEqual([
      '2024-02-29',
      '2026-02-01',
      '2026-03-15',
      '2026-03-15',
    ])
  })
  test('have the target that counts at their end', () => {
    const targets = [
      { value: 90, from: '2026-02-15', source: 'b' },
      { value: 80, from: '2025-01-01', source: 'a' },
    ]
    expect([targetAt({ targets }, '2026-01')?.value, targetAt({ targets }, '2026-02')?.value, targetAt({ targets }, '2024-12')]).toEqual([
      80,
      90,
      undefined,
    ])
  })
})
