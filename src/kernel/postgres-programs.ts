import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The oldest PostgreSQL that the platform runs on. */
export const oldestPostgres = 15

/** One installed PostgreSQL server: its major version, the folder of its programs, and whether PostGIS is installed for it. */
export type PostgresPrograms = { readonly major: number; readonly bin: string; readonly postgis: boolean }

function output(program: string, args: readonly string[]): string | undefined {
  try {
    return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
  } catch {
    return undefined
  }
}

/** Where distributions keep one folder per version: Debian, Red Hat, Homebrew. */
const packagedIn: readonly (readonly [string, RegExp])[] = [
  ['/usr/lib/postgresql', /^\d+$/],
  ['/usr', /^pgsql-\d+$/],
  ['/opt/homebrew/opt', /^postgresql@\d+$/],
  ['/usr/local/opt', /^postgresql@\d+$/],
]

function candidateFolders(): string[] {
  const packaged = packagedIn.flatMap(([root, names]) =>
    existsSync(root)
      ? readdirSync(root)
          .filter((name) => names.test(name))
          .map((name) => join(root, name, 'bin'))
      : [],
  )
  const configured = output('pg_config', ['--bindir'])
  const onPath = output('/bin/sh', ['-c', 'command -v postgres'])
  return [...packaged, ...(configured ? [configured] : []), ...(onPath ? [dirname(onPath)] : [])]
}

function describe(bin: string): PostgresPrograms | undefined {
  if (!existsSync(join(bin, 'postgres')) || !existsSync(join(bin, 'initdb'))) return undefined
  const major = Number(/(\d+)/.exec(output(join(bin, 'postgres'), ['--version']) ?? '')?.[1])
  if (!(major >= oldestPostgres)) return undefined
  const share = output(join(bin, 'pg_config'), ['--sharedir'])
  return { major, bin, postgis: share !== undefined && existsSync(join(share, 'extension', 'postgis.control')) }
}

/**
 * Every installed PostgreSQL server that is new enough, those with PostGIS first and then the newest first. Looks where
 * distributions put them before the PATH, because Debian keeps the server programs off it.
 */
export function findPostgres(): PostgresPrograms[] {
  return [...new Set(candidateFolders())]
    .map(describe)
    .filter((found) => found !== undefined)
    .sort((a, b) => Number(b.postgis) - Number(a.postgis) || b.major - a.major)
}
