import type pg from 'pg'
import type { Logger } from 'pino'
import {
  followDefinitions,
  livingDefinitions,
  readInForce,
  type Catalogue,
  type LivingDefinitions,
  type RunTimeDefinitions,
} from '#engines/registers'
import type { JobCode } from '#kernel/jobs'
import { applyDefinitionsApart } from './apply-definitions.ts'
import { shippedOf } from './declared.ts'
import { openEnglish } from './english/index.ts'
import type { LoadedSystem } from './systems/index.ts'

interface DefinedParts {
  pool: pg.Pool
  connection: pg.PoolConfig
  log: Logger
  city: string
}

/** What ships and what the city defined above it, in both languages, kept up to date while the process runs. */
export async function openDefined(systems: readonly LoadedSystem[], { pool, connection, log, city }: DefinedParts) {
  const definitions = livingDefinitions(shippedOf(systems), await readInForce(pool))
  const english = openEnglish(city)
  const onTaken = () => english.learn(definitions.phrases())
  onTaken()
  return { definitions, following: followDefinitions(definitions, { pool, connection, log, onTaken }) }
}

interface ApplyingParts {
  runTime: RunTimeDefinitions
  definitions: LivingDefinitions
  following: { look(): Promise<boolean> }
  catalogue: Catalogue
  pool: pg.Pool
  migrator: pg.PoolConfig
  log: Logger
}

/** The job that has accepted definitions applied, by a process of its own under the migrator's rights. */
export const applyingJob =
  ({ runTime, definitions, following, catalogue, pool, migrator, log }: ApplyingParts): JobCode =>
  async () => {
    if (!(await runTime.isWaiting(pool))) return
    const before = definitions.number
    await applyDefinitionsApart(migrator, { log })
    await following.look()
    // What is new has its entry in the catalogue at once.
    if (definitions.number !== before) await catalogue.sync()
  }
