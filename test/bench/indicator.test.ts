import { expect, test } from 'vitest'
import pg from 'pg'
import { testDatabase } from '#testing'
import { costs, slopeOf } from '../../bench/jobs/indicator.ts'

test('counting a change costs the same however many records there are', async () => {
  const { site, drop } = await testDatabase()
  try {
    // Tables this small are rightly read whole when the planner feels like it; what must not grow is the way that a city's size takes.
    const admin = new pg.Client(site.connections.admin!)
    await admin.connect()
    await admin.query(`do $$ begin execute format('alter database %I set enable_seqscan = off', current_database()); end $$`)
    await admin.end()
    const measured = await costs(site, [3000, 9000, 27_000], () => undefined)
    const told = measured.map(({ rows, touched }) => `${rows} persons: ${touched} rows`).join(', ')
    expect(slopeOf(measured.map(({ rows, touched }) => ({ size: rows, cost: touched }))), told).toBeLessThan(0.1)
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
