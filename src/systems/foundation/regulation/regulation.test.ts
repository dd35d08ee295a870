import { afterAll, beforeAll, expect, test } from 'vitest'
import { testCity, type Got, type TestCity, type Visitor } from '#testing'

/** A city's rule for signboards is taken in, cited by a matter, revised and repealed; whoever cites it learns what became of it. */

let city: TestCity
let keeper: Visitor
let checker: Visitor
let citizen: Visitor
let bureau: string
beforeAll(async () => {
  city = await testCity()
  city.setNow('2026-03-10T09:20:00+08:00')
  keeper = await city.as('regulations')
  checker = await city.as('regulation-checker')
  citizen = await city.as('citizen')
  bureau = (await checker.get('/api/session')).body.actor.organisation.id
})
afterAll(() => city?.stop())

const ok = ({ status, body }: Got) => {
  expect(status, JSON.stringify(body)).toBeLessThan(300)
  return body
}
const act = (who: Visitor, name: string, input: object) => who.post(`/api/systems/regulation/actions/${name}`, input)

const first = `清远市招牌设置办法（虚构）
第一章 总则
第一条 为了规范招牌设置，制定本办法。
第二条 本办法适用于城市建成区。
第二章 设置
第三条 设置招牌应当向城市管理部门备案。
备案应当在设置前五个工作日办理。
第四条 招牌不得遮挡消防通道。
第五条 本办法自2024年1月1日起施行。`

const second = `清远市招牌设置办法（虚构）
第一章 总则
第一条 为了规范招牌设置，制定本办法。
第二条 招牌设置遵循安全、美观、便民的原则。
第三条 本办法适用于城市建成区。
第二章 设置
第四条 设置招牌应当向城市管理部门备案。
备案应当在设置前三个工作日办理。
第五条 本办法自2026年7月1日起施行。`

const about = { rank: 'local-rule', issuer: '清远市人民政府', source: '虚构', verified: false, number: null }
let rule: string
const citation: Record<string, string> = {}

test('words that are no articles are refused with the line, and nothing is taken in', async () => {
  const words = '第一条 为了试验。\n第三条 少了一条。\n第四条'
  const answer = await act(keeper, 'takeIn', {
    ...about,
    title: '试验办法',
    promulgatedOn: '2024-01-01',
    effectiveFrom: '2024-01-01',
    words,
  })
  expect(answer.status).toBe(422)
  expect(answer.body.problems.map(({ message }: { message: string }) => message)).toEqual([
    '第 2 行：第一条之后是第三条，中间缺条',
    '第 3 行：第四条没有内容',
  ])
  expect(ok(await keeper.get('/api/registers/regulation.text?search=试验办法')).items).toEqual([])
})

test('a rule is taken in article by article, and everybody reads it', async () => {
  const taken = ok(
    await act(keeper, 'takeIn', {
      ...about,
      title: '清远市招牌设置办法',
      promulgatedOn: '2023-12-01',
      effectiveFrom: '2024-01-01',
      words: first,
    }),
  )
  expect(taken.articles).toBe(5)
  rule = taken.text
  const { items } = ok(await citizen.get(`/api/registers/regulation.article?where.text=${rule}`))
  const inOrder = items.toSorted((a: { place: number }, b: { place: number }) => a.place - b.place)
  expect(inOrder.map(({ number, heading }: { number: string; heading: string }) => `${heading} ${number}`)).toEqual([
    '第一章 总则 第一条',
    '第一章 总则 第二条',
    '第二章 设置 第三条',
    '第二章 设置 第四条',
    '第二章 设置 第五条',
  ])
  expect(inOrder[2].content).toBe('设置招牌应当向城市管理部门备案。\n备案应当在设置前五个工作日办理。')
  expect(
    (
      await act(keeper, 'takeIn', {
        ...about,
        title: '清远市招牌设置办法',
        promulgatedOn: '2023-12-01',
        effectiveFrom: '2024-01-01',
        words: first,
      })
    ).status,
  ).toBe(409)
})

test('a department says what its matters stand on; an article that is not there is refused', async () => {
  for (const [code, number] of Object.entries({ scope: '第二条', filing: '第三条', safety: '第四条', aim: '第一条' })) {
    const input = { what: 'matter', code: `hall.${code}`, label: `招牌 ${code}`, organisation: bureau, text: rule, number, clause: null }
    citation[code] = ok(await act(checker, 'cite', input)).citation
  }
  const wrong = await act(checker, 'cite', {
    what: 'matter',
    code: 'x',
    label: 'x',
    organisation: bureau,
    text: rule,
    number: '第九条',
    clause: null,
  })
  expect([wrong.status, wrong.body.code, wrong.body.detail]).toEqual([422, 'regulation.article', '2026-03-10 时没有第九条'])
  expect((await act(citizen, 'cite', {})).status).toBe(403)
})

