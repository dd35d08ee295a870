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

const ask = { purpose: '核验救助对象名下的市场主体', ground: '《社会救助暂行办法》第五十八条', until: '2027-03-31' }

test('a department asks for data within a limit of working days; the provider answers, and what it agreed to is a grant', async () => {
  const entity = await find('data-civil', '市场主体')
  expect(entity.register).toBe('entity.entity')
  const civil = await city.as('data-civil')
  const page = (await civil.get(`/api/catalogue/${entity.id}`)).body
  expect(page).toMatchObject({ requestable: true, changes: false })
  const names = page.entry.items.slice(0, 3).map(({ name }: { name: string }) => name)

  expect(await civil.post(`/api/catalogue/${entity.id}/requests`, { ...ask, items: ['没有的项'] })).toMatchObject({
    body: { code: 'catalogue.items' },
  })
  const asked = (await civil.post(`/api/catalogue/${entity.id}/requests`, { ...ask, items: names })).body.request
  // Ten working days after 22 September: the 23rd, 24th, 28th to 30th, then 8 October to the 10th, a Saturday that is worked, the 12th and 13th.
  expect(entity.share).toBe('conditional')
  expect(asked.due).toBe('2026-10-13')

  const market = await city.as('data-market')
  const waiting = (await market.get('/api/catalogue/requests?of=answer')).body.items
  expect(waiting).toMatchObject([{ id: asked.id, state: 'open', purpose: ask.purpose }])
  const told = (await market.get('/api/messages')).body.items
  expect(told.map(({ link }: { link: string }) => link)).toContain(`/desk/catalogue/requests/${asked.id}`)
  // Neither whom it doesn't concern nor who asked may answer.
  expect((await (await city.as('data-police')).get(`/api/catalogue/requests/${asked.id}`)).status).toBe(404)
  const act = (account: string, body: object) => city.as(account).then((one) => one.post(`/api/catalogue/requests/${asked.id}/acts`, body))
  expect((await act('data-civil', { act: 'agree', text: '同意' })).status).toBe(403)

  // The provider asks for more time, once; the keeper of the catalogue consents.
  expect((await act('data-market', { act: 'extend', text: '正在核对字段', days: 5 })).status).toBe(200)
  expect((await act('data-market', { act: 'extend', text: '再延长', days: 5 })).status).toBe(409)
  expect((await act('catalogue', { act: 'allow', text: '同意延长' })).status).toBe(200)
  const later = (await market.get(`/api/catalogue/requests/${asked.id}`)).body.request
  expect(later.due).toBe('2026-10-20')

  expect((await act('data-market', { act: 'agree', text: '同意共享前两项', items: names.slice(0, 2), until: '2026-12-31' })).status).toBe(
    200,
  )
  expect((await act('data-market', { act: 'refuse', text: '改主意' })).status).toBe(409)
  const { request, grant } = (await civil.get(`/api/catalogue/requests/${asked.id}`)).body
  expect(request).toMatchObject({ state: 'agreed', inTime: true, answeredOn: '2026-09-22' })
  expect(grant).toMatchObject({
    items: names.slice(0, 2).map((name: string) => ({ name, key: expect.any(String) })),
    purpose: ask.purpose,
    until: '2026-12-31',
    provideBy: '2026-10-27',
  })
  expect((await civil.get('/api/messages')).body.items[0].title).toContain('同意共享')
})

test('what is late is told to the keeper once, and the rates are counted by department', async () => {
  const entity = await find('data-civil', '市场主体')
  const civil = await city.as('data-civil')
  const { items } = (await civil.get(`/api/catalogue/${entity.id}`)).body.entry
  const second = (await civil.post(`/api/catalogue/${entity.id}/requests`, { ...ask, items: [items[0].name] })).body.request
  city.setNow('2027-01-04T02:00:00Z')
  const market = await city.as('data-market')
  expect((await market.get(`/api/catalogue/requests/${second.id}`)).body.request.light).toBe('red')
  await city.catalogue.requests.watch()
  await city.catalogue.requests.watch()
  const keeper = await city.as('catalogue')
  const late = (await keeper.get('/api/messages')).body.items.filter(({ title }: { title: string }) => title.includes('逾期'))
  expect(late).toHaveLength(1)
  await market.post(`/api/catalogue/requests/${second.id}/acts`, { act: 'refuse', text: '超出履行职责所需' })
  expect((await market.get(`/api/catalogue/requests/${second.id}`)).body.request).toMatchObject({ state: 'refused', inTime: false })
  await city.jobs['indicators-count']!({})
  const figure = await keeper.get('/api/indicators/catalogue.satisfaction?period=2026-09')
  expect(figure.status).toBe(200)
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
