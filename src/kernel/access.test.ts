import { afterAll, beforeAll, expect, test } from 'vitest'
import { citizen, everything, newReader, officer, openSpine, readers, type Spine } from '../../test/spine/ground.ts'
import { openAccessLog } from './access.ts'
import { inContext, type Context } from './context.ts'
import { traffic } from './database.ts'
import { newKey } from './keys.ts'

let spine: Spine
const clerk = officer('east', [everything.name])
beforeAll(async () => {
  spine = await openSpine()
})
afterAll(() => spine.close())

const as = <T>(work: (ctx: Context) => Promise<T>) => inContext(spine.ground, clerk, { kind: 'case', case: 'C1', what: '核对' }, work)
const kept = async (subject: string) =>
  (
    await spine.admin.query(
      `select actor, post, organisation, purpose, register, act, subjects, fields from kernel.access where subjects @> array[$1::uuid]`,
      [subject],
    )
  ).rows

test('who read what about whom, and why, is durable before the answer is given', async () => {
  const subject = newKey()
  const log = openAccessLog(spine.ground.pools.app)
  await as(async (ctx) => {
    await log.record(ctx, { register: readers.name, act: 'search', subjects: [subject], fields: ['name', 'born'] })
    expect(await kept(subject)).toEqual([
      {
        actor: clerk.account,
        post: clerk.post,
        organisation: clerk.organisation,
        purpose: 'case:C1 核对',
        register: readers.name,
        act: 'search',
        subjects: [subject],
        fields: ['name', 'born'],
      },
    ])
  })
})

test('it stays when the work that read is undone', async () => {
  const id = await spine.as(clerk, (ctx) => spine.registers.addUntyped(ctx, readers.name, newReader()))
  await expect(
    spine.as(clerk, async (ctx) => {
      await spine.registers.getUntyped(ctx, readers.name, id)
      throw new Error('undone')
    }),
  ).rejects.toThrow('undone')
  expect(await kept(id)).toHaveLength(1)
})

test('many that come at once share a commit', async () => {
  const log = openAccessLog(spine.ground.pools.app)
  const subjects = Array.from({ length: 300 }, newKey)
  const before = traffic.roundTrips
  await as((ctx) =>
    Promise.all(subjects.map((subject) => log.record(ctx, { register: readers.name, act: 'read', subjects: [subject], fields: [] }))),
  )
  expect(traffic.roundTrips - before).toBeLessThan(10)
  const { rows } = await spine.admin.query('select count(*)::int as n from kernel.access where subjects && $1::uuid[]', [subjects])
  expect(rows[0].n).toBe(300)
})

test('what can not be kept fails whoever reads, and nobody after them', async () => {
  const log = openAccessLog(spine.ground.pools.app)
  const record = (subject: string) => as((ctx) => log.record(ctx, { register: readers.name, act: 'read', subjects: [subject], fields: [] }))
  await expect(record('not a key')).rejects.toMatchObject({ status: 422 })
  const subject = newKey()
  await record(subject)
  expect(await kept(subject)).toHaveLength(1)
})

test('a page leaves one record with all its subjects, and a register without personal fields none', async () => {
  const ids = await spine.as(clerk, (ctx) =>
    spine.registers.addManyUntyped(
      ctx,
      readers.name,
      Array.from({ length: 5 }, () => newReader()),
    ),
  )
  const own = officer('east', [everything.name])
  await spine.as(own, async (ctx) => {
    await spine.registers.listUntyped(ctx, readers.name, { limit: 100 })
    await spine.registers.listUntyped(ctx, 'spine.tariff', {})
  })
  const { rows } = await spine.admin.query('select register, subjects from kernel.access where actor = $1', [own.account])
  expect(rows).toHaveLength(1)
  expect(rows[0].subjects).toEqual(expect.arrayContaining(ids))
})

test('a person learns who looked, and not about others', async () => {
  const me = citizen(newKey())
  const id = await spine.as(clerk, (ctx) => spine.registers.addUntyped(ctx, readers.name, newReader({ person: me.person! })))
  await spine.as(clerk, (ctx) => spine.registers.getUntyped(ctx, readers.name, id))
  const asked = (actor: typeof me) =>
    spine.as(actor, (ctx) => ctx.tx.rows({ text: `select * from kernel.access_about_me('infinity', 50, '9999-12-31')` }), { door: 'hall' })
  expect(await asked(me)).toMatchObject([{ organisation: clerk.organisation, purpose: 'duty:测试', register: readers.name, act: 'read' }])
  expect(await asked(citizen(newKey()))).toEqual([])
})
