import { spawn, spawnSync } from 'node:child_process'
import { chownSync, closeSync, existsSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { clusterConfiguration } from './cluster-configuration.ts'
import { openClusterFolder, readPasswords, writeDurably, type ClusterFolder, type Passwords } from './cluster-folder.ts'
import { findPostgres, oldestPostgres, type PostgresPrograms } from './postgres-programs.ts'
import { whenAskedToEnd } from './processes.ts'
import { commandLine, isRunning, startOfProcess, thisProcess, type ProcessIdentity } from './process-identity.ts'
import { Refusal } from './settings.ts'

/** The database roles that somebody signs in as; `admin` is the superuser and exists in the private cluster alone. */
export type LoginRole = 'admin' | 'migrator' | 'app' | 'hall'

/** Name of each login role in the database. */
export const loginRoles: Readonly<Record<LoginRole, string>> = {
  admin: 'chengshu_admin',
  migrator: 'chengshu_migrator',
  app: 'chengshu_app',
  hall: 'chengshu_hall',
}

/** A running private cluster. */
export type Cluster = {
  readonly socketDir: string
  readonly port: number
  readonly superuser: string
  readonly passwords: Passwords
  /** The process that started this cluster and still looks after it, when that is not this one. */
  readonly keptBy: number | undefined
  readonly connection: (role: LoginRole, database: string) => pg.ClientConfig
  /** Stops the cluster (fast: open transactions are rolled back) when this process keeps it; otherwise only lets go of it. */
  readonly stop: () => Promise<void>
}

export type ClusterOptions = {
  readonly dataDir: string
  readonly log: (line: string) => void
  /** Gives up durability for speed; for tests alone. */
  readonly fast?: boolean
}

type Place = ClusterFolder & { readonly data: string; readonly options: ClusterOptions; readonly passwords: Passwords }

/** Only a name within our own socket folder, never a TCP port. */
const socketPort = 5432

/** Crash recovery replays at most `max_wal_size`; ten minutes is far more than that takes on a slow disk. */
const longestStart = 600_000

const cleanEnvironment = { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C.UTF-8' }

function choosePrograms(data: string): PostgresPrograms {
  const found = findPostgres()
  const version = join(data, 'PG_VERSION')
  const wanted = existsSync(version) ? Number(readFileSync(version, 'utf8')) : undefined
  const chosen = wanted === undefined ? found[0] : found.find(({ major }) => major === wanted)
  if (chosen?.postgis) return chosen
  const version15 = wanted ?? chosen?.major ?? oldestPostgres
  throw new Refusal(
    `没有找到 PostgreSQL ${version15} 和它的 PostGIS，请安装（Debian：apt-get install postgresql-${version15}-postgis-3），或用 DATABASE_URL 指定已有数据库。`,
    `PostgreSQL ${version15} with PostGIS was not found: install it (Debian: apt-get install postgresql-${version15}-postgis-3), or name a database with DATABASE_URL.`,
  )
}

const lastLines = (file: string) => (existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').slice(-8).join('\n') : '')

/** Made under another name first, so that an interrupted initdb leaves nothing that looks like a cluster. */
function createCluster({ bin }: PostgresPrograms, { folder, data, user, options, passwords }: Place): void {
  const unfinished = `${data}.unfinished`
  const passwordFile = join(folder, 'initial-password')
  rmSync(unfinished, { recursive: true, force: true })
  writeFileSync(passwordFile, `${passwords.admin}\n`, { mode: 0o600 })
  if (user) chownSync(passwordFile, user.uid, user.gid)
  const args = [
    '--pgdata',
    unfinished,
    '--username',
    loginRoles.admin,
    `--pwfile=${passwordFile}`,
    '--encoding=UTF8',
    // Ordering by code point is the same on every machine, and pg_trgm then works on Chinese.
    '--locale=C.UTF-8',
    '--locale-provider=libc',
    '--auth=scram-sha-256',
    '--data-checksums',
    ...(options.fast ? ['--no-sync'] : []),
  ]
  const made = spawnSync(join(bin, 'initdb'), args, { ...user, cwd: folder, env: cleanEnvironment, encoding: 'utf8' })
  rmSync(passwordFile, { force: true })
  if (made.status !== 0)
    throw new Refusal(
      `数据库不能建立，initdb 的说明如下，请据此处理后重新启动：\n${made.stderr ?? ''}`,
      `The database could not be made: act on what initdb says above and start again. ${made.error?.message ?? ''}`,
    )
  writeFileSync(join(unfinished, 'postgresql.conf'), `include 'chengshu.conf'\n`)
  renameSync(unfinished, data)
}

function configure({ data, socketDir, user, options }: Place): void {
  const file = join(data, 'chengshu.conf')
  writeFileSync(file, clusterConfiguration({ socketDir, port: socketPort, fast: options.fast === true }), { mode: 0o600 })
  if (user) chownSync(file, user.uid, user.gid)
}

/** What `postmaster.pid` says: line 1 the process, line 4 the port, line 5 the socket folder, line 8 the state. */
function readPidFile(data: string): { pid: number; socketDir: string; ready: boolean } | undefined {
  const file = join(data, 'postmaster.pid')
  if (!existsSync(file)) return undefined
  const lines = readFileSync(file, 'utf8').split('\n')
  return { pid: Number(lines[0]), socketDir: lines[4] ?? '', ready: lines[7]?.trim() === 'ready' }
}

/** A process number alone proves nothing: after a restart of the machine or the container it may be anybody's. */
function isPostmaster(pid: number, data: string): boolean {
  if (startOfProcess(pid) === undefined) return false
  const words = commandLine(pid)
  return words.length === 0 || words.includes(data)
}

function runningPostmaster(data: string): { pid: number; socketDir: string; ready: boolean } | undefined {
  const noted = readPidFile(data)
  return noted && isPostmaster(noted.pid, data) ? noted : undefined
}

/**
 * PostgreSQL refuses to start when the number in a pid file that it left behind belongs to any process of its user: to another
 * one by now, or to its own that nobody has reaped yet.
 * Only the number is replaced, by one that can't exist: the rest lets it check that no process of the old one still runs. The
 * lock beside the socket says the same again and goes.
 */
function disarmPidFile({ data, socketDir }: Place): void {
  const file = join(data, 'postmaster.pid')
  const noted = readPidFile(data)
  if (!noted || isPostmaster(noted.pid, data)) return
  writeFileSync(file, readFileSync(file, 'utf8').replace(/^\d+/, '2147483646'))
  rmSync(join(socketDir, `.s.PGSQL.${socketPort}.lock`), { force: true })
}

/** Starts the postmaster in a session of its own, so that Ctrl-C in the terminal reaches us and not it. Returns once it is ready. */
async function startPostmaster({ bin }: PostgresPrograms, place: Place): Promise<void> {
  const { folder, data, user } = place
  const output = join(folder, 'start.log')
  for (const wait of [200, 300, 500, 1_000, 2_000, 4_000, 0]) {
    disarmPidFile(place)
    const log = openSync(output, 'w', 0o600)
    const child = spawn(join(bin, 'postgres'), ['-D', data], {
      ...user,
      cwd: folder,
      env: cleanEnvironment,
      detached: true,
      stdio: ['ignore', log, log],
    })
    closeSync(log)
    let ended = false
    child.once('exit', () => (ended = true))
    child.once('error', () => (ended = true))
    child.unref()
    if (await becomesReady(place, () => ended)) return
    // After a crash the old backends need a moment to notice that their postmaster is gone.
    await pause(wait)
  }
  throw new Refusal(
    `数据库不能启动，它的说明如下（更多见 ${data}/log）：\n${lastLines(output)}`,
    `The database could not be started: act on what it says above and start again (more in ${data}/log).`,
  )
}

async function becomesReady(place: Place, ended: () => boolean): Promise<boolean> {
  const deadline = Date.now() + longestStart
  for (let waited = 0; Date.now() < deadline && !ended(); waited += 20) {
    if (runningPostmaster(place.data)?.ready && (await answers(place))) return true
    if (waited === 5_000) place.options.log('数据库正在恢复 / the database is recovering')
    await pause(20)
  }
  return false
}

async function answers(place: Place): Promise<boolean> {
  const client = new pg.Client(connectionTo(place, 'admin', 'postgres'))
  client.on('error', () => undefined)
  try {
    await client.connect()
    await client.query('select 1')
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => undefined)
  }
}

const connectionTo = (place: Place, role: LoginRole, database: string): pg.ClientConfig => ({
  host: runningPostmaster(place.data)?.socketDir ?? place.socketDir,
  port: socketPort,
  user: loginRoles[role],
  password: place.passwords[role],
  database,
})

/** Takes the cluster into this process's keeping, or returns who keeps it. */
function takeKeeping(folder: string): ProcessIdentity | undefined {
  const file = join(folder, 'keeper.json')
  const keeper = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as ProcessIdentity) : undefined
  if (keeper && keeper.pid !== process.pid && isRunning(keeper)) return keeper
  writeDurably(file, JSON.stringify(thisProcess()))
  return undefined
}

/** Fast shutdown is SIGINT to the postmaster (PostgreSQL manual, "Shutting Down the Server"); SIGQUIT leaves recovery to the next start. */
async function stopPostmaster(data: string): Promise<void> {
  const running = runningPostmaster(data)
  if (!running) return
  for (const [signal, patience] of [
    ['SIGINT', 60_000],
    ['SIGQUIT', 10_000],
  ] as const) {
    process.kill(running.pid, signal)
    for (const deadline = Date.now() + patience; Date.now() < deadline; await pause(20)) {
      if (!isPostmaster(running.pid, data)) return
    }
  }
}

/** Starts the postmaster again when it dies without us. Returns how to stop watching. */
function watch(programs: PostgresPrograms, place: Place): () => Promise<void> {
  let restarting: Promise<void> | undefined
  const restart = async () => {
    place.options.log('数据库意外停止，正在重新启动 / the database stopped unexpectedly and is being started again')
    try {
      await startPostmaster(programs, place)
      place.options.log('数据库已恢复 / the database is back')
    } catch (thrown) {
      place.options.log(thrown instanceof Error ? thrown.message : String(thrown))
    }
    restarting = undefined
  }
  const timer = setInterval(() => {
    if (!restarting && !runningPostmaster(place.data)) restarting = restart()
  }, 1_000)
  timer.unref()
  return async () => {
    clearInterval(timer)
    await restarting
  }
}

/**
 * A keeper that is told to end before anybody listens (Ctrl-C while the city is being loaded) takes its server along: the server
 * rolls back what is open and stops by itself. Whoever listens calls `stop`.
 */
function endTogether(data: string): () => void {
  const leave = whenAskedToEnd((signal) => {
    if (process.listenerCount(signal) > 1) return
    const running = runningPostmaster(data)
    if (running) process.kill(running.pid, 'SIGINT')
    leave()
    process.kill(process.pid, signal)
  })
  return leave
}

/**
 * Opens the private cluster of a DATA_DIR: finds PostgreSQL, makes the cluster the first time, starts it unless it already runs,
 * and returns once it answers. It listens on its own socket alone. The first process that opens it keeps it: starts it again
 * when it dies and stops it; the others are guests. A cluster left running by a keeper that was killed is taken over as it is.
 * @throws Refusal when PostgreSQL or PostGIS is missing, a folder is unusable, or the server does not start.
 */
export async function openCluster(options: ClusterOptions): Promise<Cluster> {
  const where = openClusterFolder(options.dataDir, options.log)
  const data = join(where.folder, 'data')
  const exists = existsSync(data)
  const keeper = takeKeeping(where.folder)
  const place: Place = { ...where, data, options, passwords: readPasswords(where.dataDir, exists) }
  let stop = async () => {}
  if (keeper) {
    if (!(await becomesReady(place, () => !isRunning(keeper))))
      throw new Refusal('数据库没有就绪，请稍后再试。', 'The database is not ready: try again in a moment.')
  } else {
    const programs = choosePrograms(data)
    const leaveSignals = endTogether(data)
    if (!exists) createCluster(programs, place)
    if (!runningPostmaster(data)) {
      configure(place)
      await startPostmaster(programs, place)
    } else if (!(await becomesReady(place, () => !runningPostmaster(data)))) await startPostmaster(programs, place)
    const endWatch = watch(programs, place)
    stop = async () => {
      await endWatch()
      await stopPostmaster(data)
      leaveSignals()
      rmSync(place.socketDir, { recursive: true, force: true })
      rmSync(join(where.folder, 'keeper.json'), { force: true })
    }
  }
  const { socketDir = where.socketDir } = runningPostmaster(data) ?? {}
  return {
    socketDir,
    port: socketPort,
    superuser: loginRoles.admin,
    passwords: place.passwords,
    keptBy: keeper?.pid,
    connection: (role, database) => connectionTo(place, role, database),
    stop,
  }
}
