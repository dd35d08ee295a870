import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { role } from '#declare'
import { newKey } from '#kernel/keys'
import {
  citizen,
  everything,
  fines,
  masked,
  newReader,
  officer,
  openSpine,
  readers,
  tariffs,
  type Spine,
} from '../../../../test/spine/ground.ts'
import { gapsBetween } from './periods.ts'
import { wordsCompared } from './words-compared.ts'

let spine: Spine
const steward = officer('east', [everything.name])
const other = officer('east', [everything.name])
/** May change what it does not see plainly. */
const changer = role('spine.changer', {
  label: '录入员',
  about: '录入读者信息。',
  may: [{ register: readers.name, acts: ['change'], scope: 'region' }],
})
const volunteer = officer('east', [masked.name])
beforeAll(async () => {
  spine = await openSpine({ roles: [changer] })
})
afterAll(() => spine.close())

const add = (more: Record<string, unknown> = {}) =>
  spine.as(steward, (ctx) => spine.registers.addUntyped(ctx, readers.name, newReader(more)))
const change = (id: string, version: number, changes: Record<string, unknown>, reason?: string) =>
  spine.as(steward, (ctx) => spine.registers.changeUntyped(ctx, readers.name, id, version, changes, reason))
const history = (id: string, actor = steward) => spine.as(actor, (ctx) => spine.registers.history(ctx, readers.name, id))
const read = (id: string, name: string = readers.name) =>
  spine.as(steward, async (ctx) => (await spine.registers.getUntyped(ctx, name, id)).record)
const restore = (id: string, what: Parameters<typeof spine.registers.restore>[3], actor = steward) =>
  spine.as(actor, (ctx) => spine.registers.restore(ctx, readers.name, id, what))

test('words that stayed and went are the earlier text, words that stayed and came the later one', () => {
  const someText = fc
    .array(fc.constantFrom('清远市', '清城区', '凤城街道', '，', '2026', ' ', 'abc', '😀', '\n'), { maxLength: 40 })
    .map((parts) => parts.join(''))
  fc.assert(
    fc.property(someText, someText, (before, after) => {
      const parts = wordsCompared(before, after)
      const joined = (kinds: string[]) => parts.flatMap(([kind, text]) => (kinds.includes(kind) ? [text] : [])).join('')
      expect(joined(['same', 'gone'])).toBe(before)
      expect(joined(['same', 'new'])).toBe(after)
      for (const [i, [kind]] of parts.entries()) if (i > 0) expect(parts[i - 1]![0]).not.toBe(kind)
    }),
  )
  expect(wordsCompared('法定代表人由张三变更', '法定代表人由王五变更')).toEqual([
    ['same', '法定代表人由'],
    ['gone', '张三'],
    ['new', '王五'],
    ['same', '变更'],
  ])
  // As different as can be, and long: shown as replaced whole, at once.
  const [one, another] = ['甲 '.repeat(4000), '乙 '.repeat(4000)]
  expect(wordsCompared(one, another).some(([kind]) => kind === 'gone')).toBe(true)
})

test('a version says why it was written, to whoever may know its history', async () => {
  const id = await add()
  await change(id, 1, { visits: 3 }, '年度盘点')
  await spine.as(steward, (ctx) => spine.registers.end(ctx, readers, id, 2, '读者迁出'))
  expect((await history(id)).map(({ version, reason }) => [version, reason])).toEqual([
    [3, '读者迁出'],
    [2, '年度盘点'],
    [1, null],
  ])
})

test('two versions are compared field by field, in either order, and masked fields say no more than that they changed', async () => {
  const id = await add({ name: '欧阳翠翠', phone: '13812345678', visits: 1 })
  await change(id, 1, { name: '欧阳小翠', visits: 2 })
  await change(id, 2, { phone: '13812345679', visits: 1 })
  const compare = (versions: [number, number], actor = steward) =>
    spine.as(actor, (ctx) => spine.registers.compare(ctx, readers.name, id, versions))
  const whole = await compare([3, 1])
  expect(whole.differences).toEqual([
    { field: 'name', before: '欧阳翠翠', after: '欧阳小翠', words: expect.any(Array) },
    { field: 'phone', before: '13812345678', after: '13812345679' },
  ])
  const veiled = await compare([1, 3], volunteer)
  expect(veiled.differences).toEqual([
    { field: 'name', before: '欧***', after: '欧***' },
    { field: 'phone', before: '138****5678', after: '138****5679' },
  ])
  expect(JSON.stringify(veiled)).not.toMatch(/翠|1234567/)
  await expect(compare([1, 9])).rejects.toMatchObject({ code: 'register.version-none' })
})

