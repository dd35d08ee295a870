import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import type { FastifyRequest } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { address, area, date, formula, gapless, number, period, ref, references, register, role, text, type Fields } from '#declare'
import { importTasks, openImports, type Batch, type Imports } from '#engines/registers'
import { openCompute, type Compute } from '#kernel/compute'
import type { Actor } from '#kernel/context'
import { newKey } from '#kernel/keys'
import { newReader, officer, openSpine, readers, type Spine } from './ground.ts'
import { codeLists, fullHaulage, hauler, haulage } from './haulage.ts'

/** Permits to occupy a street: found by their number of application, numbered without gaps once they are signed. */
const permits = register('spine.permit', {
  label: '占道许可',
  title: 'code',
  unique: ['code'],
  search: ['code', 'summary', 'certificate'],
  steward: 'urban-management',
  fields: {
    code: text('受理号', { max: 20 }),
    days: number('天数'),
    signed: date('签发日期', { optional: true }),
    street: address('路段', { optional: true }),
    held: period('占用时间', { optional: true }),
    zone: area('占用范围', { optional: true }),
    inspector: ref('巡查员', readers.name, { optional: true }),
    clerks: references('经办人', readers.name, { optional: true }),
    certificate: gapless('许可证号', { format: '占〔{yyyy}〕{000}号', on: 'signed' }),
    ledger: gapless('台账序号', { format: '{000}' }),
    fee: formula('占道费', 'days * 12.5', { gives: 'money' }),
    summary: formula('概要', 'code + (if days > 10 then "长期" else "临时")', { gives: 'text' }),
  },
})
const permitter = role('spine.permitter', {
  label: '占道许可员',
  about: '办理本区划的占道许可。',
  may: [{ register: permits.name, acts: ['read', 'add', 'change', 'history', 'export'], scope: 'region' }],
})

let spine: Spine
let imports: Imports
let compute: Compute
let folder: string
const clerk = officer('east', [hauler.name, permitter.name])
const central = officer('city', [hauler.name, permitter.name])

beforeAll(async () => {
  spine = await openSpine({ registers: [haulage, permits], roles: [hauler, permitter], codeLists })
  folder = await mkdtemp(join(tmpdir(), 'imports-'))
  compute = openCompute(importTasks, 1)
  imports = openImports(spine.ground, spine.options, { folder, compute, inEnglish: () => undefined })
})
afterAll(async () => {
  await compute.close()
  await spine.close()
  await rm(folder, { recursive: true })
})

/** A form with one file, as the server's parser gives it. */
const form = (bytes: string | Buffer) =>
  ({
    isMultipart: () => true,
    file: async () => ({ filename: 'a.csv', fields: {}, file: Readable.from([Buffer.from(bytes as string)]) }),
  }) as unknown as FastifyRequest

async function checked(name: string, bytes: string | Buffer, actor: Actor = clerk, whole = false): Promise<Batch> {
  const { id, mapping } = await spine.as(actor, (ctx) => imports.upload(ctx, name, form(bytes)))
  await spine.as(actor, (ctx) => imports.intend(ctx, id, { mapping, mode: name === permits.name ? 'both' : 'add', whole }))
  await imports.jobs['registers-import-check']({ batch: id, actor })
  return spine.as(actor, (ctx) => imports.get(ctx, id))
}
async function applied({ id }: Batch, actor: Actor = clerk): Promise<Batch> {
  await spine.as(actor, (ctx) => imports.start(ctx, id))
  await imports.jobs['registers-import-apply']({ batch: id, actor })
  return spine.as(actor, (ctx) => imports.get(ctx, id))
}
const imported = async (name: string, bytes: string | Buffer, actor: Actor = clerk) => applied(await checked(name, bytes, actor), actor)
const refusals = ({ id }: Batch) => spine.as(clerk, (ctx) => imports.refusals(ctx, id, 0))
const add = (name: string, record: Record<string, unknown>, actor = clerk) =>
  spine.as(actor, (ctx) => spine.registers.addUntyped(ctx, name, record))
const read = (name: string, id: string, actor = clerk) =>
  spine.as(actor, async (ctx) => (await spine.registers.getUntyped(ctx, name, id)).record)
const permit = async (code: string) => {
  const { rows } = await spine.admin.query<{ id: string }>('select id from spine.permit where code = $1', [code])
  return read(permits.name, rows[0]!.id)
}
const found = (search: string) =>
  spine.as(clerk, async (ctx) => (await spine.registers.listUntyped(ctx, permits.name, { search })).items.map(({ code }) => code))

async function exported(name: string, columns: readonly string[], format: 'csv' | 'xlsx' | 'ndjson'): Promise<Buffer> {
  const { file } = await spine.as(clerk, (ctx) => spine.registers.exportList(ctx, name, { columns, format, reason: '测试导出' }))
  const pieces: Buffer[] = []
  for await (const piece of file) pieces.push(piece)
  return Buffer.concat(pieces)
}

