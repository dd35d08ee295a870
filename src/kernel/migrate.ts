import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { Broken } from './errors.ts'

/** A folder of numbered SQL files of one part of the house. */
export interface MigrationFolder {
  part: string
  folder: string
}

/** The folder `migrations/` beside a module. */
export const migrationsBeside = (part: string, moduleUrl: string): MigrationFolder => ({
  part,
  folder: fileURLToPath(new URL('./migrations/', moduleUrl)),
})

/**
 * Applies the numbered files that this database has not seen, each in a transaction of its own; one process at a time.
 * @throws Broken when a file that was applied has changed since
 */
export async function migrate(client: pg.Client, folders: readonly MigrationFolder[], log: (line: string) => void): Promise<number> {
  await client.query(`create table if not exists public.chengshu_migration (
    part text not null, file text not null, digest text not null, applied timestamptz not null default now(), primary key (part, file))`)
  await client.query(`select pg_advisory_lock(hashtext('chengshu.migrate'))`)
  let applied = 0
  try {
    const { rows } = await client.query<{ part: string; file: string; digest: string }>(
      'select part, file, digest from public.chengshu_migration',
    )
    const seen = new Map(rows.map((row) => [`${row.part}/${row.file}`, row.digest]))
    for (const { part, folder } of folders) {
      for (const file of readdirSync(folder)
        .filter((name) => /^\d{4}-.*\.sql$/.test(name))
        .sort()) {
        const text = readFileSync(join(folder, file), 'utf8')
        const digest = createHash('sha256').update(text).digest('hex')
        const before = seen.get(`${part}/${file}`)
        if (before === digest) continue
        if (before) throw new Broken(`migration ${part}/${file} was applied with another text; add a new file instead of changing it`)
        await whole(client, async () => {
          await client.query(text)
          await client.query('insert into public.chengshu_migration (part, file, digest) values ($1, $2, $3)', [part, file, digest])
        })
        log(`${part}/${file}`)
        applied++
      }
    }
  } finally {
    await client.query(`select pg_advisory_unlock(hashtext('chengshu.migrate'))`)
  }
  return applied
}

/** Runs work in one transaction of this connection. */
export async function whole<T>(client: pg.Client, work: () => Promise<T>): Promise<T> {
  await client.query('begin')
  try {
    const result = await work()
    await client.query('commit')
    return result
  } catch (error) {
    await client.query('rollback')
    throw error
  }
}
