import { availableParallelism } from 'node:os'
import type { Logger } from 'pino'
import type { ImportShare } from '#engines/registers'
import { openCompute } from '#kernel/compute'
import type { Site } from './main.ts'

/** More threads would only wait for the database, which does half of the work. */
const MOST_THREADS = 4

/** What a thread is told: where the installation is, and what it is to check. */
export interface CheckingAside {
  site: Pick<Site, 'settings' | 'connections'>
  logLevel: string
  share: ImportShare
}

/**
 * Threads that check large files, each with the city's declarations and connections of its own: the process that was asked goes on answering
 * meanwhile, and every core works. They begin with the first such file, and end when there is none for a minute.
 */
export function openCheckingAside({ settings, connections }: Pick<Site, 'settings' | 'connections'>, log: Logger) {
  const threads = Math.min(MOST_THREADS, availableParallelism())
  const compute = openCompute(new URL('./checking-thread.ts', import.meta.url).href, threads)
  return {
    threads,
    stage(share: ImportShare): Promise<boolean> {
      const input: CheckingAside = { site: { settings, connections }, logLevel: log.level, share }
      return compute.run<boolean>('stageShare', input)
    },
    close: () => compute.close(),
  }
}