/** What stands in no file, and what a sheet has no place for. */
const withoutOwn = (record: Record<string, unknown>) => {
  const { id: _id, recorded: _recorded, number: _number, ledger: _ledger, certificate: _certificate, plan: _plan, from, ...rest } = record
  return { ...rest, from: (from as { text: string }).text }
}

test.each(['csv', 'xlsx', 'ndjson'] as const)('a value of every kind goes out as %s and comes in as it was', async (format) => {
  const crew = [await add(readers.name, newReader({ name: `甲${format}` })), await add(readers.name, newReader({ name: `乙 ${format}` }))]
  const full = { ...fullHaulage, crew, checker: crew[0], issuedOn: '2026-03-05', site: `工地${format}` }
  const parts = {
    type: 'MultiPolygon',
    coordinates: [
      fullHaulage.dump.coordinates,
      [
        [
          [113, 23],
          [113.001, 23],
          [113, 23.001],
          [113, 23],
        ],
      ],
    ],
  }
  const ids = [
    await add(haulage.name, full),
    await add(haulage.name, {
      ...full,
      dump: parts,
      valid: { from: '2026-03-06', until: null },
      waste: null,
      checker: null,
      fee: -0.5 * 100,
    }),
  ]
  const columns = Object.entries(haulage.fields as Fields).flatMap(([key, { kind }]) =>
    ['sequence', 'gapless', 'formula', 'file', 'picture'].includes(kind) ? [] : [key],
  )
  const before = await Promise.all(ids.map((id) => read(haulage.name, id)))
  const file = await exported(haulage.name, columns, format)
  for (const id of ids) await spine.as(clerk, (ctx) => spine.registers.end(ctx, haulage.name, id, 1))
  const batch = await imported(haulage.name, file, central)
  expect(batch, JSON.stringify(await spine.as(central, (ctx) => imports.refusals(ctx, batch.id, 0)))).toMatchObject({
    added: 2,
    refused: 0,
  })
  const { rows } = await spine.admin.query<{ id: string }>(
    'select id from spine.haulage where ended is null and site = $1 order by ledger',
    [full.site],
  )
  const after = await Promise.all(rows.map(({ id }) => read(haulage.name, id, central)))
  expect(after.map(withoutOwn)).toEqual(before.map(withoutOwn))
  // Numbers without gaps go on where those of the door stopped, in the order of the file.
  const [last, ...next] = [before[1]!, ...after].map(({ ledger }) => Number(ledger))
  expect(next).toEqual([last! + 1, last! + 2])
  expect(after.map(({ certificate }) => certificate)).toEqual([
    expect.stringMatching(/^清渣〔\d{4}〕\d{3}号$/),
    expect.stringMatching(/号$/),
  ])
})

test('what only the database can say of a row refuses it in words', async () => {
  await add(readers.name, newReader({ name: '丙' }))
  const lines = [
    '受理号,天数,占用范围,经办人,占用时间',
    'B1,3,"POLYGON ((113 23, 113.1 23.1, 113.1 23, 113 23.1, 113 23))",,',
    'B2,3,,丙、没有这个人,',
    `B3,3,,${newKey()},`,
    'B4,3,"POLYGON ((113 23, 113.1 23, 113.1 23.1, 113 23))",丙,2024-01-01 至 2024-12-31',
    'B5,3,,,2024-12-31 至 2024-01-01',
    'B6,1e14,,,',
  ]
  const batch = await imported(permits.name, lines.join('\n'))
  expect(batch).toMatchObject({ added: 1, refused: 5 })
  expect(await refusals(batch)).toEqual([
    { n: 2, problems: [expect.stringMatching(/^“占用范围”一列：图形的边界自相交（113\.050000, 23\.050000 处）$/)] },
    { n: 3, problems: ['“经办人”一列：找不到读者“没有这个人”'] },
    { n: 4, problems: ['“经办人”一列：没有这条记录，或不归您查看'] },
    { n: 6, problems: ['“占用时间”一列：结束日期不能早于开始日期'] },
    { n: 7, problems: [expect.stringContaining('“占道费”')] },
  ])
  expect(await permit('B4')).toMatchObject({ held: { from: '2024-01-01', until: '2024-12-31' }, fee: 3750, summary: 'B4临时' })
})

