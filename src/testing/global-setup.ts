import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { openCluster, type Cluster } from '#kernel/cluster'
import { prepareDatabase } from '#kernel/prepare'
import { buildCity } from '../loading/build.ts'
import type { TestGround } from './ground.ts'

/** Name of the database that every test file's own is copied from. */
const TEMPLATE = 'chengshu_template'

interface Project {
  provide(key: 'ground', value: TestGround): void
}

/** Once a run: a private cluster, and one small city in it that each test file gets a copy of. */
export default async function setup(project: Project): Promise<() => Promise<void>> {
  const dataDir = mkdtempSync(join(tmpdir(), 'cs-test-'))
  const cluster: Cluster = await openCluster({ dataDir, fast: true, log: () => undefined })
  const to = (role: 'migrator' | 'app' | 'hall' | 'admin') => cluster.connection(role, TEMPLATE)
  try {
    await prepareDatabase(cluster.connection('admin', 'postgres'), { database: TEMPLATE, passwords: cluster.passwords })
    await buildCity(
      {
        settings: { installation: 'test', timezone: 'Asia/Shanghai', city: '4418', dataDir, host: '127.0.0.1', port: 8080 },
        connections: { migrator: to('migrator'), app: to('app'), hall: to('hall'), admin: to('admin') },
        log: pino({ level: 'silent' }),
      },
      { demo: true, plan: { seed: 'test', persons: 400, entities: 60, until: '2026-01-01' }, log: () => undefined },
    )
  } catch (error) {
    await cluster.stop()
    throw error
  }
  project.provide('ground', { dataDir, template: TEMPLATE, passwords: cluster.passwords, socketDir: cluster.socketDir, port: cluster.port })
  return async () => {
    await cluster.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}
