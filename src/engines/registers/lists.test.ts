import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  everything,
  masked,
  newReader,
  officer,
  openSpine,
  organisations,
  readers,
  widely,
  type Spine,
} from '../../../test/spine/ground.ts'
import { role } from '#declare'
import { newKey } from '#kernel/keys'
import { line } from './csv.ts'

const asker = role('spine.asker', {
  label: '问询台',
  about: '查看本区划的读者，说明理由后可以看一项明文，可以导出列表。',
  may: [{ register: readers.name, acts: ['read', 'reveal', 'export'], scope: 'region' }],
})
let spine: Spine
const steward = officer('east', [everything.name])
const volunteer = officer('east', [masked.name])
const desk = officer('east', [asker.name])
const counter = officer('city', [widely.name])
const west = officer('west', [everything.name], organisations.archive)
const reason = '核对年度读者名册'
let zhang = ''

const all = (actor: typeof steward, query: Parameters<Spine['registers']['listUntyped']>[2] = {}) =>
  spine.as(actor, (ctx) => spine.registers.listUntyped(ctx, readers.name, query))
const taken = async (actor: typeof steward, query: Partial<Parameters<Spine['registers']['exportList']>[2]> = {}) => {
  const { count, file } = await spine.as(actor, (ctx) =>
    spine.registers.exportList(ctx, readers.name, { columns: ['card', 'name', 'visits', 'deposit'], reason, ...query }),
  )
  const parts: Buffer[] = []
  for await (const part of file) parts.push(part)
  return { count, text: Buffer.concat(parts).toString('utf8') }
}
const accessed = async (actor: typeof steward, act: string) =>
  (
    await spine.admin.query(
      'select register, purpose, cardinality(subjects) as subjects, fields from kernel.access where actor = $1 and act = $2 order by recorded, id',
      [actor.account, act],
    )
  ).rows

beforeAll(async () => {
  spine = await openSpine({ roles: [asker] })
  const add = (actor: typeof steward, records: Record<string, unknown>[]) =>
    spine.as(actor, (ctx) => spine.registers.addManyUntyped(ctx, readers.name, records.map(newReader)))
  const [first] = await add(steward, [
    { card: '=1+1', name: '张三', kind: 'adult', visits: -5, deposit: 12_345, phone: '13812345678' },
    { card: 'A-10', name: '安一', kind: 'child', visits: 7 },
    { card: 'A-9', name: '白二', kind: 'adult', visits: null },
    { card: '＝cmd', name: '李,"四"', kind: 'child', visits: 3 },
  ])
  zhang = first!
  await add(west, [{ card: 'W-1', name: '西门', visits: 1 }])
})
afterAll(() => spine.close())

describe('a sorted list', () => {
  const cards = async (actor: typeof steward, field: string, descending = false) =>
    (await all(actor, { sort: { field, descending } })).items.map((one) => one.card)

  it('has words by their sound and numbers in words by size, choices as declared, and what is empty last', async () => {
    expect(await cards(steward, 'name')).toEqual(['A-10', 'A-9', '＝cmd', '=1+1'])
    expect((await cards(steward, 'card')).slice(-2)).toEqual(['A-9', 'A-10'])
    expect(await cards(steward, 'visits')).toEqual(['=1+1', '＝cmd', 'A-10', 'A-9'])
    expect(await cards(steward, 'visits', true)).toEqual(['A-10', '＝cmd', '=1+1', 'A-9'])
    expect((await cards(steward, 'kind')).slice(0, 2).sort()).toEqual(['A-10', '＝cmd'])
  })
  it('goes on from page to page without a gap', async () => {
    const first = await all(steward, { sort: { field: 'visits', descending: false }, limit: 3 })
    expect(first.items).toHaveLength(3)
    const second = await all(steward, { sort: { field: 'visits', descending: false }, limit: 3, after: first.next! })
    expect([...first.items, ...second.items].map((one) => one.visits)).toEqual([-5, 3, 7, null])
    expect(second.next).toBeNull()
  })
  it('is not one that tells what is masked, nor one by what has no order', async () => {
    await expect(cards(volunteer, 'name')).rejects.toMatchObject({ status: 403, code: 'list.masked' })
    await expect(cards(counter, 'name')).rejects.toMatchObject({ code: 'list.masked' })
    await expect(cards(steward, 'home')).rejects.toMatchObject({ code: 'list.sort' })
    await expect(cards(steward, 'personId')).rejects.toMatchObject({ code: 'list.sort' })
    expect(await cards(volunteer, 'card')).toHaveLength(4)
  })
})

