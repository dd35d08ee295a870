import { expect, test } from 'vitest'
import { countUntil, dayBefore } from './usual.ts'

const at = (key: string, value: number | null) => ({ group: { key, label: key }, value })

test('what came up to an hour leaves out the hour that is not over', () => {
  expect(countUntil([at('08', 2), at('09', 3), at('10', 7)], '10')).toBe(5)
  expect(countUntil([at('08', 2), at('09', null)], '23')).toBe(2)
  expect(countUntil([at('00', 2)], '00')).toBe(0)
})

test('a day is counted back over months and years', () => {
  expect([dayBefore('2026-03-01', 1), dayBefore('2026-01-05', 7)]).toEqual(['2026-02-28', '2025-12-29'])
})
