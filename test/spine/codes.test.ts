import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import type { FastifyRequest } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { code, register, role, text } from '#declare'
import { importTasks, openImports } from '#engines/registers'
import { openCompute } from '#kernel/compute'
import { officer, openSpine, type Spine } from './ground.ts'

/** A code list in time: 10 ended in 2020 and became 11, 20 ended and nothing took its place, 30 does not hold yet. */
const codeLists = new Map([
  [
    'trade',
    new Map([
      ['10', '信件寄递'],
      ['11', '邮件寄递'],
      ['20', '电报'],
      ['30', '低空物流'],
    ]),
  ],
])
const codePeriods = new Map([
  [
    'trade',
    new Map([
      ['10', { to: '2020-07-01', successor: '11' }],
      ['11', { from: '2020-07-01' }],
      ['20', { to: '2020-07-01' }],
      ['30', { from: '2999-01-01' }],
    ]),
  ],
])

const shops = register('spine.shop', {
  label: '网点',
  title: 'name',
  unique: ['name'],
  search: ['name'],
  steward: 'market-regulation',
  fields: { name: text('名称', { max: 20 }), trade: code('行业', 'trade', { optional: true }) },
})
const licences = register('spine.shop-licence', {
  label: '网点许可',
  title: 'name',
  search: ['name'],
  steward: 'market-regulation',
  effective: true,
  fields: { name: text('名称', { max: 20 }), trade: code('行业', 'trade') },
})
const keeper = role('spine.shop-keeper', {
  label: '网点管理员',
  about: '登记网点。',
  may: [shops, licences].map(({ name }) => ({
    register: name,
    acts: ['read', 'add', 'change', 'history', 'export'] as const,
    scope: 'region' as const,
  })),
})
const clerk = officer('east', [keeper.name])

let spine: Spine
beforeAll(async () => {
  spine = await openSpine({ registers: [shops, licences], roles: [keeper], codeLists, codePeriods })
})
afterAll(() => spine.close())

const add = (name: string, record: Record<string, unknown>) => spine.as(clerk, (ctx) => spine.registers.addUntyped(ctx, name, record))
const change = (id: string, version: number, changes: Record<string, unknown>) =>
  spine.as(clerk, (ctx) => spine.registers.changeUntyped(ctx, shops.name, id, version, changes))
const problem = (message: string) => ({ problems: [{ path: 'trade', message }] })
/** Written before the list changed. */
async function old(name: string, trade: string): Promise<string> {
  const id = await add(shops.name, { name })
  await spine.admin.query('set session_replication_role = replica')
  await spine.admin.query('update spine.shop set trade = $2 where id = $1', [id, trade])
  await spine.admin.query('set session_replication_role = origin')
  return id
}

test('a code that ended is refused with the day and what took its place, one to come with its day', async () => {
  await expect(add(shops.name, { name: '甲', trade: '10' })).rejects.toMatchObject(
    problem('代码 10 信件寄递 已于 2020-07-01 停用，请改用 11 邮件寄递'),
  )
  await expect(add(shops.name, { name: '甲', trade: '20' })).rejects.toMatchObject(problem('代码 20 电报 已于 2020-07-01 停用'))
  await expect(add(shops.name, { name: '甲', trade: '30' })).rejects.toMatchObject(problem('代码 30 低空物流 从 2999-01-01 起才可用'))
  await add(shops.name, { name: '甲', trade: '11' })
})

test('what a record has it keeps; what it is given holds on the day from which the record does', async () => {
  const id = await old('乙', '10')
  expect(await change(id, 1, { name: '乙店', trade: '10' })).toMatchObject({ trade: '10', version: 2 })
  await expect(change(id, 2, { trade: '20' })).rejects.toMatchObject(problem('代码 20 电报 已于 2020-07-01 停用'))
  await expect(add(licences.name, { name: '乙', trade: '11', from: '2019-01-01' })).rejects.toMatchObject(
    problem('代码 11 邮件寄递 从 2020-07-01 起才可用'),
  )
  await add(licences.name, { name: '乙', trade: '10', from: '2019-01-01', to: '2020-01-01' })
  await expect(add(licences.name, { name: '乙', trade: '10', from: '2020-07-01' })).rejects.toMatchObject(
    problem('代码 10 信件寄递 已于 2020-07-01 停用，请改用 11 邮件寄递'),
  )
})