describe('an exported list', () => {
  it('is what the list shows, for a spreadsheet that calculates nothing of it', async () => {
    const { count, text } = await taken(steward)
    expect(count).toBe(4)
    expect(text.startsWith('\uFEFF证号,姓名,到馆次数,押金\r\n')).toBe(true)
    expect(text.split('\r\n').slice(1, -1).sort()).toEqual(
      [`"'=1+1",张三,-5,123.45`, 'A-10,安一,7,', 'A-9,白二,,', `"'＝cmd","李,""四""",3,`].sort(),
    )
  })
  it('has negative amounts that can be added up, and nothing that only begins like one', () => {
    expect(line(['-12.50', '-5', '-2+3', '-1;=2'])).toBe(`-12.50,-5,"'-2+3","'-1;=2"\r\n`)
  })
  it('is masked as the list is, and ends where the actor’s region ends', async () => {
    const { text } = await taken(desk, { columns: ['card', 'name', 'phone'] })
    expect(text).not.toContain('张三')
    expect(text).not.toContain('13812345678')
    expect(text).toContain('张*')
    expect(text).not.toContain('W-1')
    await expect(taken(volunteer)).rejects.toMatchObject({ status: 403, code: 'register.export' })
  })
  it('keeps to what was looked for', async () => {
    const { count, text } = await taken(steward, { where: [{ field: 'kind', operator: 'is', value: 'child' }], columns: ['card'] })
    expect(count).toBe(2)
    expect(text.split('\r\n').slice(1, -1).sort()).toEqual(['A-10', `"'＝cmd"`].sort())
  })
  it('is on record with its reason before anything of it is sent', async () => {
    const before = (await accessed(steward, 'export')).length
    const { file } = await spine.as(steward, (ctx) => spine.registers.exportList(ctx, readers.name, { columns: ['card', 'phone'], reason }))
    const parts = file[Symbol.asyncIterator]()
    await parts.next()
    expect(await accessed(steward, 'export')).toHaveLength(before)
    await parts.next()
    expect((await accessed(steward, 'export')).at(-1)).toEqual({
      register: readers.name,
      purpose: `duty:导出列表：${reason}`,
      subjects: 4,
      fields: ['phone'],
    })
  })
  it('of a thousand pieces holds one in memory', async () => {
    const many = Array.from({ length: 2_500 }, (_, i) => newReader({ card: `M-${i}`, name: '众人' }))
    await spine.as(officer('eastTown', [everything.name]), (ctx) => spine.registers.addManyUntyped(ctx, readers.name, many))
    const { count, file } = await spine.as(steward, (ctx) => spine.registers.exportList(ctx, readers.name, { columns: ['card'], reason }))
    const pieces: number[] = []
    for await (const piece of file) pieces.push(piece.toString('utf8').split('\r\n').length - 1)
    expect(count).toBe(2_504)
    expect(pieces).toEqual([1, 1000, 1000, 504])
  })
  it('of several duties that overlap holds each record once, by place and then by age, now and as of then', async () => {
    const [town, both] = [officer('eastTown', [everything.name]), { ...west, duties: [...steward.duties, ...west.duties] }]
    const overlapping = {
      ...both,
      duties: [...both.duties, ...town.duties.map((duty) => ({ ...duty, role: asker.name })), ...counter.duties],
    }
    const { rows } = await spine.admin.query<{ card: string }>('select card from spine.reader where ended is null order by region_path, id')
    const inOrder = rows.map(({ card }) => card)
    const cardsOf = ({ text }: { text: string }) =>
      text
        .split('\r\n')
        .slice(1, -1)
        .map((line) => line.replace(/^"?'?([^"]*)"?$/, '$1'))
    for (const who of [both, overlapping]) {
      const { count, text } = await taken(who, { columns: ['card'] })
      expect([count, cardsOf({ text })]).toEqual([inOrder.length, inOrder])
    }
    const past = await taken(both, { columns: ['card'], asOf: new Date(Date.now() + 1000).toISOString() as never })
    expect(cardsOf(past)).toEqual(inOrder)
  })
})

