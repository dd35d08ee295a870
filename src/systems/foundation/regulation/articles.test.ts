import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { align } from './alignment.ts'
import { namedArticles, numberOf, parseArticles, placeOf, type Article } from './articles.ts'

const digits = '零一二三四五六七八九'
/** A number below 2000 as laws write it. */
function inChinese(n: number): string {
  const parts: string[] = []
  const [thousands, hundreds, tens, ones] = [1000, 100, 10, 1].map((unit) => Math.floor(n / unit) % 10) as [number, number, number, number]
  if (thousands > 0) parts.push(`${digits[thousands]}千`)
  if (hundreds > 0) parts.push(`${digits[hundreds]}百`)
  else if (thousands > 0 && (tens > 0 || ones > 0)) parts.push('零')
  if (tens > 0) parts.push(`${tens === 1 && n < 20 ? '' : digits[tens]}十`)
  else if (hundreds > 0 && ones > 0) parts.push('零')
  if (ones > 0) parts.push(digits[ones]!)
  return parts.join('')
}

test('every number of an article is read as it is written, in characters and in digits', () => {
  for (let n = 1; n < 2000; n++) expect([n, numberOf(inChinese(n)), numberOf(String(n))]).toEqual([n, n, n])
  expect(placeOf('第十七条之一')).toBe(17.01)
  expect(placeOf('第一百零三条')).toBe(103)
  for (const wrong of ['第条', '十七条', '第十七', '第七条第一款', '']) expect([wrong, placeOf(wrong)]).toEqual([wrong, undefined])
})

describe('a text', () => {
  test('is taken apart: what stands before it, headings from the outside in, articles with all their lines', () => {
    const { articles, preamble, problems } = parseArticles(
      [
        '# 试验条例',
        '2024年1月1日 通过',
        '## 第一编　总则',
        '第一章 一般规定',
        '第一条　为了试验，制定本条例。',
        '第二条 本条例所称试验，是指下列活动：',
        '（一）甲；',
        '（二）乙。',
        '第一节 细则',
        '第二条之一 依照第一条的规定办理。',
        '第二编 附则',
        '第三条 自公布之日起施行。',
      ].join('\r\n'),
    )
    expect(problems).toEqual([])
    expect(preamble).toEqual(['试验条例', '2024年1月1日 通过'])
    expect(articles).toEqual([
      { number: '第一条', place: 1, heading: '第一编 总则 第一章 一般规定', words: '为了试验，制定本条例。' },
      {
        number: '第二条',
        place: 2,
        heading: '第一编 总则 第一章 一般规定',
        words: '本条例所称试验，是指下列活动：\n（一）甲；\n（二）乙。',
      },
      { number: '第二条之一', place: 2.01, heading: '第一编 总则 第一章 一般规定 第一节 细则', words: '依照第一条的规定办理。' },
      { number: '第三条', place: 3, heading: '第二编 附则', words: '自公布之日起施行。' },
    ])
  })

  test('a line that begins by naming another article belongs to the article in which it stands', () => {
    const { articles } = parseArticles('第一条 有下列情形的：\n第二条第一款规定的情形；\n第三条和第四条规定的情形。\n第二条 完。')
    expect(articles.map(({ number }) => number)).toEqual(['第一条', '第二条'])
  })

  test('what can’t be right is said with its line, and nothing hangs whatever is given', () => {
    expect(parseArticles('随便写点什么').problems).toEqual([{ line: 1, message: '没有找到条文：条文应以“第一条”这样开头，各占一行' }])
    expect(parseArticles('第二条 乙\n第一条 甲').problems).toEqual([{ line: 2, message: '第一条在第二条之后，次序不对' }])
    fc.assert(
      fc.property(fc.array(fc.constantFrom('第一条', '第', '条', '一', '十', '之', '章', ' ', '\n', '第二章', '甲', '﻿', '#')), (parts) => {
        const { articles, problems } = parseArticles(parts.join(''))
        expect(articles.length + problems.length).toBeGreaterThan(0)
      }),
    )
  })
})

const article = (n: number, words: string): Article => ({ number: `第${inChinese(n)}条`, place: n, heading: '', words })

describe('a revision', () => {
  const phrase = fc.string({ unit: fc.constantFrom(...'天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏'), minLength: 16, maxLength: 40 })
  const words = fc.uniqueArray(phrase, { minLength: 1, maxLength: 30 })

  test('a text against itself: every article is the same', () => {
    fc.assert(
      fc.property(words, (all) => {
        const text = all.map((one, i) => article(i + 1, one))
        expect(align(text, text).map(({ kind }) => kind)).toEqual(all.map(() => 'same'))
      }),
    )
  })

  test('whatever is inserted and dropped, each article before and after is told of once, and unchanged words keep their article', () => {
    fc.assert(
      fc.property(words, fc.array(fc.boolean(), { minLength: 30, maxLength: 30 }), words, fc.nat(30), (old, kept, added, at) => {
        const before = old.map((one, i) => article(i + 1, one))
        const stay = old.filter((_, i) => kept[i])
        const fresh = added.filter((one) => !old.includes(one))
        const all = [...stay.slice(0, at), ...fresh, ...stay.slice(at)]
        const after = all.map((one, i) => article(i + 1, one))
        const fates = align(before, after)
        expect(fates.flatMap((fate) => ('before' in fate ? [fate.before.number] : [])).toSorted()).toEqual(
          before.map(({ number }) => number).toSorted(),
        )
        expect(fates.flatMap((fate) => ('after' in fate ? [fate.after.number] : [])).toSorted()).toEqual(
          after.map(({ number }) => number).toSorted(),
        )
        for (const fate of fates) if (fate.kind === 'same' || fate.kind === 'moved') expect(fate.before.words).toBe(fate.after.words)
        const unchanged = fates.filter(({ kind }) => kind === 'same' || kind === 'moved').length
        expect(unchanged).toBe(stay.length)
      }),
    )
  })

  test('an article of other words under another number is told from a new one by how alike they are', () => {
    const before = [article(1, '设置招牌应当在五个工作日前向城市管理部门备案。'), article(2, '招牌不得遮挡消防通道。')]
    const after = [
      article(1, '招牌设置遵循安全、美观的原则。'),
      article(2, '设置招牌应当在三个工作日前向城市管理部门备案。'),
      article(3, '违反本办法的，依照有关法律处罚。'),
    ]
    expect(
      align(before, after).map((fate) => [fate.kind, 'before' in fate && fate.before.place, 'after' in fate && fate.after.place]),
    ).toEqual([
      ['changed', 1, 2],
      ['repealed', 2, false],
      ['added', false, 1],
      ['added', false, 3],
    ])
  })
})

test('the articles that a basis names are found, each with its part', () => {
  for (const [words, found] of [
    ['第四十二条第一款', [['第四十二条', '第一款']]],
    [
      '第十二条第五项、第五十六条',
      [
        ['第十二条', '第五项'],
        ['第五十六条', null],
      ],
    ],
    [
      '第八、九、十条',
      [
        ['第八条', null],
        ['第九条', null],
        ['第十条', null],
      ],
    ],
    ['第三十三条第一款第一至四项', [['第三十三条', '第一款第一至四项']]],
    ['条款号未核', []],
  ] as const)
    expect([words, namedArticles(words).map(({ number, clause }) => [number, clause])]).toEqual([words, found])
})
