import pg from 'pg'
import type { Logger } from 'pino'
import { CHANNEL, readInForce } from './apply.ts'
import type { LivingDefinitions } from './living.ts'

/** How often a process looks by itself, should it have missed what was said. */
const LOOK_EVERY = 30_000
const AGAIN_AFTER = 2_000

/** Keeps the definitions of a process up to date with what is in force. */
export interface Following {
  /** Reads what is in force now. @returns whether anything was new */
  look(): Promise<boolean>
  close(): Promise<void>
}

/**
 * Takes over what comes into force, without a restart: one connection of the process listens, and what it missed is found by looking now and
 * then. What began under the number before goes on under it.
 */
export function followDefinitions(
  definitions: LivingDefinitions,
  { pool, connection, log, onTaken = () => undefined }: { pool: pg.Pool; connection: pg.PoolConfig; log: Logger; onTaken?: () => void },
): Following {
  let over = false
  let listening: pg.Client | undefined
  let waiting: NodeJS.Timeout | undefined
  const look = async () => {
    const inForce = await readInForce(pool)
    if (Math.max(0, ...inForce.map(({ number }) => number)) === definitions.number && inForce.length > 0 === definitions.number > 0)
      return false
    definitions.take(inForce)
    for (const { name, version, problems } of definitions.unfit())
      log.warn({ register: name, version, problems }, 'an overlay no longer fits what is shipped and is left aside')
    onTaken()
    return true
  }
  const lookQuietly = () => void look().catch((err: unknown) => log.warn({ err }, 'definitions could not be read'))
  const listen = async () => {
    const client = new pg.Client(connection)
    const again = () => {
      if (over || listening !== client) return
      listening = undefined
      waiting = setTimeout(() => void start(), AGAIN_AFTER)
    }
    listening = client
    client.on('error', again)
    client.on('end', again)
    client.on('notification', lookQuietly)
    await client.connect()
    await client.query(`listen ${CHANNEL}`)
    // What came into force while nobody listened.
    lookQuietly()
  }
  const start = () =>
    listen().catch(() => {
      if (!over) waiting = setTimeout(() => void start(), AGAIN_AFTER)
    })
  void start()
  const every = setInterval(lookQuietly, LOOK_EVERY)
  every.unref()
  return {
    look,
    async close() {
      over = true
      clearInterval(every)
      clearTimeout(waiting)
      await listening?.end().catch(() => undefined)
    },
  }
}
