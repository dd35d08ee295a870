import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makePersonId } from '#chinese'
import { newKey } from '#kernel/keys'
import type { Actor } from '#kernel/context'
import { everything, newReader, officer, openSpine, readers, type Spine } from './ground.ts'
import { passer, registrar, residents } from './residents.ts'

let spine: Spine
const clerk = officer('east', [registrar.name, everything.name])
const colleague = officer('east', [registrar.name, everything.name])
const elsewhere = officer('west', [registrar.name, everything.name])
const system: Actor = { ...officer('east', []), kind: 'system', name: '系统', account: null, post: null }
beforeAll(async () => {
  spine = await openSpine({ registers: [residents], roles: [registrar, passer] })
})
afterAll(() => spine.close())

type Values = Record<string, unknown>
const read = (register: string, id: string) =>
  spine.as(clerk, async (ctx) => {
    const { version: _version, recorded: _recorded, ...rest } = (await spine.registers.getUntyped(ctx, register, id)).record as Values
    return rest
  })
const change = (register: string, id: string, changes: Values) =>
  spine.as(clerk, async (ctx) => {
    const { record } = await spine.registers.getUntyped(ctx, register, id)
    await spine.registers.changeUntyped(ctx, register, id, record.version, changes)
  })
const merge = async (register: string, survivor: string, merged: string, taken: string[]) => {
  const ask = await spine.as(clerk, (ctx) => spine.registers.proposeMerge(ctx, register, { survivor, merged, taken }, '是同一个人'))
  return spine.as(colleague, (ctx) => spine.registers.answer(ctx, ask.id, true, '已核对'))
}
const unmerge = async (register: string, merged: string) => {
  const ask = await spine.as(clerk, (ctx) => spine.registers.proposeUnmerge(ctx, register, merged, '是两个人'))
  return spine.as(colleague, (ctx) => spine.registers.answer(ctx, ask.id, true, '已核对'))
}
const contribute = (source: string, said: Parameters<Spine['registers']['contribute']>[3]) =>
  spine.as(system, (ctx) => spine.registers.contribute(ctx, residents.name, source, said))

let people = 0
const newNumber = () => makePersonId('441891', '1985-05-05', people++)
const values = fc.record(
  {
    name: fc.constantFrom('陈小明', '陈晓明', '王伟'),
    sex: fc.constantFrom('1', '2'),
    address: fc.constantFrom('东街 1 号', '西街 2 号'),
    phone: fc.constantFrom('13800000001', '13800000002'),
  },
  { requiredKeys: ['name'] },
)

test('a merge taken back leaves both records of a base register as they were, with what sources said of each since', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.tuple(values, values),
      fc.tuple(values, values),
      fc.tuple(values, values),
      fc.subarray(['name', 'sex', 'address', 'phone', 'personId']),
      async ([one, other], firstWords, laterWords, taken) => {
        const [a, b, plain] = await spine.as(system, async (ctx) => [
          await spine.registers.addUntyped(ctx, residents.name, { ...one, personId: newNumber() }),
          await spine.registers.addUntyped(ctx, residents.name, { ...other, personId: newNumber() }),
          await spine.registers.addUntyped(ctx, residents.name, { name: '不变', personId: newNumber() }),
        ])
        const numbers = [(await read(residents.name, a!)).personId, (await read(residents.name, b!)).personId]
        const say = async (words: readonly Values[], at: string) => {
          for (const [i, own] of words.entries())
            await contribute('housing', [{ key: `${i === 0 ? a : b}`, at, values: { ...own, personId: numbers[i] } }])
        }
        await say(firstWords, '2026-03-01T00:00:00Z')
        const before = [await read(residents.name, a!), await read(residents.name, b!)]
        const untouched = await read(residents.name, plain!)
        await merge(residents.name, a!, b!, taken)

        const merged = await read(residents.name, a!)
        // Whose telephone number counts is not the steward's to say.
        for (const key of ['name', 'sex', 'address', 'personId']) expect(merged[key]).toEqual(before[taken.includes(key) ? 1 : 0]![key])
        expect((await read(residents.name, b!)).ended).not.toBeNull()
        expect(await spine.as(clerk, (ctx) => spine.registers.standingFor(ctx, b!))).toBe(a)

        await unmerge(residents.name, b!)
        expect([await read(residents.name, a!), await read(residents.name, b!)]).toEqual(before)

        // And with what came in between: it goes to whom it was said of, as if there had been no merge.
        await merge(residents.name, a!, b!, taken)
        await say(laterWords, '2026-05-01T00:00:00Z')
        await unmerge(residents.name, b!)
        const after = [await read(residents.name, a!), await read(residents.name, b!)]
        await say(laterWords, '2026-06-01T00:00:00Z')
        expect([await read(residents.name, a!), await read(residents.name, b!)]).toEqual(after)
        expect(after.map(({ personId }) => personId)).toEqual(numbers)
        expect(await read(residents.name, plain!)).toEqual(untouched)
      },
    ),
    { numRuns: 15 },
  )
})

