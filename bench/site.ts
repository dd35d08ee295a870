import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { openCluster } from '#kernel/cluster'
import { prepareDatabase } from '#kernel/prepare'
import { buildCity } from '../src/loading/build.ts'
import type { Site } from '../src/main.ts'

/** Gives work a small demonstration city of so many persons in a private cluster of its own, as durable as a real one; all of it is gone afterwards. */
export async function withSite<T>(log: (line: string) => void, work: (site: Site) => Promise<T>, persons = 50): Promise<T> {
  const dataDir = mkdtempSync(join(tmpdir(), 'cs-bench-'))
  const cluster = await openCluster({ dataDir, log })
  try {
    await prepareDatabase(cluster.connection('admin', 'postgres'), { database: 'bench', passwords: cluster.passwords })
    const to = (role: 'migrator' | 'app' | 'hall' | 'admin') => cluster.connection(role, 'bench')
    const site: Site = {
      settings: { installation: 'bench', timezone: 'Asia/Shanghai', city: '4418', dataDir, host: '127.0.0.1', port: 0 },
      connections: { migrator: to('migrator'), app: to('app'), hall: to('hall'), admin: to('admin') },
      log: pino({ level: 'error' }),
    }
    await buildCity(site, {
      demo: true,
      plan: { seed: 'bench', persons, entities: 10, until: '2026-01-01' },
      log: () => undefined,
    })
    return await work(site)
  } catch (error) {
    for (const file of readdirSync(dataDir, { recursive: true, encoding: 'utf8' }).filter((name) => /postgresql-\w+\.log$/.test(name)))
      log(readFileSync(join(dataDir, file), 'utf8').trim().split('\n').slice(-40).join('\n'))
    throw error
  } finally {
    await cluster.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}
