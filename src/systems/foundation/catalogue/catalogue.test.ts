import { readFileSync } from 'node:fs'
import { writeXlsx } from 'hucre/xlsx'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testCity, type TestCity } from '#testing'

const file = readFileSync(new URL('../../../../city/4418/inventory-civil-affairs.csv', import.meta.url))

let city: TestCity
beforeAll(async () => {
  city = await testCity()
  // A Tuesday; the national holiday begins on 1 October.
  city.setNow('2026-09-22T02:00:00Z')
})
afterAll(() => city.stop())

const bring = async (account: string, take: boolean) =>
  (await city.as(account)).upload(`/api/catalogue/inventory${take ? '?take=true' : ''}`, '民政局目录清单.csv', file)
const find = async (account: string, words: string) =>
  (await (await city.as(account)).get(`/api/catalogue?search=${encodeURIComponent(words)}`)).body.items[0]

test('a department brings its inventory, is told row by row what is wrong, and the keeper of the catalogue publishes what is good', async () => {
  const checked = await bring('data-civil', false)
  expect(checked.status).toBe(200)
  expect(checked.body).toMatchObject({ rows: 36, taken: 0 })
  expect(checked.body.problems.map(({ row, column }: { row: number; column: string }) => [row, column])).toEqual([
    [31, '共享条件'],
    [33, '共享依据'],
    [34, '更新周期'],
    [34, '发布日期'],
    [36, '信息项名称'],
    [37, '信息资源提供方'],
    [37, '信息资源提供方代码'],
    [38, '数据类型'],
    [39, '信息资源名称'],
  ])
  expect((await (await city.as('data-civil')).get('/api/catalogue/drafts')).body.items).toEqual([])

  expect((await bring('data-civil', true)).body.taken).toBe(6)
  const civil = await city.as('data-civil')
  const drafts = (await civil.get('/api/catalogue/drafts')).body
  expect(drafts.items).toHaveLength(6)
  expect(drafts.publishes).toBe(false)
  const poor = drafts.items.find(({ name }: { name: string }) => name === '城乡最低生活保障对象信息')
  expect(poor).toMatchObject({ kind: 'department', share: 'conditional', cycle: 'monthly', publishedOn: '2025-03-12' })
  expect(poor.items).toHaveLength(6)
  // Nobody else sees a draft, and a department does not publish its own.
  expect((await (await city.as('data-market')).get(`/api/catalogue/${poor.id}`)).status).toBe(404)
  expect((await civil.post(`/api/catalogue/${poor.id}/state`, { state: 'published' })).status).toBe(403)
  const around = await civil.patch(`/api/registers/catalogue.resource/${poor.id}`, {
    version: poor.version,
    changes: { state: 'published' },
  })
  expect(around).toMatchObject({ status: 403, body: { code: 'database.policy' } })
  // Brought again, nothing comes twice.
  expect((await bring('data-civil', true)).body.taken).toBe(0)

  const keeper = await city.as('catalogue')
  for (const { id } of drafts.items) expect((await keeper.post(`/api/catalogue/${id}/state`, { state: 'published' })).status).toBe(200)
  expect(await find('data-market', '低保对像')).toBeUndefined()
  expect((await find('data-market', '最低生活保障')).id).toBe(poor.id)
  expect((await city.stranger.get('/api/catalogue?search=%E5%85%BB%E8%80%81%E6%9C%BA%E6%9E%84')).body.items[0].name).toBe(
    '养老机构基本信息',
  )
})

test('what a merged cell of a workbook says holds for every row that it reaches down into', async () => {
  const rows = [
    ['信息资源分类', '信息资源名称', '信息项名称', '数据类型', '共享类型', '更新周期'],
    ['主题信息资源/社会保障', '救助站基本信息', '站名', '字符型C', '无条件共享', '每年'],
    ['', '', '地址', '', '', ''],
    ['', '救助站床位信息', '床位数', '数值型N', '', ''],
  ]
  const down = (startCol: number, startRow: number, endRow: number) => ({ startCol, endCol: startCol, startRow, endRow })
  const merges = [down(0, 1, 3), down(1, 1, 2), down(3, 1, 2), down(4, 1, 3), down(5, 1, 3)]
  const book = await writeXlsx({ sheets: [{ name: '清单', rows, merges }] })
  const { body } = await (await city.as('data-civil')).upload('/api/catalogue/inventory', '清单.xlsx', book)
  expect(body.problems).toEqual([])
  expect(body.resources).toMatchObject([
    {
      row: 2,
      name: '救助站基本信息',
      items: 2,
      record: { kind: 'theme', group: 'social-security', share: 'unconditional', cycle: 'yearly' },
    },
    {
      row: 4,
      name: '救助站床位信息',
      items: 1,
      record: { kind: 'theme', group: 'social-security', share: 'unconditional', cycle: 'yearly' },
    },
  ])
  expect(body.resources[0].record.items).toEqual([
    { name: '站名', type: '字符型C' },
    { name: '地址', type: '字符型C' },
  ])
})

test('whoever follows an entry is told that it changed', async () => {
  const poor = await find('data-market', '最低生活保障')
  const market = await city.as('data-market')
  expect((await market.put(`/api/catalogue/${poor.id}/follow`, { follows: true })).status).toBe(200)
  const civil = await city.as('data-civil')
  const { entry } = (await civil.get(`/api/catalogue/${poor.id}`)).body
  await civil.patch(`/api/registers/catalogue.resource/${poor.id}`, { version: entry.version, changes: { cycle: 'weekly' } })
  await city.settled()
  await city.catalogue.readLog()
  expect((await market.get('/api/messages')).body.items[0]).toMatchObject({ link: `/desk/catalogue/${poor.id}` })
})

test('the catalogue of the demonstration has resources of departments that no register of the platform stands for', async () => {
  const found = await find('data-market', '幼儿园基本信息')
  expect(found).toMatchObject({ name: '幼儿园基本信息', register: null, opening: 'open', share: 'unconditional', kind: 'department' })
  const { entry, titles } = (await (await city.as('data-market')).get(`/api/catalogue/${found.id}`)).body
  expect(titles[entry.provider]).toBe('清远市教育局')
  expect(entry.items.map(({ name }: { name: string }) => name)).toContain('是否普惠')
  // Pupils are known to departments, and not to everybody.
  expect((await find('data-market', '义务教育学籍')).opening).toBe('none')
  const { items } = (await city.stranger.get(`/api/catalogue?search=${encodeURIComponent('义务教育学籍')}`)).body
  expect(items.map(({ name }: { name: string }) => name)).not.toContain('义务教育学籍信息')
})
