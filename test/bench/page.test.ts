import { expect, test } from 'vitest'
import { testDatabase } from '#testing'
import { measure } from '../../bench/jobs/page.ts'

test('the job of reading pages runs, and its figures are of the same page', async () => {
  const { site, drop } = await testDatabase()
  try {
    const findings = await measure(site, { rows: undefined, rounds: 1, seconds: 1, log: () => undefined })
    expect(findings).toHaveLength(4)
    for (const one of findings) {
      expect(one.ours).toBeGreaterThan(0)
      expect(one.limit).toBeGreaterThan(0)
    }
  } finally {
    await drop()
  }
}, 90_000)
