import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  citizen,
  everything,
  newReader,
  officer,
  openSpine,
  organisations,
  places,
  readers,
  tariffs,
  type Spine,
} from '../../test/spine/ground.ts'
import { addAsk, answerAsk, getAsk, listAsks } from './asks.ts'
import { OPEN_BOX, pathsBelow } from './context.ts'
import { newKey } from './keys.ts'

let spine: Spine
const clerk = officer('east', [everything.name])
const colleague = officer('east', [everything.name])
const citizenOne = citizen(newKey())
beforeAll(async () => {
  spine = await openSpine()
})
afterAll(() => spine.close())

const box = (organisation: string, path: string) => ({
  ...OPEN_BOX,
  regionPath: pathsBelow(path),
  organisation: [organisation, organisation] as const,
})
const east = box(organisations.library, places.east.path)
const ask = (reason = '出生日期写错了') => ({
  kind: 'registers.correction',
  register: readers.name,
  subject: newKey(),
  proposal: { changes: { born: '1990-01-01' }, version: 1 },
  reason,
  organisation: organisations.library,
  regionPath: places.eastTown.path,
})

test('an ask is written in the acting transaction, seen by who asked and by who is to answer, and by nobody else', async () => {
  const { id } = await spine.as(citizenOne, (ctx) => addAsk(ctx, ask()), { door: 'hall' })
  await expect(
    spine.as(
      citizenOne,
      async (ctx) => {
        await addAsk(ctx, ask())
        throw new Error('undone')
      },
      { door: 'hall' },
    ),
  ).rejects.toThrow('undone')
  expect((await spine.as(clerk, (ctx) => listAsks(ctx, [east], [readers.name]))).map((one) => one.id)).toEqual([id])
  const others = [box(organisations.archive, places.east.path), box(organisations.library, places.west.path)]
  expect(await spine.as(clerk, (ctx) => listAsks(ctx, others, [readers.name]))).toEqual([])
  expect(await spine.as(clerk, (ctx) => listAsks(ctx, [east], [tariffs.name]))).toEqual([])
  const sees = (actor: typeof citizenOne) => spine.as(actor, (ctx) => ctx.tx.rows({ text: 'select id from kernel.ask' }), { door: 'hall' })
  expect(await sees(citizenOne)).toEqual([{ id }])
  expect(await sees(citizen(newKey()))).toEqual([])
})

test('an ask without a reason, or in another’s name, is refused', async () => {
  await expect(spine.as(citizenOne, (ctx) => addAsk(ctx, ask('  ')), { door: 'hall' })).rejects.toMatchObject({
    status: 422,
    path: 'reason',
  })
  await expect(
    spine.as(
      citizenOne,
      (ctx) => {
        ctx.tx.set('app.actor', newKey())
        return addAsk(ctx, ask())
      },
      { door: 'hall' },
    ),
  ).rejects.toMatchObject({ status: 403 })
})

test('it is answered once; of several that answer at the same time one does', async () => {
  const { id } = await spine.as(clerk, (ctx) => addAsk(ctx, ask()))
  const results = await Promise.allSettled(
    [true, false, true, false].map((accept) =>
      spine.as(clerk, async (ctx) => answerAsk(ctx, await getAsk(ctx, [east], id), accept, accept ? '属实' : '不属实')),
    ),
  )
  const done = results.filter((one) => one.status === 'fulfilled')
  expect(done).toHaveLength(1)
  expect(['accepted', 'refused']).toContain((done[0] as PromiseFulfilledResult<{ state: string }>).value.state)
  for (const one of results) if (one.status === 'rejected') expect([404, 409]).toContain((one.reason as { status: number }).status)
  expect((await spine.as(clerk, (ctx) => listAsks(ctx, [east], [readers.name]))).map((one) => one.id)).not.toContain(id)
})

test('who is not to answer can neither read nor answer it', async () => {
  const { id } = await spine.as(citizenOne, (ctx) => addAsk(ctx, ask()), { door: 'hall' })
  await expect(spine.as(clerk, (ctx) => getAsk(ctx, [box(organisations.archive, places.city.path)], id))).rejects.toMatchObject({
    status: 404,
  })
  await expect(spine.as(clerk, (ctx) => getAsk(ctx, [], id))).rejects.toMatchObject({ status: 404 })
  const touched = await spine.as(clerk, (ctx) =>
    ctx.tx.query({ text: `update kernel.ask set state = 'accepted', answerer = $2 where id = $1::uuid`, values: [id, clerk.account] }),
  )
  expect(touched.rowCount).toBe(0)
})

test('a correction changes the record when it is accepted, and not before, nor after somebody else changed it', async () => {
  const id = await spine.as(clerk, (ctx) => spine.registers.addUntyped(ctx, readers.name, newReader()))
  const propose = (visits: number) =>
    spine.as(clerk, (ctx) => spine.registers.proposeCorrection(ctx, readers.name, id, { visits }, '数错了'))
  const read = () => spine.as(clerk, async (ctx) => (await spine.registers.getUntyped(ctx, readers.name, id)).record)
  const one = await propose(3)
  const two = await propose(5)
  expect(await read()).toMatchObject({ version: 1, visits: null })
  await expect(spine.as(clerk, (ctx) => spine.registers.answer(ctx, one.id, true, '属实'))).rejects.toMatchObject({ code: 'ask.own' })
  await spine.as(colleague, (ctx) => spine.registers.answer(ctx, one.id, true, '属实'))
  expect(await read()).toMatchObject({ version: 2, visits: 3 })
  await expect(spine.as(colleague, (ctx) => spine.registers.answer(ctx, two.id, true, '属实'))).rejects.toMatchObject({
    code: 'correction.version',
  })
  await spine.as(colleague, (ctx) => spine.registers.answer(ctx, two.id, false, '已更正'))
  expect(await read()).toMatchObject({ version: 2 })
})
