import type pg from 'pg'
import type { Logger } from 'pino'
import {
  definitionRoutes,
  followDefinitions,
  livingDefinitions,
  openBeginnings,
  openDefinitions,
  readInForce,
  type Catalogue,
  type Imports,
  type LivingDefinitions,
} from '#engines/registers'
import type { AsSystem } from '#kernel/readers'
import type { JobCode } from '#kernel/jobs'
import { applyDefinitionsApart } from './apply-definitions.ts'
import { checkDeclared, shippedOf } from './declared.ts'
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

interface RunTimeParts {
  definitions: LivingDefinitions
  following: { look(): Promise<boolean> }
  asSystem: AsSystem
  catalogue: Catalogue
  imports: Imports
  systems: readonly LoadedSystem[]
  pool: pg.Pool
  migrator: pg.PoolConfig
  log: Logger
}

/**
 * Definitions at run time: their doors, and the job that has those which were accepted applied, by a process of its own under the
 * migrator's rights.
 */
export function openRunTime({ definitions, following, asSystem, catalogue, imports, systems, pool, migrator, log }: RunTimeParts) {
  const runTime = openDefinitions({ definitions, asSystem, checkDeclared })
  const templates = systems.flatMap(({ offers }) => offers)
  const apply: JobCode = async () => {
    if (!(await runTime.isWaiting(pool))) return
    const before = definitions.number
    await applyDefinitionsApart(migrator, { log })
    await following.look()
    // What is new has its entry in the catalogue at once.
    if (definitions.number !== before) await catalogue.sync()
  }
  return { routes: definitionRoutes(runTime, openBeginnings({ definitions: runTime, catalogue, imports, templates })), apply }
}
