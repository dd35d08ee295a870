import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { watchLoop } from './loop-delay.ts'

test('what keeps the process from its work is told, in milliseconds', async () => {
  const watch = watchLoop()
  try {
    await pause(50)
    const until = performance.now() + 120
    while (performance.now() < until);
    await pause(50)
    const { max, p99, seconds } = watch.read()
    expect(max).toBeGreaterThan(90)
    expect(p99).toBeLessThanOrEqual(max)
    expect(seconds).toBeLessThan(60)
  } finally {
    watch.close()
  }
})
