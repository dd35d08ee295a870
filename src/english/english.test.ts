import { expect, test } from 'vitest'
import { openPhrases } from '#chinese'
import { articleName } from './articles.ts'
import { openEnglish } from './index.ts'
import { placeName } from './names.ts'

test('a phrase fits with what differs in it, which is read in turn', () => {
  const read = openPhrases(
    [{ 姓名: 'Name', '“{0}”最多 {1} 个字': 'At most {1} characters for “{0}”', '{0}办理中': 'with {0}' }],
    () => undefined,
  )
  expect(read('姓名')).toBe('Name')
  expect(read('“姓名”最多 50 个字')).toBe('At most 50 characters for “Name”')
  expect(read('“籍贯”最多 50 个字')).toBe('At most 50 characters for “籍贯”')
  expect(read('市场局办理中')).toBe('with 市场局')
  expect(read('姓名、姓名办理中')).toBe('with Name, Name')
  expect(read('姓名、籍贯')).toBeUndefined()
  expect(read('别的')).toBeUndefined()
  expect(read('刘鸿杰 姓名')).toBe('刘鸿杰 Name')
})

test('a text that somebody made to be hard to read is read at once', () => {
  const read = openPhrases([{ '{0}〔{1}〕{2}号': '{0} [{1}] No. {2}' }], () => undefined)
  expect(read('市监〔2026〕〔3〕7号')).toBe('市监 [2026] No. 〔3〕7')
  expect(read('〔2026〕7号')).toBeUndefined()
  expect(read('市监〔2026〕号')).toBeUndefined()
  const at = performance.now()
  expect(read('清〔〕'.repeat(20_000))).toBeUndefined()
  expect(performance.now() - at).toBeLessThan(500)
})

test('places are spelt, with the word for what they are', () => {
  expect(placeName('清城区')).toBe('Qingcheng District')
  expect(placeName('连山壮族瑶族自治县')).toBe('Lianshan Zhuang and Yao Autonomous County')
  expect(placeName('凤城街道')).toBe('Fengcheng Subdistrict')
  expect(placeName('高基里社区居委会')).toBe('Gaojili Community')
})

test('places in laws are read by rule', () => {
  expect(articleName('第三十三条第一款第一至四项')).toBe('article 33, paragraph 1, items 1 to 4')
  expect(articleName('第十四、十八条')).toBe('articles 14, 18')
  expect(articleName('第一百零三条')).toBe('article 103')
  expect(articleName('第三人')).toBeUndefined()
})

test('a town keeps its name, though its government is called so in short', () => {
  const { text } = openEnglish('4418')
  expect([text('岭背镇'), text('阳山县岭背镇人民政府')]).toEqual(['Lingbei Town', 'Lingbei Town People’s Government'])
})

test('a day in a sentence', () => {
  const { text } = openEnglish('4418')
  expect(text('扩大矿区范围变更登记（期限 2026年5月1日）')).toBe('Mining right: larger area (until 1 May 2026)')
})

test('what people wrote with a step, in a draft or as a value stays', () => {
  const { answer } = openEnglish('4418')
  const said = (label: string, ours: string | null) => [{ label, value: '清城区', ours }]
  expect(answer('/api/cases/1', { moves: [{ actLabel: '受理', said: said('送达方式', '电子送达') }] })).toEqual({
    moves: [{ actLabel: 'Accept', said: said('Way of delivery', 'Electronic') }],
  })
  expect(answer('/api/registers/x.y/1/reveal', { value: '清城区' })).toEqual({ value: '清城区' })
  expect(answer('/api/cases/1', { guide: { place: '清城区' }, matter: { guide: { sections: { a: { label: '姓名' } } } } })).toEqual({
    guide: { place: '清城区' },
    matter: { guide: { sections: { a: { label: 'Name' } } } },
  })
  expect(answer('/api/drafts', { items: [{ label: '姓名' }] })).toEqual({ items: [{ label: 'Name' }] })
  expect(answer('/api/drafts/x', { draft: { from: { home: '自然人' } } })).toEqual({ draft: { from: { home: '自然人' } } })
})

test('names of organs come of what they do and where; what people wrote stays', () => {
  const { answer } = openEnglish('4418')
  expect(
    answer('/api/cases/1', {
      organisation: { name: '清远市清城区市场监督管理局' },
      answers: { name: '清城区' },
      list: ['清城区', 3, null],
    }),
  ).toEqual({
    organisation: { name: 'Qingcheng District Market Regulation Bureau' },
    answers: { name: '清城区' },
    list: ['Qingcheng District', 3, null],
  })
  expect(answer('/api/inbox', { title: '张三 开办餐饮店“一件事” · 北江 一路的面馆（个体工商户）' })).toEqual({
    title: '张三 Open a restaurant, all in one · 北江 一路的面馆（个体工商户）',
  })
  expect(answer('/api/registers/x.y', { items: [{ name: '清城区' }], titles: { a: '清城区' } })).toEqual({
    items: [{ name: '清城区' }],
    titles: { a: 'Qingcheng District' },
  })
})
