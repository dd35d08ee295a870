import { expect, test } from 'vitest'
import { testDatabase } from '#testing'
import { measure as exports } from '../../bench/jobs/register-export.ts'
import { measure as imports } from '../../bench/jobs/register-import.ts'

test('the jobs of files into registers and out of them run, and their counts agree', async () => {
  const { site, drop } = await testDatabase()
  const setting = { rows: undefined, rounds: 1, seconds: 0.1, log: () => undefined }
  try {
    for (const [finding] of [await imports(site, 2500, setting), await exports(site, 2500, setting)]) {
      expect(finding!.ours).toBeGreaterThan(0)
      expect(finding!.limit).toBeGreaterThan(0)
      expect(finding!.ratio).toBeGreaterThan(0)
    }
  } finally {
    await drop()
  }
}, 90_000)
