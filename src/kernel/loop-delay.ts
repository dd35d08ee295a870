import { monitorEventLoopDelay } from 'node:perf_hooks'

/** Milliseconds between two looks; an idle process wakes up no more often. */
const EVERY = 10
/** Seconds after which what was seen is forgotten. */
const WINDOW = 60

/** How late a process came to what was due, in milliseconds, over the last seconds: at most a minute. */
export interface LoopDelay {
  seconds: number
  p50: number
  p99: number
  max: number
}

export interface LoopWatch {
  read(): LoopDelay
  close(): void
}

/** Watches how late this thread comes to what is due: whoever asks meanwhile waits so long before anything is done for them. */
export function watchLoop(): LoopWatch {
  const seen = monitorEventLoopDelay({ resolution: EVERY })
  seen.enable()
  let since = performance.now()
  const forgetting = setInterval(() => {
    seen.reset()
    since = performance.now()
  }, WINDOW * 1000).unref()
  // What is seen is the time between two looks, in nanoseconds.
  const late = (nanoseconds: number) => Math.max(0, Math.round(nanoseconds / 1e5 - EVERY * 10) / 10)
  return {
    read: () => ({
      seconds: Math.round((performance.now() - since) / 1000),
      p50: late(seen.percentile(50)),
      p99: late(seen.percentile(99)),
      max: late(seen.max),
    }),
    close() {
      clearInterval(forgetting)
      seen.disable()
    },
  }
}