test('a revision is compared first: what is reworded, numbered anew, new and gone, and who cites it', async () => {
  const { articles, ...counts } = ok(await act(keeper, 'compare', { text: rule, words: second }))
  expect(counts).toEqual({ changed: 2, moved: 1, added: 1, repealed: 1 })
  expect(articles.map(({ fate, before, after, cited }: Record<string, unknown>) => [fate, before, after, cited])).toEqual([
    ['只调整条序', '第二条', '第三条', 1],
    ['改动', '第三条', '第四条', 1],
    ['删去', '第四条', null, 1],
    ['改动', '第五条', '第五条', 0],
    ['新增', null, '第二条', 0],
  ])
})

test('the revision begins new periods for what it changes; what held before is still read as of a day', async () => {
  const input = {
    text: rule,
    by: '清远市人民政府令第1号（虚构）',
    number: null,
    promulgatedOn: '2026-03-01',
    effectiveFrom: '2026-07-01',
    source: '虚构',
    verified: false,
    words: second,
  }
  expect((await act(keeper, 'revise', { ...input, effectiveFrom: '2023-01-01' })).body.code).toBe('regulation.day')
  const done = ok(await act(keeper, 'revise', input))
  expect(done).toMatchObject({ changed: 2, moved: 1, added: 1, repealed: 1, toReview: 3 })
  const on = async (day: string) => {
    const { items } = ok(await citizen.get(`/api/registers/regulation.article?where.text=${rule}&effective=${day}`))
    return (items as { place: number; number: string; content: string }[]).toSorted((a, b) => a.place - b.place)
  }
  const before = await on('2026-06-30')
  expect(before.map(({ number }) => number)).toEqual(['第一条', '第二条', '第三条', '第四条', '第五条'])
  expect(before[2]!.content).toContain('五个工作日')
  const after = await on('2026-07-01')
  expect(after.map(({ number }) => number)).toEqual(['第一条', '第二条', '第三条', '第四条', '第五条'])
  expect(after[3]!.content).toContain('三个工作日')
  expect((await act(keeper, 'revise', { ...input, effectiveFrom: '2026-08-01' })).body.code).toBe('regulation.same')
})

test('whoever cites what changed is told, and looks it over', async () => {
  const { items } = ok(await checker.get(`/api/registers/regulation.citation?where.text=${rule}`))
  const states = Object.fromEntries(items.map(({ code, state, changedFrom }: Record<string, string>) => [code, [state, changedFrom]]))
  expect(states).toEqual({
    'hall.aim': ['holds', null],
    'hall.scope': ['review', '2026-07-01'],
    'hall.filing': ['review', '2026-07-01'],
    'hall.safety': ['void', '2026-07-01'],
  })
  // The article is the same one under another number.
  ok(await act(checker, 'confirm', { citation: citation.scope, number: '第三条', note: '只调整条序' }))
  expect((await act(checker, 'confirm', { citation: citation.scope, number: '第三条', note: '再来' })).body.code).toBe('regulation.holds')
  // One that is gone can't be confirmed as it was.
  expect((await act(checker, 'confirm', { citation: citation.safety, number: '第六条', note: '仍有效' })).body.code).toBe(
    'regulation.article',
  )
  await city.settled()
  await city.indicators.catchUp()
  const figures = ok(await keeper.get('/api/figures')).items as { indicator: { name: string }; now: { value: number } }[]
  expect(figures.find(({ indicator }) => indicator.name === 'regulation.to-review')?.now.value).toBe(2)
})

test('a repealed rule holds no more, and nothing can stand on it', async () => {
  const input = { text: rule, by: '清远市人民政府令第2号（虚构）', decidedOn: '2026-08-01', from: '2026-09-01' }
  expect(ok(await act(keeper, 'repeal', input))).toMatchObject({ repealed: 5, toReview: 4 - 1 })
  expect(ok(await citizen.get(`/api/registers/regulation.article?where.text=${rule}&effective=2026-09-01`)).items).toEqual([])
  expect((await act(keeper, 'repeal', input)).body.code).toBe('regulation.repealed')
})

test('the laws that ship are there by article with their revisions, and the city’s matters stand on them', async () => {
  const title = encodeURIComponent('中华人民共和国行政复议法')
  const [law] = ok(await citizen.get(`/api/registers/regulation.text?where.title=${title}`)).items
  expect(law).toMatchObject({ rank: 'law', effectiveFrom: '2024-01-01', repealedOn: null })
  const number = encodeURIComponent('第二十条')
  const on = async (day: string) =>
    ok(await citizen.get(`/api/registers/regulation.article?where.text=${law.id}&where.number=${number}&effective=${day}`)).items
  // Article 20 was about refusals without reason, and is now about the sixty days for asking.
  const [before] = await on('2023-12-31')
  const [after] = await on('2024-01-01')
  expect([before.content.includes('六十日'), after.content.includes('六十日'), before.key === after.key]).toEqual([false, true, false])
  const cited = ok(await keeper.get(`/api/registers/regulation.citation?where.text=${law.id}&where.number=${number}`)).items
  expect(cited.length).toBeGreaterThan(0)
})
