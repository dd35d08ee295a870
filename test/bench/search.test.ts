import { expect, test } from 'vitest'
import { testDatabase } from '#testing'
import { measure } from '../../bench/jobs/search.ts'

test('the job of searches runs, and finds every document that a plain scan finds', async () => {
  const { site, drop } = await testDatabase()
  try {
    const findings = await measure(site, 8000, { rows: undefined, rounds: 1, seconds: 0.5, log: () => undefined })
    expect(findings.map((one) => one.unit)).toEqual(['searches/s in the engine', 'searches/s over HTTP', 'ms, 95 of 100 searches'])
    for (const one of findings) {
      expect(one.ours).toBeGreaterThan(0)
      expect(one.ratio).toBeGreaterThan(0)
    }
    const [, found, wanted] = /(\d+) of (\d+) records of 24 words/.exec(findings[0]!.note)!
    expect(found).toBe(wanted)
    expect(Number(found)).toBeGreaterThan(300)
  } finally {
    await drop()
  }
}, 90_000)
