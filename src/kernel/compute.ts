import { availableParallelism } from 'node:os'
import { Piscina } from 'piscina'
import { revive, Unavailable, type PlainFault } from './errors.ts'

/** A pool of worker threads for work over 20 ms of processor time, by name. */
export interface Compute {
  run<T>(task: string, input: unknown, options?: { signal?: AbortSignal }): Promise<T>
  close(): Promise<void>
}

/**
 * Opens the pool over a module that exports its tasks by name.
 * @param tasksUrl the module, as a `file:` address
 * @throws Unavailable from `run` when more than 1,000 pieces of work wait
 */
export function openCompute(tasksUrl: string, threads = Math.max(1, availableParallelism() - 1)): Compute {
  const pool = new Piscina({
    filename: new URL('./compute-worker.mjs', import.meta.url).href,
    workerData: { tasksUrl },
    minThreads: 0,
    maxThreads: threads,
    idleTimeout: 60_000,
    maxQueue: 1000,
    resourceLimits: { maxOldGenerationSizeMb: 1024 },
  })
  return {
    async run<T>(task: string, input: unknown, options: { signal?: AbortSignal } = {}) {
      if (pool.queueSize >= 1000) throw new Unavailable('系统正忙，请稍后再试', { code: 'compute.full' })
      const answer = (await pool.run({ task, input }, options.signal ? { signal: options.signal } : {})) as
        { done: T } | { fault: PlainFault }
      if ('fault' in answer) throw revive(answer.fault)
      return answer.done
    },
    close: () => pool.destroy(),
  }
}
