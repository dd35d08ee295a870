import { expect, test } from 'vitest'
import { real } from './date.ts'

test('a day is real where the calendar has it', () => {
  const wrong: string[] = []
  for (let year = 1890; year <= 2110; year++)
    for (let month = 0; month <= 13; month++)
      for (let day = 0; day <= 32; day++) {
        const text = [String(year), String(month).padStart(2, '0'), String(day).padStart(2, '0')].join('-')
        const at = new Date(Date.UTC(year, month - 1, day))
        const isReal = at.getUTCFullYear() === year && at.getUTCMonth() === month - 1 && at.getUTCDate() === day
        if (real(text) !== isReal) wrong.push(text)
      }
  expect(wrong).toEqual([])
})
