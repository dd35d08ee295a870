import pg from 'pg'
import { expect, test } from 'vitest'
import { testDatabase } from '#testing'
import { makeTables, openEngine } from '../spine/engine.ts'
import { judge, writeGroup } from './groups.ts'
import { killRegionActs } from './regions-killed.ts'
import { killServer } from './server-killed.ts'
import { killWriters } from './writer-killed.ts'

test('a writer killed at any moment loses nothing that it acknowledged and leaves no half', async () => {
  const { site, drop } = await testDatabase()
  try {
    const result = await killWriters({ connections: site.connections, dataDir: site.settings.dataDir }, { tries: 20, log: () => undefined })
    expect(result).toMatchObject({ tries: 20, lost: 0, doubled: 0 })
    // Each writer got to work, and some were in the middle of it.
    expect(result.acknowledged).toBeGreaterThan(20)
    expect(result.whole).toBeGreaterThanOrEqual(result.acknowledged)
  } finally {
    await drop()
  }
}, 120_000)

test('a database server killed under load comes back within ten seconds with all that was acknowledged', async () => {
  const result = await killServer({ tries: 3, log: () => undefined })
  expect(result).toMatchObject({ tries: 3, lost: 0, doubled: 0 })
  expect(result.worstRecoverySeconds).toBeLessThan(10)
  expect(result.acknowledged).toBeGreaterThan(60)
}, 120_000)

test('an act of the regions killed in the middle goes on where it broke off, and every record went once', async () => {
  const { site, drop } = await testDatabase()
  try {
    const result = await killRegionActs(site, { tries: 2, records: 8_000, deaths: 3, log: () => undefined })
    expect(result).toMatchObject({ tries: 2, lost: 0, doubled: 0 })
    expect(result.kills).toBeGreaterThan(0)
  } finally {
    await drop()
  }
}, 300_000)

test('what a fault could do to a group is seen', async () => {
  const { site, drop } = await testDatabase()
  const { connections, settings, log } = site
  await makeTables(connections)
  const engine = openEngine({ connections, dataDir: settings.dataDir, log })
  const admin = new pg.Client(connections.admin as pg.ClientConfig)
  await admin.connect()
  try {
    for (const group of ['whole', 'half', 'unchanged', 'unlogged']) await writeGroup(engine, group)
    const all = new Set(['whole', 'half', 'unchanged', 'unlogged'])
    expect(await judge(admin, all)).toEqual({ lost: 0, doubled: 0, whole: 4 })
    expect(await judge(admin, new Set([...all, 'gone']))).toMatchObject({ lost: 1 })
    await admin.query('set session_replication_role = replica')
    await admin.query(`delete from kernel.change where record in (select id from spine.reader where card = 'unlogged-1')`)
    expect(await judge(admin, all)).toMatchObject({ lost: 1 })
    await admin.query(`update spine.reader set version = 1, visits = 0 where card = 'unchanged-0'`)
    // The group is not as it was written, and its record, its history and its envelopes disagree.
    expect(await judge(admin, all)).toMatchObject({ lost: 3 })
    await admin.query(`delete from kernel.change where record in (select id from spine.reader where card = 'half-2')`)
    await admin.query(`delete from spine.reader where card = 'half-2'`)
    expect(await judge(admin, all)).toMatchObject({ lost: 4 })
  } finally {
    await admin.end()
    await engine.close()
    await drop()
  }
})