test('an old code in a filter finds what is under it and under the one that took its place', async () => {
  const [under, since] = [await old('丙旧', '10'), await add(shops.name, { name: '丙新', trade: '11' })]
  const found = (value: string, asOf?: string) =>
    spine.as(clerk, async (ctx) => {
      const { items } = await spine.registers.listUntyped(ctx, shops.name, {
        where: [{ field: 'trade', operator: 'is', value }],
        ...(asOf ? { asOf: asOf as never } : {}),
      })
      return items.map((one) => one.id).filter((id) => id === under || id === since)
    })
  expect(new Set(await found('10'))).toEqual(new Set([under, since]))
  expect(await found('11')).toEqual([since])
})

test('a file with an ended code comes back with the sentence', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'codes-'))
  const compute = openCompute(importTasks, 1)
  try {
    const imports = openImports(spine.ground, spine.options, { folder, compute, inEnglish: () => undefined })
    const bytes = Buffer.from('名称,行业\n丁,10\n戊,11\n己,信件寄递\n')
    const form = {
      isMultipart: () => true,
      file: async () => ({ filename: 'a.csv', fields: {}, file: Readable.from([bytes]) }),
    } as unknown as FastifyRequest
    const { id, mapping } = await spine.as(clerk, (ctx) => imports.upload(ctx, shops.name, form))
    await spine.as(clerk, (ctx) => imports.intend(ctx, id, { mapping, mode: 'add', whole: false }))
    await imports.jobs['registers-import-check']({ batch: id, actor: clerk })
    const refused = await spine.as(clerk, (ctx) => imports.refusals(ctx, id, 0))
    const sentence = '“行业”一列：代码 10 信件寄递 已于 2020-07-01 停用，请改用 11 邮件寄递'
    expect(JSON.stringify(refused)).toContain(sentence)
    expect(await spine.as(clerk, (ctx) => imports.get(ctx, id))).toMatchObject({ refused: 2, fresh: 1 })
  } finally {
    await compute.close()
    await rm(folder, { recursive: true })
  }
})

test('a list as of an instant goes out as it was shown then, to whoever may see it now', async () => {
  const id = await add(shops.name, { name: '庚', trade: '11' })
  const { rows } = await spine.admin.query(`select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at`)
  const asOf = rows[0].at as never
  await change(id, 1, { name: '庚改' })
  const later = await add(shops.name, { name: '辛', trade: '11' })
  const listed = await spine.as(clerk, async (ctx) => (await spine.registers.listUntyped(ctx, shops.name, { asOf, limit: 500 })).items)
  expect(listed.map(({ name }) => name)).toContain('庚')
  expect(listed.map((one) => one.id)).not.toContain(later)
  const taken = (actor: typeof clerk) =>
    spine.as(actor, async (ctx) => {
      const { count, file } = await spine.registers.exportList(ctx, shops.name, {
        columns: ['name'],
        format: 'ndjson',
        reason: '核对过去',
        asOf,
      })
      const pieces: Buffer[] = []
      for await (const piece of file) pieces.push(piece)
      return {
        count,
        names: Buffer.concat(pieces)
          .toString()
          .trim()
          .split('\n')
          .filter(Boolean)
          .map((line) => (JSON.parse(line) as { name: string }).name),
      }
    })
  const { count, names } = await taken(clerk)
  expect(names).toEqual(listed.map(({ name }) => name))
  expect(count).toBe(names.length)
  // Whose duty reaches another region is given nothing of this one, as of whatever time.
  expect(await taken(officer('west', [keeper.name]))).toEqual({ count: 0, names: [] })
  const described = await spine.as(clerk, async (ctx) =>
    spine.registers.describeExport(ctx, shops.name, { columns: ['name'], file: 'a.csv', hasEnded: false, asOf }),
  )
  expect(described).toMatchObject({ 'dc:valid': { '@value': asOf, '@type': 'xsd:dateTime' } })
})