test('three records made one come apart again in whatever order they can', async () => {
  const ids = await spine.as(system, (ctx) =>
    spine.registers.addManyUntyped(
      ctx,
      residents.name,
      ['甲', '乙', '丙'].map((name) => ({ name, personId: newNumber() })),
    ),
  )
  const before = await Promise.all(ids.map((id) => read(residents.name, id)))
  const [a, b, c] = ids as [string, string, string]
  await merge(residents.name, b, c, [])
  await merge(residents.name, a, b, ['name'])
  expect(await spine.as(clerk, (ctx) => spine.registers.standingFor(ctx, c))).toBe(a)
  // What was merged into a record that was itself merged can't be taken out before that.
  await expect(unmerge(residents.name, c)).rejects.toMatchObject({ code: expect.stringMatching(/^merge\./) })
  await unmerge(residents.name, b)
  expect(await spine.as(clerk, (ctx) => spine.registers.standingFor(ctx, c))).toBe(b)
  await unmerge(residents.name, c)
  expect(await Promise.all(ids.map((id) => read(residents.name, id)))).toEqual(before)
})

test('records of any other register are merged by chosen values, and what was changed since stays', async () => {
  const [a, b] = await spine.as(clerk, (ctx) =>
    spine.registers.addManyUntyped(ctx, readers.name, [
      newReader({ name: '陈小明', phone: '13800000001', kind: 'adult', card: newKey().slice(0, 20) }),
      newReader({ name: '陈晓明', phone: '13800000002', kind: 'child', card: `${newKey()}x`.slice(14) }),
    ]),
  )
  const before = [await read(readers.name, a!), await read(readers.name, b!)]
  await merge(readers.name, a!, b!, ['phone', 'kind', 'card'])
  expect(await read(readers.name, a!)).toEqual({ ...before[0], phone: '13800000002', kind: 'child', card: before[1]!.card })
  await unmerge(readers.name, b!)
  expect([await read(readers.name, a!), await read(readers.name, b!)]).toEqual(before)

  await merge(readers.name, a!, b!, ['phone', 'kind'])
  await change(readers.name, a!, { phone: '13800000003' })
  await unmerge(readers.name, b!)
  expect([await read(readers.name, a!), await read(readers.name, b!)]).toEqual([{ ...before[0], phone: '13800000003' }, before[1]])
})

test('nobody merges alone, or what is not theirs, or what has changed since', async () => {
  const [a, b] = await spine.as(system, (ctx) =>
    spine.registers.addManyUntyped(
      ctx,
      residents.name,
      ['甲', '乙'].map((name) => ({ name, personId: newNumber() })),
    ),
  )
  const merging = { survivor: a!, merged: b!, taken: [] }
  await expect(spine.as(elsewhere, (ctx) => spine.registers.proposeMerge(ctx, residents.name, merging, '看看'))).rejects.toMatchObject({
    status: 403,
  })
  const ask = await spine.as(clerk, (ctx) => spine.registers.proposeMerge(ctx, residents.name, merging, '是同一个人'))
  await expect(spine.as(clerk, (ctx) => spine.registers.answer(ctx, ask.id, true, '我自己看过'))).rejects.toMatchObject({ code: 'ask.own' })
  await change(residents.name, b!, { name: '丙' })
  await expect(spine.as(colleague, (ctx) => spine.registers.answer(ctx, ask.id, true, '已核对'))).rejects.toMatchObject({
    code: 'merge.version',
  })
  await spine.as(colleague, (ctx) => spine.registers.answer(ctx, ask.id, false, '请重新核对'))
  expect((await read(residents.name, b!)).ended).toBeNull()
})
