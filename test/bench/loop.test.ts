import { expect, test } from 'vitest'
import { testDatabase } from '#testing'
import { measure } from '../../bench/jobs/loop.ts'

test('the job of a web process that goes on answering runs: its city imports, makes documents and is read', async () => {
  const { site, drop } = await testDatabase()
  try {
    const [finding] = await measure(site, 500, { log: () => undefined })
    expect(finding!.note).toContain('500 rows')
    expect(finding!.note).toContain('100 PDFs')
    expect(finding!.limit).toBe(30)
  } finally {
    await drop()
  }
}, 180_000)
