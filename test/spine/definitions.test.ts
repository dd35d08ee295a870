import type { ChildProcess } from 'node:child_process'
import { setTimeout as pause } from 'node:timers/promises'
import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testCity, type TestCity, type Visitor } from '#testing'
import { applyDefinitionsApart } from '../../src/apply-definitions.ts'

/** More than go in one piece. */
const RECORDS = 6_000
const meters = {
  label: '水表',
  title: 'number',
  steward: 'government-services',
  share: 'conditional',
  shareCondition: '用于供水管理',
  unique: [['number']],
  search: ['number'],
  list: ['number'],
  fields: { number: { kind: 'text', label: '表号' }, size: { kind: 'number', label: '口径', optional: true } },
}
const grants = [{ role: 'keeper', acts: ['read', 'add'], scope: 'all' }]

/** The migrator is killed in the middle of its work, and what it began is done once. */
describe('definitions applied over a crash', { timeout: 180_000 }, () => {
  let city: TestCity
  let steward: Visitor
  let reviewer: Visitor
  let admin: pg.Client

  const accept = async (id: string, register: object, fill: object = {}) => {
    const { body } = await steward.get(`/api/definitions/${id}`)
    const saved = await steward.put(`/api/definitions/${id}`, { revision: body.revision, draft: { register, english: {}, grants, fill } })
    expect(saved.body.problems).toEqual([])
    expect((await steward.post(`/api/definitions/${id}/ask`, { reason: '试验' })).status).toBe(204)
    expect((await reviewer.post(`/api/definitions/${id}/answer`, { accept: true, reason: '同意' })).status).toBe(204)
  }
  const next = async () => (await steward.post('/api/definitions', { from: { kind: 'next', register: 'local.meter' } })).body.id as string
  const doneOf = async (id: string) =>
    (await admin.query<{ key: string; done: number }>('select key, done from registers.definition_step where definition = $1', [id])).rows

  beforeAll(async () => {
    city = await testCity()
    admin = await city.sql('admin')
    steward = await city.as('definition')
    reviewer = await city.as('definition-reviewer')
    const { id } = (await steward.post('/api/definitions', { from: { kind: 'blank', label: '水表', noun: 'meter' } })).body
    await accept(id, meters)
    await city.runJobs()
    await admin.query(
      `insert into local.meter (id, region, region_code, region_path, organisation, class, number)
       select gen_random_uuid(), o.region, o.region_code, o.region_path, o.id, 1, 'M' || n
       from generate_series(1, $1) n, (select * from identity.organisation o limit 1) o`,
      [RECORDS],
    )
  })
  afterAll(async () => {
    await admin.end()
    await city.stop()
  })

  it('goes on where it was killed, and gives every record one version more', async () => {
    const id = await next()
    await accept(id, { ...meters, fields: { ...meters.fields, maker: { kind: 'text', label: '厂家' } } }, { maker: '待核' })
    // The record that goes last waits until it is let go, so that the second piece is under way, with what it wrote, when the process dies.
    await admin.query(
      `create function held() returns trigger language plpgsql as $$ begin perform pg_advisory_xact_lock(1); return new; end $$`,
    )
    await admin.query(`select set_config('test.last', max(id::text), false) from local.meter`)
    await admin.query(`do $$ begin execute format('create trigger held before update on local.meter for each row when (new.id = %L) execute function held()',
      current_setting('test.last')); end $$`)
    await admin.query('select pg_advisory_lock(1)')
    let child: ChildProcess | undefined
    const killed = applyDefinitionsApart(city.site.connections.migrator, { log: city.site.log, onStart: (one) => (child = one) })
    const isFilling = async () => (await doneOf(id)).some(({ key, done }) => key === 'fill-maker' && done > 0)
    while (!(await isFilling())) await pause(5)
    child!.kill('SIGKILL')
    await expect(killed).rejects.toThrow('SIGKILL')
    await admin.query('select pg_advisory_unlock(1)')
    await admin.query('drop function held() cascade')
    const before = (await doneOf(id)).find(({ key }) => key === 'fill-maker')!.done
    expect(before).toBeGreaterThan(0)
    expect(before).toBeLessThan(RECORDS)
    expect((await steward.get(`/api/definitions/${id}`)).body.state).toBe('applying')
    await city.runJobs()
    expect((await steward.get(`/api/definitions/${id}`)).body).toMatchObject({ state: 'force', problem: null })
    const { rows } = await admin.query(
      `select count(*)::int as records, count(*) filter (where version = 2 and maker = '待核')::int as once,
         (select count(*)::int from local.meter_history) as replaced from local.meter`,
    )
    expect(rows).toEqual([{ records: RECORDS, once: RECORDS, replaced: RECORDS }])
    expect((await doneOf(id)).find(({ key }) => key === 'fill-maker')!.done).toBe(RECORDS)
  })

  it('says why a version can’t come into force, and goes on once that is mended', async () => {
    const id = await next()
    const register = (await steward.get(`/api/definitions/${id}`)).body.draft.register
    await accept(id, { ...register, unique: [['number'], ['size']] })
    // Two of a size, added between the plan and its applying.
    await admin.query(`update local.meter set size = 15, version = version + 1 where number in ('M1', 'M2')`)
    await city.runJobs()
    expect((await steward.get(`/api/definitions/${id}`)).body).toMatchObject({
      state: 'failed',
      problem: '已有重复的记录，唯一键建不起来；先合并或者更正重复的记录，再试一次',
    })
    await admin.query(`update local.meter set size = 20, version = version + 1 where number = 'M2'`)
    expect((await steward.post(`/api/definitions/${id}/again`)).status).toBe(204)
    await city.runJobs()
    expect((await steward.get(`/api/definitions/${id}`)).body).toMatchObject({ state: 'force', problem: null })
    const { rows } = await admin.query(
      `select indisvalid as valid, indisunique as once from pg_index where indexrelid = 'local.meter_size'::regclass`,
    )
    expect(rows).toEqual([{ valid: true, once: true }])
  })

  it('is what the next process starts with, and what an older one learns', async () => {
    const { number } = city.registers.definitions
    expect(number).toBe(3)
    const column = async (name: string) => city.registers.definitions.get('local.meter').columns.some(({ key }) => key === name)
    expect(await column('maker')).toBe(true)
  })
})
