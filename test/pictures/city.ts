import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { openCluster } from '#kernel/cluster'
import { prepareDatabase } from '#kernel/prepare'
import { seedCity } from '../../src/loading/seed/index.ts'
import { openCity, type Site } from '../../src/main.ts'
import { openServer } from '../../src/web-server.ts'

/** The demonstration city whose pictures are taken: the same at each run, and it does not know what day it really is. */
export interface PictureCity {
  address: string
  /** Sets business time. */
  setNow(at: string): void
  /** Runs what waits, and counts the figures again. */
  settle(): Promise<void>
  stop(): Promise<void>
}

/** Generates the city in a private cluster of its own, up to a day (not included), and serves it with built pages on loopback. All of it is gone afterwards. */
export async function openPictureCity({
  until,
  pages,
  log,
}: {
  until: string
  pages: string
  log: (line: string) => void
}): Promise<PictureCity> {
  const dataDir = mkdtempSync(join(tmpdir(), 'cs-pictures-'))
  const cluster = await openCluster({ dataDir, fast: true, log: () => undefined })
  const away = async () => {
    await cluster.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
  try {
    await prepareDatabase(cluster.connection('admin', 'postgres'), { database: 'pictures', passwords: cluster.passwords })
    const to = (role: 'migrator' | 'app' | 'hall' | 'admin') => cluster.connection(role, 'pictures')
    let now = new Date(`${until}T09:00:00+08:00`)
    const site: Site = {
      settings: { installation: 'pictures', timezone: 'Asia/Shanghai', city: '4418', dataDir, host: '127.0.0.1', port: 0 },
      connections: { migrator: to('migrator'), app: to('app'), hall: to('hall'), admin: to('admin') },
      log: pino({ level: 'silent' }),
      clock: () => now,
    }
    await seedCity(site, { wanted: () => ({ seed: 'pictures', persons: 2000, entities: 250, cases: 900, until }), log, check: false })
    const city = await openCity(site)
    const server = await openServer(city, { host: '127.0.0.1', port: 0, pages })
    return {
      address: server.address,
      setNow: (at) => void (now = new Date(at)),
      async settle() {
        await city.runWaitingJobs()
        for (const job of ['cases-clocks', 'indicators-count', 'map-count']) await city.jobs[job]!({})
      },
      async stop() {
        await server.close()
        await city.close()
        await away()
      },
    }
  } catch (error) {
    await away()
    throw error
  }
}
