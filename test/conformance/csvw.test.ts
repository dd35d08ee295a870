import { expect, test } from 'vitest'
import { runCsvw } from './csvw.ts'

const folder = process.env.SUITES_DIR

test.skipIf(folder === undefined)('the validation tests of CSV on the Web', async () => {
  const { passed, failed, skipped } = await runCsvw(folder!)
  expect(failed).toEqual([])
  expect(skipped).toEqual([])
  expect(passed).toBe(282)
})