test('an earlier version comes back as a new one, whole or by chosen fields, and nothing is lost', async () => {
  const id = await add({ card: `R${newKey()}`.slice(0, 30), visits: 1, kind: 'adult' })
  await change(id, 1, { visits: 2, kind: 'child' })
  await restore(id, { version: 2, to: 1, fields: ['kind'], reason: '误改' })
  expect(await read(id)).toMatchObject({ version: 3, visits: 2, kind: 'adult' })
  await restore(id, { version: 3, to: 1, reason: '全部恢复' })
  expect(await read(id)).toMatchObject({ version: 4, visits: 1, kind: 'adult' })
  expect((await history(id))[0]).toMatchObject({ reason: '恢复到第 1 版：全部恢复' })
  await expect(restore(id, { version: 4, to: 1, reason: '再来' })).rejects.toMatchObject({ code: 'restore.same' })
  await expect(restore(id, { version: 3, to: 2, reason: '过时' })).rejects.toMatchObject({ code: 'register.version' })
  await expect(restore(id, { version: 4, to: 99, reason: '没有' })).rejects.toMatchObject({ code: 'register.version-none' })
})

test('what no longer fits is refused with its path: a taken key, a reference that ended, a value that is not seen', async () => {
  const card = `T${newKey()}`.slice(0, 30)
  const id = await add({ card })
  await change(id, 1, { card: `${card}b`.slice(-30) })
  await add({ card })
  await expect(restore(id, { version: 2, to: 1, reason: '换回原号' })).rejects.toMatchObject({ code: 'register.unique', path: 'card' })

  const [one, two] = [await add(), await add()]
  const fine = await spine.as(steward, (ctx) => spine.registers.addUntyped(ctx, fines.name, { note: '逾期', reader: one, fen: 5 }))
  await spine.as(steward, (ctx) => spine.registers.changeUntyped(ctx, fines.name, fine, 1, { reader: two }))
  await spine.as(steward, (ctx) => spine.registers.end(ctx, readers, one, 1))
  await expect(
    spine.as(steward, (ctx) => spine.registers.restore(ctx, fines.name, fine, { version: 2, to: 1, reason: '记错人' })),
  ).rejects.toMatchObject({ code: 'restore.values', problems: [{ path: 'reader', message: expect.any(String) }] })

  const clerk = { ...officer('east', [masked.name]), duties: [...volunteer.duties, ...officer('east', ['spine.changer']).duties] }
  const hidden = await add({ phone: '13812345678' })
  await change(hidden, 1, { phone: '13812345679' })
  await expect(restore(hidden, { version: 2, to: 1, reason: '看不到' }, clerk)).rejects.toMatchObject({
    code: 'restore.values',
    problems: expect.arrayContaining([{ path: 'phone', message: expect.any(String) }]),
  })
})

test('an ended record counts again under the rules of a new one', async () => {
  const card = `E${newKey()}`.slice(0, 30)
  const id = await add({ card })
  await spine.as(steward, (ctx) => spine.registers.end(ctx, readers, id, 1))
  const reopen = (version: number, actor = steward) =>
    spine.as(actor, (ctx) => spine.registers.reopen(ctx, readers.name, id, version, '终止有误'))
  await expect(reopen(2, volunteer)).rejects.toMatchObject({ code: 'register.end' })
  const taken = await add({ card })
  await expect(reopen(2)).rejects.toMatchObject({ code: 'register.unique', path: 'card' })
  await spine.as(steward, (ctx) => spine.registers.end(ctx, readers, taken, 1))
  await reopen(2)
  expect(await read(id)).toMatchObject({ version: 3, ended: null })
  expect((await history(id))[0]).toMatchObject({ reason: '终止有误', fields: ['ended'] })
  await expect(reopen(3)).rejects.toMatchObject({ code: 'register.none' })
})

test('a correction keeps both values, who asked, why and who answered, and shows them as the reader may see', async () => {
  const person = newKey()
  const holder = citizen(person)
  const id = await add({ name: '欧阳翠翠', phone: '13812345678', person })
  const ask = await spine.as(holder, (ctx) =>
    spine.registers.proposeCorrection(ctx, readers.name, id, { phone: '13812340000' }, '换了号码', [newKey()]),
  )
  await spine.as(other, (ctx) => spine.registers.answer(ctx, ask.id, true, '核对了入网协议'))
  const told = (actor: typeof steward) => spine.as(actor, (ctx) => spine.registers.corrections(ctx, readers.name, id))
  const [correction] = await told(steward)
  expect(correction).toMatchObject({
    state: 'accepted',
    reason: '换了号码',
    answer: '核对了入网协议',
    answerer: other.account,
    evidence: 1,
    version: 2,
    own: false,
    changes: [{ field: 'phone', before: '13812345678', after: '13812340000' }],
  })
  expect((await history(id))[0]).toMatchObject({ version: 2, ask: ask.id, reason: '换了号码' })
  expect(await told(holder)).toMatchObject([{ own: true, changes: [{ after: '13812340000' }] }])
  expect(JSON.stringify(await told(volunteer))).not.toMatch(/13812345678|13812340000/)
  // A new holder learns nothing of what the one before had put right.
  const next = citizen(newKey())
  await change(id, 2, { person: next.person, phone: '13911112222' })
  expect(await told(next)).toEqual([])
  expect(await told(steward)).toHaveLength(1)
})

