import type pg from 'pg'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { everything, officer, openSpine, type Spine } from '../../test/spine/ground.ts'
import { addJob, runJobs, runOnce } from './jobs.ts'

let spine: Spine
let pool: pg.Pool
const clerk = officer('east', [everything.name])
const log = pino({ level: 'silent' })
beforeAll(async () => {
  spine = await openSpine()
  pool = spine.ground.pools.app
})
afterAll(() => spine.close())

test('a job exists when its transaction commits, and not when it is undone', async () => {
  const done: unknown[] = []
  await spine.as(clerk, (ctx) => addJob(ctx, 'note', { n: 1 }))
  await expect(
    spine.as(clerk, async (ctx) => {
      await addJob(ctx, 'note', { n: 2 })
      throw new Error('undone')
    }),
  ).rejects.toThrow('undone')
  await runOnce(pool, { note: async (payload) => void done.push(payload) }, log)
  expect(done).toEqual([{ n: 1 }])
})

test('two jobs of one key that wait are one, and one for later waits', async () => {
  const done: unknown[] = []
  const tasks = { note: async (payload: Record<string, unknown>) => void done.push(payload.n) }
  await spine.as(clerk, async (ctx) => {
    await addJob(ctx, 'note', { n: 1 }, { key: 'same' })
    await addJob(ctx, 'note', { n: 2 }, { key: 'same' })
    await addJob(ctx, 'note', { n: 3 }, { at: new Date(Date.now() + 3_600_000) })
  })
  await runOnce(pool, tasks, log)
  await runOnce(pool, tasks, log)
  expect(done).toEqual([2])
})

test('a job that fails is kept for another try, and says so in the log', async () => {
  let tries = 0
  await spine.as(clerk, (ctx) => addJob(ctx, 'breaks', { n: 1 }, { key: 'breaks' }))
  const breaks = async () => {
    tries++
    throw new Error('not today')
  }
  await runOnce(pool, { breaks }, log)
  expect(tries).toBe(1)
  const { rows } = await spine.admin.query(
    `select attempts, last_error, run_at > now() as later from graphile_worker.jobs where key = 'breaks'`,
  )
  expect(rows).toEqual([{ attempts: 1, last_error: expect.stringContaining('not today'), later: true }])
})

test('a job is told to be given up after its last try alone; when that can’t be told, its own error stays', async () => {
  const told: string[] = []
  const hopeless = async () => {
    throw new Error('never')
  }
  const givenUp = async (task: string) => {
    told.push(task)
    throw new Error('nobody listens')
  }
  await spine.as(clerk, (ctx) => addJob(ctx, 'hopeless', {}, { key: 'hopeless' }))
  await runOnce(pool, { hopeless }, log, givenUp)
  expect(told).toEqual([])
  await spine.admin.query(`update graphile_worker._private_jobs set attempts = max_attempts - 1, run_at = now() where key = 'hopeless'`)
  await runOnce(pool, { hopeless }, log, givenUp)
  expect(told).toEqual(['hopeless'])
  const { rows } = await spine.admin.query(
    `select attempts = max_attempts as over, last_error from graphile_worker.jobs where key = 'hopeless'`,
  )
  expect(rows).toEqual([{ over: true, last_error: expect.stringContaining('never') }])
})

test('a hall process adds jobs, and neither reads nor changes them', async () => {
  const hall = await spine.client('hall')
  await hall.query(`select kernel.add_job('note', '{}', 'from-hall', null)`)
  await expect(hall.query('select 1 from graphile_worker.jobs')).rejects.toThrow('permission denied')
  const { rowCount } = await spine.admin.query(`select 1 from graphile_worker.jobs where key = 'from-hall'`)
  expect(rowCount).toBe(1)
})

test('a worker takes a job as soon as it is there', async () => {
  let told: (value: unknown) => void = () => undefined
  const arrived = new Promise((resolve) => (told = resolve))
  const runner = await runJobs(pool, { hello: async (payload) => told(payload), note: async () => undefined }, { log })
  await spine.as(clerk, (ctx) => addJob(ctx, 'hello', { to: '城枢' }))
  expect(await arrived).toEqual({ to: '城枢' })
  await runner.stop()
})
