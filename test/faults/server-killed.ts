import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { pino } from 'pino'
import { openCluster, type Cluster } from '#kernel/cluster'
import { Fault, Unavailable } from '#kernel/errors'
import { migrate, migrationsBeside } from '#kernel/migrate'
import { prepareDatabase, type Connections } from '#kernel/prepare'
import { makeTables, openEngine } from '../spine/engine.ts'
import { judge, writeGroup, type FaultResult } from './groups.ts'

/** A private cluster as durable as a real one, with the ground and the declared registers in it. */
export async function withDurableSite<T>(
  work: (site: { connections: Connections; dataDir: string; cluster: Cluster }) => Promise<T>,
): Promise<T> {
  const dataDir = mkdtempSync(join(tmpdir(), 'cs-fault-'))
  const cluster = await openCluster({ dataDir, log: () => undefined })
  try {
    await prepareDatabase(cluster.connection('admin', 'postgres'), { database: 'faults', passwords: cluster.passwords })
    const to = (role: 'migrator' | 'app' | 'hall' | 'admin') => cluster.connection(role, 'faults')
    const connections: Connections = { migrator: to('migrator'), app: to('app'), hall: to('hall'), admin: to('admin') }
    const client = new pg.Client(connections.migrator)
    await client.connect()
    await migrate(client, [migrationsBeside('kernel', new URL('../../src/kernel/x', import.meta.url).href)], () => undefined)
    await client.query(`insert into kernel.identity (installation, city, demo) values ('test', '4418', true)`)
    await client.end()
    await makeTables(connections)
    return await work({ connections, dataDir, cluster })
  } finally {
    await cluster.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

/** The server's own process: the first line of the file that it keeps in its folder. */
const postmaster = (folder: string) => Number(readFileSync(join(folder, 'postmaster.pid'), 'utf8').split('\n', 1)[0])

async function dataFolder(connections: Connections): Promise<string> {
  const client = new pg.Client(connections.admin as pg.ClientConfig)
  await client.connect()
  const { rows } = await client.query<{ data_directory: string }>('show data_directory')
  await client.end()
  return rows[0]!.data_directory
}

/** Kills the database server under load, again and again; the writers stay and go on when it is back. */
export async function killServer({
  tries,
  log,
}: {
  tries: number
  log(line: string): void
}): Promise<FaultResult & { acknowledged: number; unknown: number }> {
  return withDurableSite(async ({ connections, dataDir }) => {
    const engine = openEngine({ connections, dataDir, log: pino({ level: 'silent' }) })
    const folder = await dataFolder(connections)
    const acknowledged = new Set<string>()
    const indefinite: unknown[] = []
    let unknown = 0
    let stopping = false
    let lastAnswer = performance.now()
    const lane = async (n: number) => {
      for (let i = 0; !stopping; i++) {
        const group = `s${n}.${i}`
        try {
          await writeGroup(engine, group)
          acknowledged.add(group)
          lastAnswer = performance.now()
        } catch (error) {
          // Whoever asked is told that it did not happen, or that nobody knows; anything else is a finding.
          if (!(error instanceof Unavailable)) indefinite.push(error)
          if (error instanceof Fault && error.code === 'database.unknown') unknown++
          await pause(20)
        }
      }
    }
    const lanes = Promise.all([0, 1, 2, 3, 4, 5].map(lane))
    let worst = 0
    for (let i = 0; i < tries; i++) {
      const before = acknowledged.size
      while (acknowledged.size < before + 20) await pause(5)
      await pause(Math.random() * 50)
      process.kill(postmaster(folder), 'SIGKILL')
      const killed = performance.now()
      // Backends answer until they notice that their server is gone; an answer after a second of silence comes from the new one.
      while (lastAnswer < killed + 1000 || performance.now() - lastAnswer > 500) {
        if (performance.now() - killed > 60_000) throw new Error('the database did not come back within a minute')
        await pause(5)
      }
      const back = (lastAnswer - killed) / 1000
      worst = Math.max(worst, back)
      log(`server killed, answers again after ${back.toFixed(1)} s`)
    }
    stopping = true
    await lanes
    await engine.close()
    if (indefinite.length > 0) throw new AggregateError(indefinite, `${indefinite.length} writers got an answer that says nothing definite`)
    const admin = new pg.Client(connections.admin as pg.ClientConfig)
    await admin.connect()
    const { lost, doubled } = await judge(admin, acknowledged)
    await admin.end()
    return { fault: 'database server killed', tries, lost, doubled, worstRecoverySeconds: worst, acknowledged: acknowledged.size, unknown }
  })
}
