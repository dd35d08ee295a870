import type { ChildProcess } from 'node:child_process'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { testCity, type TestCity, type Visitor } from '#testing'
import { applyDefinitionsApart } from '../../src/apply-definitions.ts'

const meters = {
  label: '水表',
  title: 'number',
  steward: 'government-services',
  share: 'conditional',
  shareCondition: '用于供水管理',
  unique: [['number']],
  list: ['number'],
  fields: { number: { kind: 'text', label: '表号' }, place: { kind: 'text', label: '位置' } },
}
const grants = [{ role: 'keeper', acts: ['read', 'add'], scope: 'all' }]

let city: TestCity
let steward: Visitor
let reviewer: Visitor
beforeAll(async () => {
  city = await testCity()
  steward = await city.as('definition')
  reviewer = await city.as('definition-reviewer')
})
afterAll(() => city.stop())

const accept = async (id: string, register: object) => {
  const { revision } = (await steward.get(`/api/definitions/${id}`)).body
  const saved = await steward.put(`/api/definitions/${id}`, { revision, draft: { register, english: {}, grants, fill: {} } })
  expect(saved.body.problems).toEqual([])
  expect((await steward.post(`/api/definitions/${id}/ask`, { reason: '试验' })).status).toBe(204)
  expect((await reviewer.post(`/api/definitions/${id}/answer`, { accept: true, reason: '同意' })).status).toBe(204)
}

it('an index whose building was killed is dropped and built anew, and waits for whoever was writing', { timeout: 120_000 }, async () => {
  const admin = await city.sql('admin')
  const writer = await city.sql('admin')
  const { id: first } = (await steward.post('/api/definitions', { from: { kind: 'blank', label: '水表', noun: 'meter' } })).body
  await accept(first, meters)
  await city.runJobs()
  await admin.query(
    `insert into local.meter (id, region, region_code, region_path, organisation, class, number, place)
     select gen_random_uuid(), o.region, o.region_code, o.region_path, o.id, 1, 'M' || n, 'P' || n
     from generate_series(1, 1000) n, (select * from identity.organisation o limit 1) o`,
  )
  const { id } = (await steward.post('/api/definitions', { from: { kind: 'next', register: 'local.meter' } })).body
  await accept(id, { ...meters, unique: [['number'], ['place']] })

  const index = async () =>
    (
      await admin.query<{ key: string; valid: boolean }>(
        `select i.indexrelid::text as key, i.indisvalid as valid from pg_index i where i.indexrelid = to_regclass('local.meter_place')`,
      )
    ).rows[0]
  // Somebody is in the middle of writing for as long as they like: the building waits for them with its index there, and not yet valid.
  await writer.query('begin')
  await writer.query(`update local.meter set place = 'elsewhere', version = version + 1 where number = 'M1'`)
  let child: ChildProcess | undefined
  const killed = applyDefinitionsApart(city.site.connections.migrator, { log: city.site.log, onStart: (one) => (child = one) })
  while ((await index()) === undefined) await pause(10)
  // Longer than any lock is waited for elsewhere.
  await pause(1000)
  expect((await steward.get(`/api/definitions/${id}`)).body).toMatchObject({ state: 'applying', problem: null })
  child!.kill('SIGKILL')
  await expect(killed).rejects.toThrow('SIGKILL')
  await admin.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where query like 'create unique index concurrently%' and pid <> pg_backend_pid()`,
  )
  const left = await index()
  expect(left).toMatchObject({ valid: false })

  await writer.query('commit')
  await city.runJobs()
  expect((await steward.get(`/api/definitions/${id}`)).body).toMatchObject({ state: 'force', problem: null })
  const built = await index()
  expect(built).toMatchObject({ valid: true })
  const { rows } = await admin.query(`select count(*)::int as all from local.meter where place = 'elsewhere'`)
  expect(rows).toEqual([{ all: 1 }])
  await expect(admin.query(`update local.meter set place = 'P3', version = version + 1 where number = 'M2'`)).rejects.toThrow('meter_place')
  await writer.end()
  await admin.end()
})
