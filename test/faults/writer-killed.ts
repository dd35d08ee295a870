import { spawn } from 'node:child_process'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import type { Connections } from '#kernel/prepare'
import { makeTables } from '../spine/engine.ts'
import { judge, type FaultResult } from './groups.ts'

const script = fileURLToPath(new URL('./writer.ts', import.meta.url))

/** Starts a writer, kills it at some moment of its work, and gives what it acknowledged before. */
async function killOne(site: { connections: Connections; dataDir: string }, name: string, afterMs: number): Promise<string[]> {
  const child = spawn(process.execPath, ['--import', 'tsx', script, JSON.stringify(site), name], { stdio: ['ignore', 'pipe', 'pipe'] })
  let told = ''
  let complaint = ''
  child.stderr.on('data', (data: Buffer) => (complaint += data.toString()))
  const begun = new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (data: Buffer) => {
      told += data.toString()
      resolve()
    })
    child.once('exit', () => reject(new Error(`the writer ended by itself: ${complaint}`)))
  })
  await begun
  await pause(afterMs)
  const ended = new Promise((resolve) => child.stdout.once('close', resolve))
  child.kill('SIGKILL')
  await ended
  // A line that was cut off was not acknowledged.
  return told
    .slice(0, told.lastIndexOf('\n') + 1)
    .split('\n')
    .filter(Boolean)
}

/** Kills a process in the middle of its transactions, again and again. */
export async function killWriters(
  site: { connections: Connections; dataDir: string },
  { tries, log }: { tries: number; log(line: string): void },
): Promise<FaultResult & { acknowledged: number; whole: number }> {
  const connections: Connections = { ...site.connections, app: { ...site.connections.app, application_name: 'killed-writer' } }
  await makeTables(connections)
  const acknowledged = new Set<string>()
  let next = 0
  const lane = async () => {
    while (next < tries) {
      const name = `w${next++}`
      for (const group of await killOne({ connections, dataDir: site.dataDir }, name, Math.random() * 250)) acknowledged.add(group)
      log(`writer ${name} killed`)
    }
  }
  await Promise.all([lane(), lane()])
  const admin = new pg.Client(connections.admin as pg.ClientConfig)
  await admin.connect()
  try {
    // What a dead writer had sent may still be on its way through the server.
    const waiting = performance.now()
    for (;;) {
      const { rows } = await admin.query(`select 1 from pg_stat_activity where application_name = 'killed-writer'`)
      if (rows.length === 0) break
      await pause(10)
    }
    const { lost, doubled, whole } = await judge(admin, acknowledged)
    return {
      fault: 'writer killed',
      tries,
      lost,
      doubled,
      worstRecoverySeconds: (performance.now() - waiting) / 1000,
      acknowledged: acknowledged.size,
      whole,
    }
  } finally {
    await admin.end()
  }
}
