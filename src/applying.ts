import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { applyAccepted } from '#engines/registers'
import { checkDeclared, shippedOf } from './declared.ts'
import { loadSystems } from './systems/index.ts'

/** What the process that applies definitions is told when it starts. */
export interface ApplyingTold {
  /** How the migrator reaches the database. */
  migrator: pg.ClientConfig
}

/** What it answers: lines for the log, and at its end how many versions came into force. */
export type ApplyingSaid = { line: string } | { applied: number } | { failed: string }

const say = (said: ApplyingSaid) => void process.send?.(said)

/**
 * Entry of the process that applies accepted definitions with the migrator's rights, and ends. It is started for this alone, so that no
 * process that serves anybody ever holds them.
 */
async function apply({ migrator }: ApplyingTold): Promise<void> {
  const systems = await loadSystems()
  const client = new pg.Client(migrator)
  await client.connect()
  try {
    const applied = await applyAccepted(client, {
      ...shippedOf(systems),
      checkDeclared,
      log: (line) => say({ line }),
    })
    say({ applied })
  } finally {
    await client.end()
  }
}

process.once('message', (told) => {
  apply(told as ApplyingTold)
    .catch((error: unknown) => say({ failed: error instanceof Error ? (error.stack ?? error.message) : String(error) }))
    // What was said is on its way.
    .then(() => pause(20))
    .then(() => process.exit(0))
})
