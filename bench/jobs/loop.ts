import { fork, type ChildProcess } from 'node:child_process'
import { createServer } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { openCity, type Site } from '../../src/main.ts'
import type { LoopDelay } from '../../src/kernel/loop-delay.ts'
import { notice } from '../../src/systems/example/library/templates.ts'
import { median, type Finding, type Job, type Setting } from '../job.ts'
import { signIn } from '../signed-in.ts'
import { withSite } from '../site.ts'
import { fileOf, REGISTER, villagesOf } from './register-import.ts'

const ROWS = 1_000_000
const DOCUMENTS = 100
/** What an answer may wait for besides its own work, in milliseconds. */
const GOAL = 30
/** Milliseconds between two questions of somebody at the desk. */
const PACE = 50
const cli = fileURLToPath(new URL('../../src/cli.ts', import.meta.url))

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((listening) => server.once('listening', listening))
  const { port } = server.address() as { port: number }
  await new Promise((closed) => server.close(closed))
  return port
}

/** Where the superuser of a private cluster reaches a database; each process takes on the roles that it needs. */
function databaseUrl({ user, password, host, port, database }: pg.PoolConfig): string {
  const url = new URL(`postgresql://localhost/${database}`)
  url.username = user!
  url.password = String(password ?? '')
  url.searchParams.set('host', host!)
  url.searchParams.set('port', String(port))
  return url.href
}

/** A process of the city as it runs in production; resolves once it serves. */
async function start(role: 'web' | 'worker', env: NodeJS.ProcessEnv): Promise<ChildProcess> {
  const child = fork(cli, ['serve', '--roles', role], {
    env,
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  await new Promise<void>((ready, failed) => {
    child.once('message', () => ready())
    child.once('exit', (code) => failed(new Error(`${role} ended with ${code} before it was ready`)))
  })
  return child
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((end) => child.once('exit', end))
  child.kill('SIGTERM')
  await ended
}

/** Measures over a site: its web process and its worker, while a file comes in, documents are made and somebody reads a list. */
export async function measure(site: Site, rows: number, { log }: Pick<Setting, 'log'>): Promise<Finding[]> {
  const { settings, connections } = site
  const port = await freePort()
  const env = {
    ...process.env,
    DATABASE_URL: databaseUrl(connections.admin!),
    DATA_DIR: settings.dataDir,
    INSTALLATION: settings.installation,
    CITY: settings.city,
    TIMEZONE: settings.timezone,
    HOST: '127.0.0.1',
    PORT: String(port),
    LOG_LEVEL: 'warn',
    NODE_ENV: 'production',
  }
  const admin = new pg.Client(connections.admin as pg.ClientConfig)
  await admin.connect()
  const city = await openCity(site)
  const children: ChildProcess[] = []
  try {
    for (const role of ['web', 'worker'] as const) children.push(await start(role, env))
    const at = `http://127.0.0.1:${port}`
    const ask = await signIn(at, 'population')
    const call = async (method: string, path: string, body?: unknown) =>
      (await (await ask(method, path, body)).json()) as Record<string, unknown>
    let isOver = false
    const windows: LoopDelay[] = []
    const watching = (async () => {
      while (!isOver) {
        const { lateMilliseconds: now } = (await (await fetch(`${at}/healthz`)).json()) as { lateMilliseconds: LoopDelay }
        // What is told begins anew each minute.
        if (windows.length > 0 && now.seconds >= windows.at(-1)!.seconds) windows.pop()
        windows.push(now)
        await pause(500)
      }
    })()
    const waits: number[] = []
    const reading = (async () => {
      while (!isOver) {
        const before = performance.now()
        await ask('GET', `/api/registers/${REGISTER}?limit=50`)
        waits.push(performance.now() - before)
        await pause(PACE)
      }
    })()
    const { rows: organisations } = await admin.query<{ id: string; name: string }>('select id, name from identity.organisation limit 1')
    const issuing = (async () => {
      for (let i = 0; i < DOCUMENTS; i++) {
        await city.identity.asSystem('证照签发', (ctx) =>
          city.documents.issue(ctx, {
            template: notice,
            data: { applicant: '陈小明', caseNumber: `测${i}`, cardNumber: `${i}`, limit: '5' },
            holder: '00000000-0000-7000-8000-000000000001',
            subject: '借书证',
            organisation: organisations[0]!,
          }),
        )
        await pause(PACE)
      }
    })()
    const until = async (id: string, state: string) => {
      for (;;) {
        const batch = await call('GET', `/api/imports/${id}`)
        if (batch.state === state) return batch
        if (batch.state === 'failed') throw new Error(`the import failed: ${String(batch.problem)}`)
        await pause(250)
      }
    }
    const began = performance.now()
    const form = new FormData()
    form.append('file', fileOf(0, rows, await villagesOf(admin)), 'persons.csv')
    const { id, mapping } = await call('POST', `/api/registers/${REGISTER}/imports`, form)
    const uploaded = performance.now()
    await call('PUT', `/api/imports/${String(id)}/mapping`, { mapping, mode: 'both' })
    await until(String(id), 'checked')
    await call('POST', `/api/imports/${String(id)}/start`, {})
    const done = await until(String(id), 'done')
    const seconds = (performance.now() - began) / 1000
    await issuing
    let made = 0
    while (made < DOCUMENTS) {
      await pause(250)
      made = (
        await admin.query<{ n: number }>(`select count(sha256)::integer as n from documents.document where template = $1`, [notice.name])
      ).rows[0]!.n
    }
    isOver = true
    await Promise.all([watching, reading])
    if (done.added !== rows) throw new Error(`${String(done.added)} of ${rows} rows: the run is void`)
    const worst = windows.reduce((one, other) => (other.p99 > one.p99 ? other : one))
    log(`${windows.map(({ seconds: of, p50, p99, max }) => `${of} s: p50 ${p50}, p99 ${p99}, max ${max} ms`).join('; ')}`)
    const sorted = waits.toSorted((a, b) => a - b)
    return [
      {
        unit: 'ms that the web process came late, p99 of its worst minute',
        ours: worst.p99,
        limitName: 'what an answer may wait besides its own work',
        limit: GOAL,
        ratio: GOAL / Math.max(worst.p99, 0.1),
        note: `${rows} rows of CSV uploaded (${((uploaded - began) / 1000).toFixed(1)} s), checked and moved on in ${seconds.toFixed(0)} s, ${made} PDFs made, a list read ${waits.length} times (median ${median(waits).toFixed(0)} ms, p95 ${sorted[Math.floor(sorted.length * 0.95)]!.toFixed(0)} ms); longest ${Math.max(...windows.map(({ max }) => max))} ms; no devices, for there is no door for them yet`,
      },
    ]
  } finally {
    for (const child of children.toReversed()) await stop(child)
    await city.close()
    await admin.end()
  }
}

const job: Job = {
  what: 'how late the web process comes to its work while a file of persons comes in, documents are made and a list is read',
  run: (setting) => withSite(setting.log, (site) => measure(site, setting.rows ?? ROWS, setting)),
}
export default job
