import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { inTurns, rateOf } from '../../bench/job.ts'
import { jobs } from '../../bench/jobs/index.ts'
import { busyShare, describeMachine } from '../../bench/machine.ts'

test('contestants work in turns, each with a round to warm up, and the middle of the rounds counts', async () => {
  const order: string[] = []
  const rates = { a: [99, 10, 30, 20], b: [99, 5, 5, 5] }
  const contestant = (name: 'a' | 'b') => async () => {
    order.push(name)
    return rates[name][order.filter((one) => one === name).length - 1]!
  }
  const { a, b } = await inTurns({ a: contestant('a'), b: contestant('b') }, { rounds: 3, seconds: 0, log: () => undefined })
  expect(order).toEqual(['a', 'b', 'a', 'b', 'a', 'b', 'a', 'b'])
  expect([a.median, a.spread, b.median, b.spread]).toEqual([20, 1, 5, 0])
})

test('a rate is how often something was done, several at a time', async () => {
  let most = 0
  let now = 0
  const seen = new Set<number>()
  const rate = await rateOf(
    async (i) => {
      seen.add(i)
      most = Math.max(most, ++now)
      await new Promise((resolve) => setTimeout(resolve, 10))
      now--
    },
    { seconds: 0.3, width: 4 },
  )
  expect(most).toBe(4)
  expect(rate).toBeLessThanOrEqual(410)
  expect(seen.size).toBeGreaterThan(10)
  expect(Math.max(...seen)).toBe(seen.size - 1)
})

test('profiles are written where they are asked for', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cs-profiles-'))
  await inTurns({ only: async () => 1 }, { rounds: 1, seconds: 0, profiles: folder, log: () => undefined })
  expect(existsSync(join(folder, 'only.cpuprofile'))).toBe(true)
  rmSync(folder, { recursive: true, force: true })
})

test('every job says what its load is, and the machine is described', async () => {
  for (const load of Object.values(jobs)) expect((await load()).what).toMatch(/\S/)
  expect(describeMachine()).toContain(`Node ${process.versions.node}`)
  const busy = await busyShare(0.1)
  expect(busy >= 0 && busy <= 1).toBe(true)
})
