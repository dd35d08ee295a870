import { join } from 'node:path'
import pg from 'pg'
import type { Logger } from 'pino'
import type { AnyRegister, Role } from '#declare'
import { applyDefinitions, createRegisters, defineAll, type Registers, type RegistersOptions } from '#engines/registers'
import { openAccessLog } from '#kernel/access'
import type { Ground } from '#kernel/context'
import { openPool } from '#kernel/database'
import { whole } from '#kernel/migrate'
import type { Connections } from '#kernel/prepare'
import { readSealingKey, sealer } from '#kernel/sealing'
import { everything, fines, masked, places, readers, tariffs, widely } from './declared.ts'

export interface Extra {
  registers?: readonly AnyRegister[]
  roles?: readonly Role[]
  pool?: pg.PoolConfig
  codeLists?: ReadonlyMap<string, ReadonlyMap<string, string>>
  codePeriods?: RegistersOptions['codePeriods']
  pictures?: RegistersOptions['pictures']
}

const definitionsOf = ({ registers = [], roles = [] }: Extra) =>
  defineAll([readers, tariffs, fines, ...registers], [everything, masked, widely, ...roles])

/** Makes the tables of the declared registers. */
export async function makeTables(connections: Connections, extra: Extra = {}): Promise<void> {
  const migrator = new pg.Client(connections.migrator)
  await migrator.connect()
  await whole(migrator, () => applyDefinitions(migrator, definitionsOf(extra))).finally(() => migrator.end())
}

export interface Engine {
  ground: Ground
  registers: Registers
  /** What the engine was told, for what else stands on it. */
  options: RegistersOptions
  close(): Promise<void>
}

/** The engine of registers over the declared ones. */
export function openEngine(
  { connections, dataDir, log }: { connections: Connections; dataDir: string; log: Logger },
  extra: Extra = {},
): Engine {
  const pools = {
    app: openPool({ ...connections.app, max: 12, ...extra.pool }, () => undefined),
    hall: openPool({ ...connections.hall, max: 4 }, () => undefined),
  }
  const access = openAccessLog(pools.app)
  const byKey = new Map(Object.values(places).map((one) => [one.id, one]))
  const options: RegistersOptions = {
    definitions: definitionsOf(extra),
    pool: pools.app,
    sealer: sealer(readSealingKey(join(dataDir, 'keys', 'seal.key'))),
    access,
    placeOf: async (_ctx, key) => byKey.get(key) ?? { code: '', path: '!' },
    stewardOf: async () => undefined,
    namesAtWork: async () => ({}),
    codeLists: extra.codeLists ?? new Map(),
    ...(extra.codePeriods ? { codePeriods: extra.codePeriods } : {}),
    ...(extra.pictures ? { pictures: extra.pictures } : {}),
  }
  return {
    ground: { installation: 'test', timezone: 'Asia/Shanghai', demo: true, pools, log, clock: () => new Date() },
    registers: createRegisters(options),
    options,
    async close() {
      await access.close()
      await Promise.all([pools.app.end(), pools.hall.end()])
    },
  }
}
