import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Filter } from '#engines/registers'
import { officer, openSpine, type Spine } from './ground.ts'
import { codeLists, fullHaulage, hauler, haulage, newHaulage } from './haulage.ts'

let spine: Spine
const clerk = officer('east', [hauler.name])

beforeAll(async () => {
  spine = await openSpine({ registers: [haulage], roles: [hauler], codeLists })
})
afterAll(() => spine.close())

const add = (record: Record<string, unknown>) => spine.as(clerk, (ctx) => spine.registers.addUntyped(ctx, haulage.name, record))
const read = (id: string) => spine.as(clerk, async (ctx) => (await spine.registers.getUntyped(ctx, haulage.name, id)).record)
const change = (id: string, version: number, changes: Record<string, unknown>) =>
  spine.as(clerk, (ctx) => spine.registers.changeUntyped(ctx, haulage.name, id, version, changes))
const found = (where: Filter[]) =>
  spine.as(clerk, async (ctx) => (await spine.registers.listUntyped(ctx, haulage.name, { where })).items.map(({ site }) => site))
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => expect.fail('was taken'),
    (error: { status: number; problems: unknown }) => ({ status: error.status, problems: error.problems }),
  )

test('formulas are worked out when a record is written, and again when what they read changes', async () => {
  const id = await add({ ...fullHaulage, site: '壬', volume: 1000, fee: 100_00, issuedOn: '2026-01-31', trips: null })
  const none = { loads: 0, perLoad: null, rate: 10, due: '2026-02-28', large: false, summary: '壬，密闭' }
  expect(await read(id)).toMatchObject(none)
  const trips = [7, 0, 23].map((loads) => ({ day: '2026-03-06', loads }))
  const after = await change(id, 1, { trips, kind: 'rubble', volume: 20_000, fee: 0.5 * 100_00 })
  const some = { loads: 30, perLoad: 666.67, rate: 0, due: '2026-03-02', large: true, summary: '壬，密闭' }
  expect(after).toMatchObject(some)
  expect(await read(id)).toMatchObject(some)
  await change(id, 2, { fee: null, issuedOn: null, covered: false })
  expect(await read(id)).toMatchObject({ ...some, rate: null, due: null, summary: '壬，敞开' })
  const [last, second] = await spine.as(clerk, (ctx) => spine.registers.history(ctx, haulage.name, id))
  expect(last!.before).toMatchObject({ fee: 5000, rate: 0, due: '2026-03-02', summary: '壬，密闭' })
  expect(last!.before).not.toHaveProperty('loads')
  const { summary: _same, ...changed } = none
  expect(second!.before).toMatchObject(changed)
  expect(second!.fields).toContain('perLoad')
  expect(second!.fields).not.toContain('summary')
  const then = await spine.as(clerk, (ctx) => spine.registers.asOf(ctx, haulage, id, new Date((after as { recorded: string }).recorded)))
  expect(then).toMatchObject(some)
  // Ending works nothing out anew.
  await spine.as(clerk, (ctx) => spine.registers.end(ctx, haulage, id as never, 3))
})

test('what a formula gives is filtered, sorted and found like any value, and written by nobody', async () => {
  for (const [site, volume, loads] of [
    ['癸一', 90, 9],
    ['癸二', 100, 40],
    ['癸三', 70_000, 1],
  ] as const)
    await add(newHaulage({ site, volume, trips: [{ day: '2026-03-06', loads }], issuedOn: '2026-05-01' }))
  const own: Filter = { field: 'site', operator: 'contains', value: '癸' }
  const cases: [Filter, string[]][] = [
    [{ field: 'loads', operator: 'between', value: [5, 10] }, ['癸一']],
    [{ field: 'perLoad', operator: 'atMost', value: 2.5 }, ['癸二']],
    [{ field: 'large', operator: 'is', value: true }, ['癸三']],
    [{ field: 'due', operator: 'is', value: '2026-06-01' }, ['癸一', '癸二', '癸三']],
    [{ field: 'rate', operator: 'isEmpty', value: true }, ['癸一', '癸二', '癸三']],
    [{ field: 'summary', operator: 'contains', value: '癸二，密' }, ['癸二']],
  ]
  for (const [filter, sites] of cases) expect((await found([own, filter])).sort(), JSON.stringify(filter)).toEqual([...sites].sort())
  for (const filter of [
    { field: 'loads', operator: 'atLeast', value: 'x' },
    { field: 'due', operator: 'is', value: '2026-02-30' },
    { field: 'large', operator: 'contains', value: 'x' },
  ] as const)
    expect((await refusal(found([filter]))).status, filter.field).toBe(422)
  const sorted = await spine.as(
    clerk,
    async (ctx) =>
      (await spine.registers.listUntyped(ctx, haulage.name, { where: [own], sort: { field: 'perLoad', descending: true } })).items,
  )
  expect(sorted.map(({ site }) => site)).toEqual(['癸三', '癸一', '癸二'])
  const words = await spine.as(clerk, async (ctx) => (await spine.registers.listUntyped(ctx, haulage.name, { search: '癸三 密闭' })).items)
  expect(words).toHaveLength(1)
  expect(await refusal(add(newHaulage({ loads: 3 })))).toEqual({
    status: 422,
    problems: [{ path: 'loads', message: '由公式算出，不能填写' }],
  })
  const many = [
    { day: '2026-03-06', loads: 9e14 },
    { day: '2026-03-07', loads: 9e14 },
  ]
  expect(await refusal(add(newHaulage({ trips: many })))).toEqual({
    status: 422,
    problems: [{ path: 'loads', message: '“总车数”按公式算出的值不能保存：数字过大' }],
  })
})
