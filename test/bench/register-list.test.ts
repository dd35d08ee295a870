import { expect, test } from 'vitest'
import { testDatabase } from '#testing'
import { measure } from '../../bench/jobs/register-list.ts'

test('the job of lists and records runs, and its figures are of the same answers', async () => {
  const { site, drop } = await testDatabase()
  try {
    const findings = await measure(site, 4000, { rows: undefined, rounds: 1, seconds: 0.5, log: () => undefined })
    expect(findings.map((one) => one.unit)).toEqual(['answers/s in the engine', 'answers/s over HTTP', 'round trips', 'buffers'])
    for (const one of findings) {
      expect(one.ours).toBeGreaterThan(0)
      expect(one.limit).toBeGreaterThan(0)
      expect(one.ratio).toBeGreaterThan(0)
    }
    const [, , trips, buffers] = findings
    // These two are counts and not times: they have to hold here as they do in earnest.
    expect(trips!.ours).toBeLessThanOrEqual(4)
    expect(buffers!.ratio).toBeGreaterThan(1 / 1.2)
  } finally {
    await drop()
  }
}, 60_000)
