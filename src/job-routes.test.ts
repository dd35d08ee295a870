import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newKey } from '#kernel/keys'
import { addJob, setAside } from '#kernel/jobs'
import { testCity, type TestCity } from '#testing'

let city: TestCity
beforeAll(async () => {
  city = await testCity()
  await city.runJobs()
})
afterAll(() => city.stop())

interface Job {
  id: string
  task: string
  subject: string | null
  attempts: number
  most: number
  error: string
  next: string | null
}
/** What the messages of an account say of jobs that were given up. */
const told = async (account: string): Promise<{ title: string; text: string }[]> =>
  (await (await city.as(account)).get('/api/messages')).body.items
    .filter(({ link }: { link: string }) => link === '/desk/jobs')
    .map(({ title, text }: { title: string; text: string }) => ({ title, text }))

const jobs = async (): Promise<Job[]> => (await (await city.as('administrator')).get('/api/jobs')).body.items

describe('work in the background that failed', () => {
  it('is told to the system administrator alone', async () => {
    expect(await jobs()).toEqual([])
    for (const account of ['window', 'mayor', 'population', 'audit', 'security'])
      expect(await (await city.as(account)).get('/api/jobs'), account).toMatchObject({ status: 403, body: { code: 'jobs.role' } })
    expect((await city.stranger.get('/api/jobs')).status).toBe(401)
    expect((await (await city.as('window')).post('/api/jobs/1/again')).status).toBe(403)
  })

  it('a document that can’t be made is shown from its first failure, given up after its last, and tried again when told to', async () => {
    const document = newKey()
    await city.identity.asSystem('试', (ctx) => addJob(ctx, 'documents-render', { document }))
    await city.runJobs()
    const [first] = await jobs()
    expect(first).toMatchObject({ task: 'documents-render', subject: document, attempts: 1, most: 12, next: expect.any(String) })
    expect(first!.error).toContain(document)
    const admin = await city.sql('admin')
    await admin.query(`update graphile_worker._private_jobs set attempts = max_attempts - 1, run_at = now() where id = $1`, [first!.id])
    expect(await told('administrator')).toEqual([])
    await city.runJobs()
    expect(await jobs()).toMatchObject([{ id: first!.id, attempts: 12, next: null }])
    expect(await told('administrator')).toEqual([
      { title: '有后台任务没有做成', text: '多次尝试都没有成功，已经停下。请查看原因，处理以后再试。' },
    ])
    for (const account of ['security', 'audit', 'window']) expect(await told(account), account).toEqual([])
    const administrator = await city.as('administrator')
    expect((await administrator.post(`/api/jobs/${first!.id}/again`)).status).toBe(204)
    expect(await jobs()).toMatchObject([{ attempts: 0, next: expect.any(String) }])
    await city.runJobs()
    expect(await jobs()).toMatchObject([{ attempts: 1 }])
    await admin.query('delete from graphile_worker._private_jobs where id = $1', [first!.id])
    await admin.end()
    expect(await administrator.post(`/api/jobs/${first!.id}/again`)).toMatchObject({ status: 404, body: { code: 'jobs.none' } })
  })

  it('what is given up of one kind on one day is told once, on another day again', async () => {
    const admin = await city.sql('admin')
    const giveUp = async () => {
      await city.identity.asSystem('试', (ctx) => addJob(ctx, 'documents-render', { document: newKey() }))
      await admin.query('update graphile_worker._private_jobs set attempts = max_attempts - 1')
      await city.runJobs()
    }
    await giveUp()
    await giveUp()
    expect(await told('administrator')).toHaveLength(1)
    city.setNow(new Date(Date.now() + 86_400_000))
    await giveUp()
    expect(await told('administrator')).toHaveLength(2)
    await admin.query('delete from graphile_worker._private_jobs where last_error is not null')
    await admin.end()
  })

  it('what is set aside twice is one job that keeps its tries; what succeeds is gone', async () => {
    const of = newKey()
    const aside = () =>
      city.identity.asSystem('试', (ctx) => setAside(ctx, 'documents-render', { document: of, number: 'ZX-1' }, `aside:${of}`))
    await aside()
    await city.runJobs()
    await aside()
    expect(await jobs()).toMatchObject([{ subject: 'ZX-1', attempts: 1 }])
    // A case without open clocks has nothing that could go wrong any more.
    await city.identity.asSystem('试', (ctx) => setAside(ctx, 'cases-recount', { case: newKey(), number: 'ZX-2' }, 'cases-recount:x'))
    await city.runJobs()
    expect((await jobs()).map(({ subject }) => subject)).toEqual(['ZX-1'])
  })
})
