import { expect, test } from 'vitest'
import { testDatabase } from '#testing'
import { measure } from '../../bench/jobs/register-write.ts'

test('the job of changes runs, and both ways leave the same rows, history, log and looks behind', async () => {
  const { site, drop } = await testDatabase()
  try {
    const [finding] = await measure(site, 2000, { rows: undefined, rounds: 1, seconds: 0.5, log: () => undefined })
    expect(finding!.ours).toBeGreaterThan(0)
    expect(finding!.limit).toBeGreaterThan(0)
    // Begin with settings and the record; the look, the update and the commit.
    expect(finding!.note).toContain('2 round trips and 6 statements')
  } finally {
    await drop()
  }
}, 60_000)