test('whoever asked takes a correction back, and nobody else; answered is answered', async () => {
  const holder = citizen(newKey())
  const id = await add({ person: holder.person })
  const ask = () => spine.as(holder, (ctx) => spine.registers.proposeCorrection(ctx, readers.name, id, { visits: 7 }, '少记了'))
  const withdraw = (of: string, actor = holder) => spine.as(actor, (ctx) => spine.registers.withdrawCorrection(ctx, of, '弄错了'))
  const first = await ask()
  await expect(withdraw(first.id, other)).rejects.toMatchObject({ code: 'ask.withdraw' })
  await withdraw(first.id)
  await expect(spine.as(other, (ctx) => spine.registers.answer(ctx, first.id, true, '晚了'))).rejects.toMatchObject({
    code: 'ask.none',
  })
  const second = await ask()
  await spine.as(other, (ctx) => spine.registers.answer(ctx, second.id, false, '台账无误'))
  await expect(withdraw(second.id)).rejects.toMatchObject({ code: 'ask.withdraw' })
  expect((await read(id)).version).toBe(1)
})

test('correcting when something held leaves what was recorded when as it is', async () => {
  const id = await spine.as(steward, (ctx) => spine.registers.addUntyped(ctx, tariffs.name, { name: '复印', fen: 20, from: '2024-01-01' }))
  const before = await read(id, tariffs.name)
  const ask = await spine.as(volunteer, (ctx) =>
    spine.registers.proposeCorrection(ctx, tariffs.name, id, { from: '2023-07-01' }, '文件写的是七月'),
  )
  await spine.as(other, (ctx) => spine.registers.answer(ctx, ask.id, true, '属实'))
  expect(await read(id, tariffs.name)).toMatchObject({ version: 2, from: '2023-06-30T16:00:00.000Z', fen: 20 })
  expect((await spine.as(steward, (ctx) => spine.registers.past(ctx, tariffs.name, id, { version: 1 })))!.record).toEqual(before)
  await expect(
    spine.as(volunteer, (ctx) => spine.registers.proposeCorrection(ctx, tariffs.name, id, { from: '2023-13-01' }, '写错')),
  ).rejects.toMatchObject({ problems: [{ path: 'changes.from', message: expect.any(String) }] })
})

test('a new period ends the one before, fits before the next, and gaps are told', async () => {
  const first = await spine.as(steward, (ctx) =>
    spine.registers.addUntyped(ctx, tariffs.name, { name: '押金', fen: 100, from: '2020-01-01', to: '2021-01-01' }),
  )
  const addPeriod = (period: { from: string; to?: string; values: Record<string, unknown> }) =>
    spine.as(steward, (ctx) => spine.registers.addPeriod(ctx, tariffs.name, first, period))
  const line = () => spine.as(steward, (ctx) => spine.registers.timeLine(ctx, tariffs.name, first))
  await addPeriod({ from: '2022-01-01', values: { name: '押金', fen: 300 } })
  expect((await line()).gaps).toEqual([{ from: '2020-12-31T16:00:00.000Z', to: '2021-12-31T16:00:00.000Z' }])
  await addPeriod({ from: '2020-07-01', values: { name: '押金', fen: 200 } })
  const { periods, gaps } = await line()
  expect(periods.map(({ fen, from, to }) => [fen, from, to])).toEqual([
    [100, '2019-12-31T16:00:00.000Z', '2020-06-30T16:00:00.000Z'],
    [200, '2020-06-30T16:00:00.000Z', '2021-12-31T16:00:00.000Z'],
    [300, '2021-12-31T16:00:00.000Z', null],
  ])
  expect(gaps).toEqual([])
  await expect(addPeriod({ from: '2020-07-01', values: { name: '押金', fen: 1 } })).rejects.toMatchObject({
    code: 'period.same',
    path: 'from',
  })
  await expect(addPeriod({ from: '2020-08-01', to: '2023-01-01', values: { name: '押金', fen: 1 } })).rejects.toMatchObject({
    code: 'period.overlap',
    path: 'to',
  })
  const last = periods[2]!
  await expect(
    spine.as(steward, (ctx) => spine.registers.changeUntyped(ctx, tariffs.name, last.id, last.version, { from: '2021-06-01' })),
  ).rejects.toMatchObject({ code: 'period.overlap', path: 'from' })
  await expect(
    spine.as(steward, (ctx) => spine.registers.changeUntyped(ctx, tariffs.name, last.id, last.version, { to: '2021-06-01' })),
  ).rejects.toMatchObject({ code: 'register.values', problems: [{ path: 'to', message: expect.any(String) }] })
  expect(gapsBetween([])).toEqual([])
})
