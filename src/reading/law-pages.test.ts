import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testCity, type TestCity, type Visitor } from '#testing'

const TITLE = '清远市测试管理办法'
const first = [
  '第一章 总则',
  '第一条 为了规范测试，制定本办法。',
  '第二条 测试每年两次。',
  '第二章 附则',
  '第三条 本办法自公布之日起施行。',
]
const second = first.map((line) => line.replace('每年两次', '每年四次')).concat('第四条 违反本办法的，责令改正。')

let city: TestCity
let reader: Visitor
/** A page as somebody with a session reads it, for whom none is kept; titles may break anywhere between words. */
const page = async (path: string) => {
  const { status, body } = await reader.get(path)
  return { status, html: String(body).replaceAll('<wbr/>', '') }
}
const at = (query = '') => page(`/laws/${encodeURIComponent(TITLE)}${query}`)
const run = (name: string, input: Record<string, unknown>) =>
  city.identity.asSystem('测试', (ctx) => city.acting.run(ctx, 'regulation', name, input, null))

beforeAll(async () => {
  city = await testCity()
  reader = await city.as('citizen')
})
afterAll(() => city.stop())

describe('laws and rules are read by everybody', { timeout: 30_000 }, () => {
  const given = { number: '清府〔2020〕1号', source: '测试', verified: false }
  let text: unknown

  it('a text that was taken in stands in the list and is found by words of its articles', async () => {
    expect((await page('/laws')).html).not.toContain(TITLE)
    const input = {
      ...given,
      title: TITLE,
      rank: 'local-rule',
      issuer: '清远市人民政府',
      promulgatedOn: '2020-01-02',
      effectiveFrom: '2020-01-02',
    }
    text = (await run('takeIn', { ...input, words: first.join('\n') })).text
    expect((await page('/laws')).html).toContain(TITLE)
    expect((await page('/laws?rank=local-rule')).html).toContain(TITLE)
    expect((await page('/laws?rank=law')).html).not.toContain(TITLE)
    const { html } = await page(`/laws?q=${encodeURIComponent('每年两次')}`)
    expect(html).toContain(`《${TITLE}》第二条`)
    expect(html).not.toContain(`《${TITLE}》第一条`)
  })

  it('shows its articles under their headings, as they hold on the day that is asked for', async () => {
    await run('revise', {
      ...given,
      text,
      by: '清远市人民政府关于修改的决定',
      promulgatedOn: '2022-05-01',
      effectiveFrom: '2022-06-01',
      words: second.join('\n'),
    })
    const now = await at()
    expect(now.status).toBe(200)
    expect(now.html).toMatch(/id="第二条"[\s\S]*每年四次[\s\S]*2022年6月1日起是这样写的/)
    expect(now.html).toContain('第四条')
    expect(now.html.match(/<h2[^>]*>第[一二]章/g)).toHaveLength(2)
    const before = await at('?on=2021-03-01')
    expect(before.html).toContain('每年两次')
    expect(before.html).toContain('2022年6月1日起不再这样写')
    expect(before.html).not.toContain('第四条')
    expect((await at('?on=2019-03-01')).html).toContain('2019年3月1日没有有效的条文')
  })

  it('says what is no day, and knows no others', async () => {
    expect((await at('?on=2021-02-30')).html).toContain('先按今天显示')
    expect((await page('/laws/no-such-text')).status).toBe(404)
    expect((await page(`/laws/${encodeURIComponent('行政许可法')}`)).html).toContain('中华人民共和国行政许可法')
  })

  it('tells an English reader in English what is ours, and which words are Chinese', async () => {
    const { html } = await at('?lang=en')
    expect(html).toContain('In these words since 1 June 2022')
    expect(html).toMatch(/<p lang="zh-CN"><a class="law-number"/)
  })

  it('a repealed text says so, and its articles can still be read as of a day', async () => {
    await run('repeal', { text, by: '清远市人民政府关于废止的决定', decidedOn: '2024-01-05', from: '2024-02-01' })
    const { html } = await at()
    expect(html).toContain('2024年2月1日废止')
    expect(html).toContain('"legislationLegalForce":"NotInForce"')
    expect((await at('?on=2024-01-31')).html).toContain('每年四次')
  })
})

it('a guide leads from its grounds to the article, where the text is kept', async () => {
  const county = (await city.identity.places.below((await city.identity.places.root())!.id))[0]!
  const { html } = await page(`/matters/hall.restaurant-opening?region=${county.id}`)
  const href = /href="(\/laws\/[^"#?]+)#([^"]+)"/.exec(html)
  expect(href).not.toBeNull()
  expect((await page(href![1]!)).html).toContain(`id="${decodeURIComponent(href![2]!)}"`)
})
