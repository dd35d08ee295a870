import { expect, test } from 'vitest'
import { tryParsers } from './parsers.ts'

test('a hundred thousand short spoilt inputs are read or refused in words, and none takes long', async () => {
  const told = (line: string) => void process.stdout.write(`parsers: ${line}\n`)
  const { broken, tries, slowestMs } = await tryParsers({ seed: 20261123, tries: 100_000, log: told })
  expect([...new Set(broken)].slice(0, 20)).toEqual([])
  expect(tries).toBeGreaterThanOrEqual(100_000)
  expect(slowestMs).toBeLessThan(5_000)
}, 300_000)
