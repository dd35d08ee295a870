import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import pg from 'pg'
import { openCluster } from '#kernel/cluster'
import { prepareDatabase } from '#kernel/prepare'
import { seedCity } from '../../src/loading/seed/index.ts'
import { openCity, type Site } from '../../src/main.ts'
import { openServer } from '../../src/web-server.ts'

/** The demonstration city whose pictures are taken: the same at each run, and it does not know what day it really is. */
export interface PictureCity {
  address: string
  /** Sets the time, of the city and of its database alike. */
  setNow(at: string): Promise<void>
  /** Runs what waits, and counts the figures again. */
  settle(): Promise<void>
  stop(): Promise<void>
}

/**
 * A clock of the database's own before that of the machine: what `clock_timestamp()` means in tables, functions and statements from now
 * on. Otherwise a page would show when something was recorded as today, beside cases of the day of the pictures.
 */
const ownClock = [
  'create schema clock',
  'create table clock.shift (by interval not null)',
  `insert into clock.shift values ('0')`,
  `create function clock.clock_timestamp() returns timestamptz language sql volatile security definer
    as 'select pg_catalog.clock_timestamp() + s.by from clock.shift s'`,
  'grant usage on schema clock to public',
]
const lookThere = `alter database pictures set search_path = clock, pg_catalog, public`
/** Functions that look into the catalogue alone look where their caller does. */
const lookWithCaller = `do $$ declare one regprocedure; begin
  for one in select p.oid from pg_proc p where 'search_path=pg_catalog' = any(p.proconfig) loop
    execute format('alter function %s reset search_path', one);
  end loop; end $$`
/** Who has signed in stays so while days go by. */
const goOn = [
  `update identity.session set ends = ends + ($1::timestamptz - clock.clock_timestamp())`,
  `update clock.shift set by = $1::timestamptz - pg_catalog.clock_timestamp()`,
]

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
    const clock = new pg.Client(to('admin'))
    await clock.connect()
    for (const text of [...ownClock, lookThere]) await clock.query(text)
    await clock.query(goOn[1]!, [now])
    const site: Site = {
      settings: { installation: 'pictures', timezone: 'Asia/Shanghai', city: '4418', dataDir, host: '127.0.0.1', port: 0 },
      connections: { migrator: to('migrator'), app: to('app'), hall: to('hall'), admin: to('admin') },
      log: pino({ level: 'silent' }),
      clock: () => now,
    }
    await seedCity(site, { wanted: () => ({ seed: 'pictures', persons: 2000, entities: 250, cases: 900, until }), log, check: false })
    await clock.query(lookWithCaller)
    const city = await openCity(site)
    const server = await openServer(city, { host: '127.0.0.1', port: 0, pages })
    return {
      address: server.address,
      async setNow(at) {
        now = new Date(at)
        for (const text of goOn) await clock.query(text, [now])
      },
      async settle() {
        await city.runWaitingJobs()
        for (const job of ['cases-clocks', 'indicators-count', 'map-count']) await city.jobs[job]!({})
      },
      async stop() {
        await server.close()
        await city.close()
        await clock.end()
        await away()
      },
    }
  } catch (error) {
    await away()
    throw error
  }
}
