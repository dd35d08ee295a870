import { expect, test } from 'vitest'
import { testDatabase } from '#testing'
import { measure } from '../../bench/jobs/tile.ts'

test('the job of tiles runs, and both ways give the same tiles', async () => {
  const { site, drop } = await testDatabase()
  try {
    const findings = await measure(site, 20_000, { rows: undefined, rounds: 1, seconds: 0.5, log: () => undefined })
    expect(findings.map((one) => one.unit)).toEqual(['tiles/s at zoom 14', 'ms for a tile of counts, zoom 5 to 10'])
    for (const one of findings) {
      expect(one.ours).toBeGreaterThan(0)
      expect(one.ratio).toBeGreaterThan(0)
    }
  } finally {
    await drop()
  }
}, 60_000)
