import { fork, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type pg from 'pg'
import type { Logger } from 'pino'
import { Broken } from '#kernel/errors'
import type { ApplyingSaid } from './applying.ts'

const entry = fileURLToPath(new URL('./applying.ts', import.meta.url))

/**
 * Applies accepted definitions in a process of their own, under the migrator's rights. `onStart` is given the process.
 * @returns how many came into force
 * @throws Broken when the process ended before it was done; what it began goes on the next time
 */
export function applyDefinitionsApart(
  migrator: pg.PoolConfig,
  { log, onStart }: { log: Logger; onStart?: (child: ChildProcess) => void },
): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = fork(entry, [], { execArgv: ['--import', import.meta.resolve('tsx')], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
    onStart?.(child)
    let applied: number | undefined
    let failed: string | undefined
    child.on('message', (message) => {
      const said = message as ApplyingSaid
      if ('line' in said) log.info(said.line)
      else if ('applied' in said) applied = said.applied
      else failed = said.failed
    })
    child.once('error', reject)
    child.once('exit', (code, signal) => {
      if (applied !== undefined) resolve(applied)
      else reject(new Broken(`definitions were not applied: ${failed ?? signal ?? code}`))
    })
    child.send({ migrator })
  })
}
