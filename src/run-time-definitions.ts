import type pg from 'pg'
import type { Logger } from 'pino'
import {
  APPLY_JOB,
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
import type { Connections } from '#kernel/prepare'
import { applyDefinitionsApart } from './apply-definitions.ts'
import { checkDeclared, shippedOf } from './declared.ts'
import { openEnglish } from './english/index.ts'
import type { LoadedSystem } from './systems/index.ts'

/** What ships and what is in force above it in a database that is being brought up to date; what no longer fits is told. */
export async function definedIn(
  client: pg.Client,
  systems: readonly LoadedSystem[],
  log: (line: string) => void,
): Promise<LivingDefinitions> {
  const definitions = livingDefinitions(shippedOf(systems), await readInForce(client))
  for (const { name, version, problems } of definitions.unfit())
    log(`${name} ${version} 不再适用，先放在一边 · no longer fits and is left aside: ${problems.map(({ message }) => message).join('；')}`)
  return definitions
}

interface DefinedParts {
  pool: pg.Pool
  connections: Pick<Connections, 'app' | 'migrator'>
  log: Logger
  city: string
}

/** What ships and what the city defined above it, in both languages, kept up to date while the process runs. */
export async function openDefined(systems: readonly LoadedSystem[], { pool, connections, log, city }: DefinedParts) {
  const definitions = livingDefinitions(shippedOf(systems), await readInForce(pool))
  const english = openEnglish(city)
  const onTaken = () => english.learn(definitions.phrases())
  onTaken()
  const following = followDefinitions(definitions, { pool, connection: connections.app, log, onTaken })
  return { definitions, following, pool, migrator: connections.migrator, log }
}

interface RunTimeParts extends Awaited<ReturnType<typeof openDefined>> {
  asSystem: AsSystem
  catalogue: Catalogue
  imports: Imports
  systems: readonly LoadedSystem[]
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
  return {
    routes: definitionRoutes(runTime, openBeginnings({ definitions: runTime, catalogue, imports, templates })),
    jobs: { [APPLY_JOB]: apply },
  }
}
