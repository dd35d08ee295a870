import { afterAll, beforeAll, expect, test } from 'vitest'
import { saidIn } from '#testing'
import {
  citizen,
  everything,
  fines,
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

const onlooker = role('spine.onlooker', {
  label: '旁观者',
  about: '查看全市的读者，没有查看历史的权限。',
  may: [{ register: readers.name, acts: ['read'], scope: 'all' }],
})
const pricing = role('spine.pricing', {
  label: '定价员',
  about: '只维护收费标准。',
  may: [{ register: 'spine.tariff', acts: ['read', 'add', 'change'], scope: 'region' }],
})
let spine: Spine
const steward = officer('east', [everything.name])
const other = officer('west', [everything.name], organisations.archive)
const volunteer = officer('east', [masked.name])
const counter = officer('city', [widely.name])
const secret = {
  name: '欧阳翠翠',
  personId: '110105199001011232',
  phone: '13812345678',
  born: '1990-01-01',
}
let mine = ''
let theirs = ''
const holder = citizen(newKey())

const list = (actor: typeof steward, query: Parameters<Spine['registers']['listUntyped']>[2] = {}) =>
  spine.as(actor, (ctx) => spine.registers.listUntyped(ctx, readers.name, query))

beforeAll(async () => {
  spine = await openSpine({ roles: [onlooker, pricing] })
  mine = await spine.as(steward, (ctx) =>
    spine.registers.addUntyped(ctx, readers.name, newReader({ ...secret, card: 'A-1', person: holder.person! })),
  )
  theirs = await spine.as(other, (ctx) => spine.registers.addUntyped(ctx, readers.name, newReader({ name: '司马光', card: 'B-2' })))
})
afterAll(() => spine.close())

/** Nothing of a value may be in what somebody was given. */
const hides = (given: unknown) => {
  for (const value of [...Object.values(secret), '翠', '1990', '12345']) expect(saidIn(given), value).not.toContain(value)
}

test('a record read without the right to plain values has them masked, and says which', async () => {
  const page = await list(volunteer)
  hides(page)
  expect(page.masked.sort()).toEqual(['born', 'name', 'personId', 'phone'])
  expect(page.items).toMatchObject([{ card: 'A-1', name: '欧***', born: null, active: true }])
  hides(await spine.as(volunteer, (ctx) => spine.registers.getUntyped(ctx, readers.name, mine)))
})

test('whoever may see the plain values sees them, and so does the holder at any door', async () => {
  const { record } = await spine.as(steward, (ctx) => spine.registers.getUntyped(ctx, readers.name, mine))
  expect(record).toMatchObject(secret)
  const page = await spine.as(holder, (ctx) => spine.registers.listUntyped(ctx, readers.name, {}), { door: 'hall' })
  expect(page.items).toMatchObject([secret])
  expect(page.masked).toEqual([])
})

test('a right to plain values that reaches less far than the right to read unmasks only its own records', async () => {
  const page = await list(counter)
  expect(page.items.map((one) => [one.card, one.name]).sort()).toEqual([
    ['A-1', '欧阳翠翠'],
    ['B-2', '司**'],
  ])
  const found = await spine.as(counter, (ctx) => spine.registers.getUntyped(ctx, readers.name, theirs))
  expect(found).toMatchObject({ record: { name: '司**' }, masked: ['name'] })
  expect((await list(counter, { search: '司马' })).items).toEqual([])
  expect((await list(counter, { search: '欧阳' })).items).toHaveLength(1)
  expect((await list(counter, { search: 'B-2' })).items).toHaveLength(1)
})

test('a masked value is not found by searching for it', async () => {
  for (const search of ['欧阳翠翠', '欧阳', '翠', '翠翠']) {
    expect((await list(volunteer, { search })).items, search).toEqual([])
    expect((await list(steward, { search })).items, search).toHaveLength(1)
  }
  // What isn't masked still is.
  expect((await list(volunteer, { search: 'A-1' })).items).toHaveLength(1)
  expect((await list(steward, { search: '欧阳 A-1' })).items).toHaveLength(1)
  expect((await list(steward, { search: '~欧阳' })).items).toHaveLength(1)
  expect((await list(volunteer, { search: '~欧阳' })).items).toEqual([])
})

test('a masked value is not found by filtering; an exact sealed one is, and that is on record', async () => {
  for (const where of [
    { field: 'name', operator: 'is', value: '欧阳翠翠' },
    { field: 'name', operator: 'contains', value: '欧' },
    { field: 'name', operator: 'in', value: ['欧阳翠翠', '司马光'] },
    { field: 'born', operator: 'atLeast', value: '1980-01-01' },
    { field: 'born', operator: 'between', value: ['1980-01-01', '1999-01-01'] },
    { field: 'born', operator: 'isEmpty', value: true },
  ] as const)
    await expect(list(volunteer, { where: [where] }), JSON.stringify(where)).rejects.toMatchObject({ status: 403, code: 'list.masked' })
  const before = await accesses()
  const found = await list(volunteer, { where: [{ field: 'personId', operator: 'is', value: secret.personId }] })
  expect(found.items).toHaveLength(1)
  hides(found)
  expect(await accesses()).toBe(before + 1)
})

const accesses = async () => {
  const { rows } = await spine.admin.query('select count(*)::int as n from kernel.access where actor = $1', [volunteer.account])
  return rows[0].n as number
}

test('the history masks what it replaced', async () => {
  const id = await spine.as(steward, (ctx) =>
    spine.registers.addUntyped(ctx, readers.name, newReader({ ...secret, personId: null, card: 'C-3' })),
  )
  await spine.as(steward, (ctx) =>
    spine.registers.changeUntyped(ctx, readers.name, id, 1, { name: '王丽', phone: null, born: '2001-02-03', visits: 3 }),
  )
  const asked = await spine.as(volunteer, (ctx) => spine.registers.history(ctx, readers.name, id))
  hides(asked)
  expect(asked[0]!.before).toMatchObject({ name: '欧***', born: null, visits: null })
  hides(await spine.as(volunteer, (ctx) => spine.registers.asOf(ctx, readers, id, new Date(asked[1]!.recorded))))
  const plainly = await spine.as(steward, (ctx) => spine.registers.history(ctx, readers.name, id))
  expect(plainly[0]!.before).toMatchObject({ name: secret.name, phone: secret.phone, born: secret.born })
})

test('a change of one side of a record leaves its other sides where they are', async () => {
  const id = await spine.as(steward, (ctx) => spine.registers.addUntyped(ctx, readers.name, newReader({ card: 'D-4' })))
  const where = async () => {
    const { rows } = await spine.admin.query('select region_code, region_path, organisation, holder from spine.reader where id = $1', [id])
    return rows[0]
  }
  const before = await where()
  const above = officer('city', [everything.name], organisations.archive)
  await spine.as(above, (ctx) => spine.registers.changeUntyped(ctx, readers.name, id, 1, { person: holder.person }))
  expect(await where()).toEqual({ ...before, holder: holder.person })
})

test('the history of a record is for whoever has that right where the record lies', async () => {
  const reader = { ...officer('city', [onlooker.name]), person: holder.person }
  const both = { ...reader, duties: [...reader.duties, ...volunteer.duties] }
  for (const who of [reader, both]) {
    expect((await spine.as(who, (ctx) => spine.registers.getUntyped(ctx, readers.name, theirs))).record.card).toBe('B-2')
    await expect(spine.as(who, (ctx) => spine.registers.history(ctx, readers.name, theirs))).rejects.toMatchObject({
      code: 'register.history',
    })
    expect(await spine.as(who, (ctx) => spine.registers.history(ctx, readers.name, mine))).toHaveLength(1)
  }
})

test('a request for a correction is seen and answered by whoever may change the record, not by every colleague', async () => {
  const { id } = await spine.as(steward, (ctx) => spine.registers.proposeCorrection(ctx, readers.name, mine, { visits: 5 }, '少记了'))
  const priced = officer('east', [pricing.name])
  expect(await spine.as(priced, (ctx) => spine.registers.asks(ctx))).toEqual([])
  await expect(spine.as(priced, (ctx) => spine.registers.answer(ctx, id, false, '不归我管'))).rejects.toMatchObject({ code: 'ask.answer' })
  expect(await spine.as(steward, (ctx) => spine.registers.asks(ctx))).toMatchObject([{ id }])
  // Nobody answers what they asked themselves.
  await expect(spine.as(steward, (ctx) => spine.registers.answer(ctx, id, true, '属实'))).rejects.toMatchObject({ code: 'ask.own' })
  expect(await spine.as(officer('east', [everything.name]), (ctx) => spine.registers.answer(ctx, id, true, '属实'))).toMatchObject({
    state: 'accepted',
  })
})

test('titles of records that are referred to are masked', async () => {
  const titles = (actor: typeof steward) =>
    spine.as(actor, (ctx) => spine.registers.titles(ctx, new Map([[readers.name, new Set([mine, theirs])]])))
  expect(await titles(volunteer)).toEqual({ [mine]: '欧***' })
  expect(await titles(steward)).toEqual({ [mine]: '欧阳翠翠' })
  expect(await titles(counter)).toEqual({ [mine]: '欧阳翠翠', [theirs]: '司**' })
})

test('refusals say nothing of the values', async () => {
  const refused: unknown[] = []
  const attempt = async (work: Promise<unknown>) => {
    const error = await work.then(
      () => undefined,
      (thrown: Error) => thrown,
    )
    if (!error) throw new Error('not refused')
    refused.push({ ...error, text: error.message })
  }
  await attempt(spine.as(steward, (ctx) => spine.registers.addUntyped(ctx, readers.name, newReader({ personId: secret.personId }))))
  await attempt(spine.as(volunteer, (ctx) => spine.registers.changeUntyped(ctx, readers.name, mine, 1, { name: '甲' })))
  await attempt(spine.as(other, (ctx) => spine.registers.getUntyped(ctx, readers.name, mine)))
  await attempt(spine.as(steward, (ctx) => spine.registers.addUntyped(ctx, fines.name, { note: '一', reader: theirs, fen: 'x' })))
  const [duplicate] = refused as { code: string; path: string }[]
  expect(duplicate).toMatchObject({ code: 'register.unique', path: 'personId' })
  hides(refused.map((one) => ({ ...(one as object), cause: undefined })))
})

test('a page shows each record once when two duties overlap, in the order of place', async () => {
  const twice = officer('east', [everything.name, masked.name, widely.name])
  const page = await list(twice)
  const ids = page.items.map((one) => one.id)
  expect(new Set(ids).size).toBe(ids.length)
  expect(page.items.find((one) => one.id === mine)).toMatchObject(secret)
  let after: string | undefined
  const paged: string[] = []
  do {
    const next = await list(twice, { limit: 1, ...(after ? { after } : {}) })
    paged.push(...next.items.map((one) => one.id))
    after = next.next ?? undefined
  } while (after)
  expect(paged).toEqual(ids)
})
