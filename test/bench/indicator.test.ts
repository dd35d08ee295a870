import { expect, test } from 'vitest'
import { testDatabase } from '#testing'
import { costs, slopeOf } from '../../bench/jobs/indicator.ts'

test('counting a change costs the same however many records there are', async () => {
  const { site, drop } = await testDatabase()
  try {
    const measured = await costs(site, [3000, 9000, 27_000], () => undefined)
    expect(slopeOf(measured.map(({ rows, touched }) => ({ size: rows, cost: touched })))).toBeLessThan(0.1)
    // By hand: each change takes its old and new fact, and the cells of three levels.
    expect(measured[0]!.touched).toBeGreaterThan(200)
  } finally {
    await drop()
  }
}, 120_000)

test('a slope is told from a cost that grows', () => {
  expect(slopeOf([10, 100, 1000].map((size) => ({ size, cost: 3 * size })))).toBeCloseTo(1)
  expect(slopeOf([10, 100, 1000].map((size) => ({ size, cost: 7 })))).toBeCloseTo(0)
})