test('a change works formulas out anew, issues what is signed now, and keeps what an address had beside its words', async () => {
  const region = newKey()
  const street = { text: '北门街', region, at: [113.05, 23.68] }
  await add(permits.name, { code: 'C1', days: 3, street })
  await add(permits.name, { code: 'C2', days: 3, street, signed: '2026-01-01' })
  const { certificate, ledger } = await permit('C2')
  const file = '受理号,天数,路段,签发日期\nC1,20,北门街,2026-02-01\nC2,3,南门街,2026-01-01\n'
  expect(await imported(permits.name, file)).toMatchObject({ added: 0, changed: 2, same: 0, refused: 0 })
  const next = String(certificate).replace(/\d{3}(?=号)/, (one) => String(Number(one) + 1).padStart(3, '0'))
  expect(await permit('C1')).toMatchObject({ version: 2, fee: 25_000, summary: 'C1长期', street, certificate: next })
  expect(await permit('C2')).toMatchObject({ version: 2, fee: 3750, street: { text: '南门街' }, certificate, ledger })
  expect(await found('长期')).toEqual(['C1'])
  expect(await found(next)).toEqual(['C1'])
  expect(await imported(permits.name, file)).toMatchObject({ added: 0, changed: 0, same: 2, refused: 0 })
  // Without a column that formulas read, they stay.
  expect(await imported(permits.name, '受理号,占用时间\nC1,2026-01-01 至 长期\n')).toMatchObject({ changed: 1 })
  expect(await permit('C1')).toMatchObject({ version: 3, held: { from: '2026-01-01', until: null }, fee: 25_000, summary: 'C1长期' })
  const { rows } = await spine.admin.query(
    `select h.old from spine.permit_history h join spine.permit t using (id) where t.code = 'C1' and h.version = 1`,
  )
  expect(rows).toMatchObject([{ old: { days: 3, fee: 3750, summary: 'C1临时', certificate: null } }])
})

test('references that are there already stay, though whoever imports does not see them', async () => {
  const far = await spine.as(central, (ctx) => spine.registers.addUntyped(ctx, readers.name, newReader({ name: '丁' })))
  const id = await add(permits.name, { code: 'E1', days: 3 })
  await spine.as(central, (ctx) => spine.registers.changeUntyped(ctx, permits.name, id, 1, { clerks: [far] }))
  expect(await imported(permits.name, `受理号,天数,经办人\nE1,4,${far}\n`)).toMatchObject({ changed: 1, refused: 0 })
  expect(await imported(permits.name, `受理号,天数,经办人\nE2,4,${far}\n`)).toMatchObject({ added: 0, refused: 1 })
})

test('numbers without gaps are given to the rows that go in, in their order, and to no other', async () => {
  const numbered = async () =>
    (
      await spine.admin.query<{ code: string; ledger: string }>(
        `select code, ledger from spine.permit where code like 'D%' order by ledger`,
      )
    ).rows
  const batch = await checked(permits.name, '受理号,天数\nD1,1\nD2,1\nD3,1\nD4,1\n')
  expect(batch).toMatchObject({ fresh: 4, refused: 0 })
  // Somebody is quicker than the batch with its second row.
  await add(permits.name, { code: 'D2', days: 9 })
  expect(await applied(batch)).toMatchObject({ added: 3, refused: 1, state: 'done' })
  const rows = await numbered()
  expect(rows.map(({ code }) => code)).toEqual(['D2', 'D1', 'D3', 'D4'])
  const first = Number(rows[0]!.ledger)
  expect(rows.map(({ ledger }) => Number(ledger))).toEqual([first, first + 1, first + 2, first + 3])
  await add(permits.name, { code: 'D5', days: 1 })
  expect(Number((await numbered()).at(-1)!.ledger)).toBe(first + 4)
})

test('a row that the database refuses, and a batch that goes in whole or not at all, leave no gap', async () => {
  const numbered = async () =>
    (
      await spine.admin.query<{ code: string; ledger: string }>(
        `select code, ledger from spine.permit where code like 'G%' order by ledger`,
      )
    ).rows
  await add(permits.name, { code: 'G0', days: 1 })
  const bad = await imported(permits.name, `受理号,天数,巡查员\nG1,1,\nG2,1,${newKey()}\nG3,1,\n`)
  expect(bad).toMatchObject({ added: 2, refused: 1, state: 'done' })
  const whole = await checked(permits.name, '受理号,天数\nG4,1\nG5,1\n', clerk, true)
  await add(permits.name, { code: 'G5', days: 9 })
  expect(await applied(whole)).toMatchObject({ added: 0, state: 'failed', problem: expect.stringContaining('第 3 行') })
  await add(permits.name, { code: 'G6', days: 1 })
  const rows = await numbered()
  expect(rows.map(({ code }) => code)).toEqual(['G0', 'G1', 'G3', 'G5', 'G6'])
  const first = Number(rows[0]!.ledger)
  expect(rows.map(({ ledger }) => Number(ledger) - first)).toEqual([0, 1, 2, 3, 4])
})

test('nobody brings what the register gives out itself', async () => {
  const { mapping } = await spine.as(clerk, (ctx) =>
    imports.upload(ctx, permits.name, form('受理号,天数,许可证号,占道费\nF1,1,占〔2026〕999号,0\n')),
  )
  expect(mapping).toEqual(['code', 'days', null, null])
})