describe('a masked value', () => {
  const reveal = (actor: typeof steward, field = 'phone', id = zhang) =>
    spine.as(actor, (ctx) => spine.registers.reveal(ctx, readers.name, id, field, '电话通知领书'))

  it('is shown once to whoever says what for, and that is on record', async () => {
    expect((await all(desk)).items.find((one) => one.id === zhang)!.phone).not.toBe('13812345678')
    expect(await reveal(desk)).toBe('13812345678')
    expect((await accessed(desk, 'reveal')).at(-1)).toEqual({
      register: readers.name,
      purpose: 'duty:查看明文：电话通知领书',
      subjects: 1,
      fields: ['phone'],
    })
    expect((await all(desk)).items.find((one) => one.id === zhang)!.phone).not.toBe('13812345678')
  })
  it('is not shown to whoever may not, of elsewhere, or of a field that is not there', async () => {
    await expect(reveal(volunteer)).rejects.toMatchObject({ status: 403, code: 'register.reveal' })
    await expect(reveal(desk, 'phone', newKey())).rejects.toMatchObject({ status: 404 })
    const theirs = (await all(west)).items[0]!.id
    await expect(reveal(desk, 'phone', theirs)).rejects.toMatchObject({ status: 404 })
    await expect(reveal(desk, 'nothing')).rejects.toMatchObject({ status: 404 })
    expect((await accessed(volunteer, 'reveal')).length).toBe(0)
  })
})

describe('a saved view', () => {
  const colleague = { ...officer('east', [everything.name]), post: newKey() }
  const view = { page: 'registers/spine.reader', name: '少儿读者', query: 'where.kind=child', reach: 'own' as const }
  const views = (actor: typeof steward) => spine.as(actor, (ctx) => spine.registers.views(ctx, view.page))

  it('is found by whoever made it, and by others as far as it is shared', async () => {
    await spine.as(steward, (ctx) => spine.registers.saveView(ctx, view))
    expect(await views(steward)).toMatchObject([{ ...view, mine: true }])
    expect(await views(colleague)).toEqual([])
    await spine.as(steward, (ctx) =>
      spine.registers.saveView(ctx, { ...view, query: 'where.kind=child&sort=-visits', reach: 'organisation' }),
    )
    expect(await views(colleague)).toMatchObject([{ name: view.name, query: 'where.kind=child&sort=-visits', mine: false }])
    expect(await views(west)).toEqual([])
    await spine.as(steward, (ctx) => spine.registers.saveView(ctx, { ...view, reach: 'post' }))
    expect(await views(colleague)).toEqual([])
    expect(await views({ ...colleague, post: steward.post })).toHaveLength(1)
  })
  it('is taken away by whoever made it alone', async () => {
    const [{ id } = { id: '' }] = await views(steward)
    await expect(spine.as(colleague, (ctx) => spine.registers.removeView(ctx, id))).rejects.toMatchObject({ code: 'view.none' })
    await spine.as(steward, (ctx) => spine.registers.removeView(ctx, id))
    expect(await views(steward)).toEqual([])
  })
  it('is one of two hundred at most', async () => {
    const hoarder = officer('east', [everything.name])
    await spine.as(hoarder, async (ctx) => {
      for (let i = 0; i < 200; i++) await spine.registers.saveView(ctx, { ...view, name: `视图${i}` })
    })
    await expect(spine.as(hoarder, (ctx) => spine.registers.saveView(ctx, view))).rejects.toMatchObject({ status: 429, code: 'view.many' })
    await spine.as(hoarder, (ctx) => spine.registers.saveView(ctx, { ...view, name: '视图7', query: 'search=a' }))
  })
})

describe('a search', () => {
  it('says how many it found, and goes through them by place and age from page to page', async () => {
    const keys = await spine.as(west, (ctx) =>
      spine.registers.addManyUntyped(
        ctx,
        readers.name,
        Array.from({ length: 7 }, (_, i) => newReader({ card: `W-2${i}`, name: `西门${i}号` })),
      ),
    )
    const first = await all(west, { search: '西门', limit: 3 })
    expect(first.found).toEqual({ count: 8, more: false })
    const second = await all(west, { search: '西门', limit: 3, after: first.next! })
    const third = await all(west, { search: '西门', limit: 3, after: second.next! })
    expect([first.next, second.next, third.next]).toEqual(['s3', 's6', null])
    const walked = (await all(west, { limit: 50 })).items.map(({ id }) => id)
    const found = [...first.items, ...second.items, ...third.items].map(({ id }) => id)
    expect(found).toEqual(walked.filter((id) => found.includes(id)))
    expect(found).toHaveLength(8)
    expect((await all(west, { search: '西门', newestFirst: true, limit: 50 })).items.map(({ id }) => id)).toEqual(found.toReversed())
    expect((await all(west, { search: '西门3号' })).items.map(({ id }) => id)).toEqual([keys[3]])
    expect(await all(west, { search: '没有的' })).toMatchObject({ items: [], next: null, found: { count: 0, more: false } })
    await expect(all(west, { search: '西门', after: 'x' })).rejects.toMatchObject({ code: 'list.cursor' })
  })
})
