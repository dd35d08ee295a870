import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testDatabase } from '#testing'
import { migrate, migrationsBeside } from './migrate.ts'

const folder = mkdtempSync(join(tmpdir(), 'cs-migrate-'))
let site: Awaited<ReturnType<typeof testDatabase>>['site']
let drop: () => Promise<void>
beforeAll(async () => {
  ;({ site, drop } = await testDatabase())
})
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true })
  await drop()
})

async function connected<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(site.connections.migrator)
  await client.connect()
  return work(client).finally(() => client.end())
}
const parts = [{ part: 'trial', folder }]
const write = (name: string, text: string) => writeFileSync(join(folder, name), text)

test('files are applied in order, once, and those with other names are left', async () => {
  write('0002-b.sql', 'create table trial.b (a integer references trial.a)')
  write('0001-a.sql', 'create schema trial; create table trial.a (n integer primary key)')
  write('notes.md', 'not SQL')
  const lines: string[] = []
  expect(await connected((client) => migrate(client, parts, (line) => lines.push(line)))).toBe(2)
  expect(lines).toEqual(['trial/0001-a.sql', 'trial/0002-b.sql'])
  expect(await connected((client) => migrate(client, parts, () => undefined))).toBe(0)
})

test('a file that fails leaves nothing of itself, keeps what came before, and is tried again', async () => {
  write('0003-c.sql', 'create table trial.c (n integer)')
  write('0004-d.sql', 'create table trial.d (n integer); select 1/0')
  await expect(connected((client) => migrate(client, parts, () => undefined))).rejects.toThrow('division by zero')
  expect(await tables()).toEqual(['a', 'b', 'c'])
  write('0004-d.sql', 'create table trial.d (n integer)')
  expect(await connected((client) => migrate(client, parts, () => undefined))).toBe(1)
  expect(await tables()).toEqual(['a', 'b', 'c', 'd'])
})

const tables = () =>
  connected(async (client) => {
    const { rows } = await client.query<{ name: string }>(
      `select table_name as name from information_schema.tables where table_schema = 'trial' order by 1`,
    )
    return rows.map((row) => row.name)
  })

test('a file that was applied may not say something else afterwards', async () => {
  write('0001-a.sql', 'create schema trial')
  await expect(connected((client) => migrate(client, parts, () => undefined))).rejects.toThrow('add a new file')
  write('0001-a.sql', 'create schema trial; create table trial.a (n integer primary key)')
})

test('two processes that start at once apply each file once', async () => {
  write('0005-e.sql', 'select pg_sleep(0.2); create table trial.e (n integer)')
  const applied = await Promise.all([1, 2, 3].map(() => connected((client) => migrate(client, parts, () => undefined))))
  expect(applied.sort()).toEqual([0, 0, 1])
})

test('a process that is killed while it migrates leaves the old or the new, and the next one finishes', async () => {
  write('0006-f.sql', 'create table trial.f (n integer); select pg_sleep(30); create table trial.g (n integer)')
  const dying = connected((client) => {
    client.on('error', () => undefined)
    return migrate(client, parts, () => undefined)
  }).catch(() => 'killed')
  const admin = new pg.Client(site.connections.admin as pg.ClientConfig)
  await admin.connect()
  for (;;) {
    const { rowCount } = await admin.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'`,
    )
    if (rowCount) break
  }
  await admin.end()
  expect(await dying).toBe('killed')
  expect(await tables()).not.toContain('f')
  write('0006-f.sql', 'create table trial.f (n integer); create table trial.g (n integer)')
  expect(await connected((client) => migrate(client, parts, () => undefined))).toBe(1)
  expect(await tables()).toContain('g')
})

test('the folder beside a module is found, also where its path has signs of its own', () => {
  expect(migrationsBeside('x', 'file:///a/b/index.ts')).toEqual({ part: 'x', folder: '/a/b/migrations/' })
  expect(migrationsBeside('x', 'file:///a/%E5%9F%8E%20b/index.ts').folder).toBe('/a/城 b/migrations/')
})
