import { setTimeout as after } from 'node:timers/promises'

/** What comes of a promise in so many milliseconds; undefined when it takes longer. */
export async function within<T>(promise: Promise<T>, milliseconds: number): Promise<T | undefined> {
  const waiting = new AbortController()
  const late = after(milliseconds, undefined, { signal: waiting.signal })
  try {
    return await Promise.race([promise, late])
  } finally {
    waiting.abort()
    late.catch(() => undefined)
  }
}
