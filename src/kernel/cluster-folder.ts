import { spawnSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Refusal } from './settings.ts'

/** The unprivileged user that PostgreSQL runs as when we are root; it refuses to run as root. */
export type DatabaseUser = { readonly uid: number; readonly gid: number }

/** Where the private cluster of one DATA_DIR lives. `dataDir` is the real path, so that two ways of writing it are one. */
export type ClusterFolder = {
  readonly dataDir: string
  readonly folder: string
  readonly socketDir: string
  readonly user: DatabaseUser | undefined
}

/** Passwords of the private cluster's login roles, as they stand in `<DATA_DIR>/secrets.json`. */
export type Passwords = { readonly admin: string; readonly migrator: string; readonly app: string; readonly hall: string }

/** The kernel's limit of a socket address is 108 bytes with its end mark; `/.s.PGSQL.5432` comes after the folder. */
const longestSocketDir = 90

/** Where root's clusters go when the user postgres can't reach DATA_DIR. */
const farFromHome = '/var/lib/chengshu'

const asRoot = () => process.getuid?.() === 0

/** Who runs the database: nobody else when we are an ordinary user, `postgres` when we are root. */
export function databaseUser(): DatabaseUser | undefined {
  if (!asRoot()) return undefined
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith('postgres:'))
  const [, , uid, gid] = line?.split(':') ?? []
  if (uid === undefined || gid === undefined)
    throw new Refusal(
      '以 root 启动时需要系统用户 postgres（安装 PostgreSQL 时会建立），请先安装 PostgreSQL 或改用普通用户启动。',
      'Starting as root needs the system user postgres (made when PostgreSQL is installed): install PostgreSQL, or start as an ordinary user.',
    )
  return { uid: Number(uid), gid: Number(gid) }
}

/** Asks the system itself, because groups and access lists decide as well as the mode bits. */
function canEnter(user: DatabaseUser | undefined, folder: string): boolean {
  return spawnSync('/bin/sh', ['-c', 'cd -- "$1"', 'sh', folder], { ...user, cwd: '/', stdio: 'ignore' }).status === 0
}

/** Only the last folder is private: those above it may be shared, and the database user has to pass through them. */
function makePrivate(folder: string): void {
  mkdirSync(dirname(folder), { recursive: true })
  if (!existsSync(folder)) mkdirSync(folder, { mode: 0o700 })
}

/**
 * Makes DATA_DIR when it is missing and returns its real path. Nobody but its owner may read it; when root owns it, the database
 * user may pass through to its own folder and see nothing else.
 * @throws Refusal when the folder can't be made or written.
 */
export function openDataDir(dataDir: string): string {
  try {
    makePrivate(dataDir)
    const probe = join(dataDir, `.writable-${process.pid}-${randomBytes(4).toString('hex')}`)
    writeFileSync(probe, '')
    rmSync(probe)
    return realpathSync(dataDir)
  } catch (cause) {
    throw new Refusal(
      `数据文件夹 ${dataDir} 不能写入，请改变它的权限，或用 DATA_DIR 指定另一个文件夹。`,
      `The data folder ${dataDir} can't be written: change its permissions, or name another one with DATA_DIR.`,
      { cause },
    )
  }
}

function letThrough(dataDir: string, user: DatabaseUser | undefined): void {
  if (!user || statSync(dataDir).uid !== 0) return
  chownSync(dataDir, 0, user.gid)
  chmodSync(dataDir, 0o710)
}

function ownFolder(folder: string, user: DatabaseUser | undefined): string {
  makePrivate(folder)
  const owner = user?.uid ?? process.getuid?.()
  if (user && statSync(folder).uid === 0) chownSync(folder, user.uid, user.gid)
  if (statSync(folder).uid !== owner)
    throw new Refusal(
      `数据库文件夹 ${folder} 属于另一个用户，请用当初启动平台的用户启动，或把该文件夹改归当前用户。`,
      `The database folder ${folder} belongs to another user: start as the user who started the platform before, or change its owner.`,
    )
  return folder
}

const digest = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 12)

function chooseFolder(dataDir: string, user: DatabaseUser | undefined, log: (line: string) => void): string {
  const record = join(dataDir, 'cluster.json')
  if (existsSync(record)) {
    const remembered: unknown = JSON.parse(readFileSync(record, 'utf8'))
    if (typeof remembered === 'object' && remembered !== null && 'folder' in remembered && typeof remembered.folder === 'string')
      return remembered.folder
  }
  letThrough(dataDir, user)
  const inside = join(dataDir, 'cluster')
  if (existsSync(inside) || canEnter(user, dataDir)) return inside
  const outside = join(farFromHome, digest(dataDir))
  mkdirSync(farFromHome, { recursive: true })
  chmodSync(farFromHome, 0o755)
  writeDurably(record, `${JSON.stringify({ folder: outside }, null, 2)}\n`)
  log(
    `用户 postgres 进不了 ${dataDir}，数据库改放在 ${outside} / the user postgres can't reach ${dataDir}: the database lives in ${outside}`,
  )
  return outside
}

function chooseSocketDir(dataDir: string, folder: string, user: DatabaseUser | undefined): string {
  const inside = join(folder, 'socket')
  // PostgreSQL reads a list there, so only plain names are sure to come through as they are.
  if (Buffer.byteLength(inside) <= longestSocketDir && /^[\w./-]+$/.test(inside)) return inside
  const name = `cs-${digest(dataDir)}`
  const parent = [tmpdir(), '/tmp'].find(
    (root) => Buffer.byteLength(join(root, name)) <= longestSocketDir && /^[\w./-]+$/.test(root) && canEnter(user, root),
  )
  if (parent === undefined)
    throw new Refusal(
      `路径 ${dataDir} 太长，又没有可用的临时文件夹放置数据库套接字，请用 DATA_DIR 指定更短的路径。`,
      `The path ${dataDir} is too long and no temporary folder can hold the database socket: name a shorter one with DATA_DIR.`,
    )
  return join(parent, name)
}

/**
 * Finds or makes the folders of the private cluster of a DATA_DIR. As root they belong to the user postgres; where that user
 * can't reach DATA_DIR (a checkout under /root), the cluster goes to /var/lib/chengshu and DATA_DIR remembers where.
 * @throws Refusal when a folder can't be written or belongs to somebody else.
 */
export function openClusterFolder(dataDir: string, log: (line: string) => void): ClusterFolder {
  const real = openDataDir(dataDir)
  const user = databaseUser()
  const folder = ownFolder(chooseFolder(real, user, log), user)
  return { dataDir: real, folder, socketDir: ownFolder(chooseSocketDir(real, folder, user), user), user }
}

/** Writes a small file so that a crash leaves either the old one or the new one; readable by its owner alone. */
export function writeDurably(file: string, text: string): void {
  const next = `${file}.${randomBytes(4).toString('hex')}`
  writeFileSync(next, text, { mode: 0o600, flush: true })
  renameSync(next, file)
}

/** The cluster's passwords, made at random the first time. `exists` tells whether a cluster is there that needs the old ones. */
export function readPasswords(dataDir: string, exists: boolean): Passwords {
  const file = join(dataDir, 'secrets.json')
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Passwords
  if (exists)
    throw new Refusal(
      `数据库还在，但它的密码文件 ${file} 不见了，请从备份恢复该文件。`,
      `The database is there but the file of its passwords, ${file}, is gone: restore that file from a backup.`,
    )
  const password = () => randomBytes(24).toString('base64url')
  const made: Passwords = { admin: password(), migrator: password(), app: password(), hall: password() }
  writeDurably(file, `${JSON.stringify(made, null, 2)}\n`)
  return made
}
