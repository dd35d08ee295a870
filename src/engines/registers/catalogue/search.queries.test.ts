import { afterAll, beforeAll, expect, test } from 'vitest'
import { readFileSync } from 'node:fs'
import { testCity, type TestCity } from '#testing'

/**
 * What people look for and what they mean, by kinds; written from the names, items and departments of the resources without looking at how the
 * search answers. Each is met when what is meant is among the first three.
 */
const poor = '城乡最低生活保障对象信息'
const home = '养老机构基本信息'
const marriage = '婚姻登记信息'
const society = '社会组织登记信息'
const funeral = '殡葬服务机构信息'
const needy = '特困人员救助供养信息'
const entity = '市场主体'
const licence = '电子证照'
const person = '自然人'
const days = '工作日历'

const queries: Record<string, [query: string, meant: string][]> = {
  'exact name': [
    [poor, poor],
    [home, home],
    [marriage, marriage],
    [society, society],
    [funeral, funeral],
    [needy, needy],
    [entity, entity],
    [licence, licence],
    [days, days],
  ],
  'part of a name': [
    ['最低生活保障', poor],
    ['养老机构', home],
    ['婚姻', marriage],
    ['社会组织', society],
    ['殡葬', funeral],
    ['特困人员', needy],
    ['证照', licence],
    ['日历', days],
  ],
  pinyin: [
    ['yanglaojigou', home],
    ['hunyindengji', marriage],
    ['shehuizuzhi', society],
    ['binzang', funeral],
    ['tekunrenyuan', needy],
    ['shichangzhuti', entity],
    ['dianzizhengzhao', licence],
    ['ziranren', person],
    ['gongzuorili', days],
  ],
  initials: [
    ['yljg', home],
    ['hydj', marriage],
    ['shzz', society],
    ['bzfw', funeral],
    ['tkry', needy],
    ['sczt', entity],
    ['dzzz', licence],
    ['zrr', person],
    ['gzrl', days],
  ],
  'one letter wrong': [
    ['yanglaojugou', home],
    ['hunyindemgji', marriage],
    ['shehuizuzi', society],
    ['shichanzhuti', entity],
    ['dianzizhengzao', licence],
    ['gongzuorilo', days],
  ],
  'one character wrong': [
    ['养老机够基本信息', home],
    ['婚姻登计信息', marriage],
    ['社会组织登记信席', society],
    ['殡脏服务机构', funeral],
    ['特困人圆救助', needy],
    ['市场主题', entity],
    ['电子政照', licence],
  ],
  department: [
    ['民政局', home],
    ['市民政局 婚姻', marriage],
    ['公安局', person],
    ['市场监管局', entity],
    ['市公安局', person],
  ],
  'item name': [
    ['核定床位数', home],
    ['月保障金额', poor],
    ['登记字号', marriage],
    ['自理能力等级', needy],
    ['统一社会信用代码', entity],
    ['注册资本', entity],
  ],
}

let city: TestCity
const codes: [string, string][] = []
beforeAll(async () => {
  city = await testCity()
  const file = readFileSync(new URL('../../../../city/4418/inventory-civil-affairs.csv', import.meta.url))
  const steward = await city.as('data-civil')
  await steward.upload('/api/catalogue/inventory?take=true', '清单.csv', file)
  const keeper = await city.as('catalogue')
  for (const { id } of (await keeper.get('/api/catalogue/drafts')).body.items)
    await keeper.post(`/api/catalogue/${id}/state`, { state: 'published' })
  const all = (await steward.get('/api/catalogue?limit=200')).body.items as { name: string; code: string }[]
  for (const name of [home, entity, licence]) codes.push([all.find((one) => one.name === name)!.code, name])
})
afterAll(() => city.stop())

test('60 queries of 9 kinds find what is meant among the first three', async () => {
  const officer = await city.as('health')
  const missed: string[] = []
  let asked = 0
  for (const [kind, list] of Object.entries({ ...queries, code: codes })) {
    let met = 0
    for (const [query, meant] of list) {
      const { items } = (await officer.get(`/api/catalogue?limit=3&search=${encodeURIComponent(query)}`)).body as {
        items: { name: string }[]
      }
      if (items.some(({ name }) => name === meant)) met += 1
      else missed.push(`${kind}: ${query} → ${meant}, not ${items.map(({ name }) => name).join(', ') || 'nothing'}`)
    }
    asked += list.length
    process.stdout.write(`catalogue search, ${kind}: ${met} of ${list.length}\n`)
  }
  process.stdout.write(`catalogue search: ${asked - missed.length} of ${asked}\n${missed.map((one) => `  missed ${one}\n`).join('')}`)
  expect(asked).toBeGreaterThanOrEqual(60)
  expect(missed.length / asked).toBeLessThanOrEqual(0.05)
})
