import { expect, test } from 'vitest'
import { testDatabase } from '#testing'
import { tryFieldLeaks } from './leaks.ts'

test('what is hidden of a record is told at no door: not shown, found, sorted, counted, exported or named in an error', async () => {
  const { site, drop } = await testDatabase()
  try {
    const { connections, settings, log } = site
    const told = (line: string) => void process.stdout.write(`field leaks: ${line}\n`)
    const result = await tryFieldLeaks({ connections, dataDir: settings.dataDir, log }, { seed: 20261123, worlds: 2, log: told })
    expect(result.untried, 'a door without a way to try it').toEqual([])
    expect(result.leaks).toEqual([])
    expect(result.tries).toBeGreaterThan(5000)
    expect(result.answers).toBeGreaterThan(500)
  } finally {
    await drop()
  }
}, 600_000)
