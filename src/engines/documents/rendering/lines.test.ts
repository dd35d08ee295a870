import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { balancedLines, breakLines, sizeThatFits } from './lines.ts'

const wide = (character: string) => (character.codePointAt(0)! < 0x2000 ? 0.5 : 1)
const cut = (text: string, ems: number, options: { indent?: number; justify?: boolean } = {}) =>
  breakLines(text, { width: ems * 10, size: 10, advance: wide, ...options })
const texts = (text: string, ems: number) => cut(text, ems).map((line) => line.text)

describe('breakLines', () => {
  it('fills a line with as many characters as it holds', () => expect(texts('一二三四五六七', 3)).toEqual(['一二三', '四五六', '七']))
  it('begins no line with a closing mark', () => expect(texts('一二三，四五', 3)).toEqual(['一二', '三，四', '五']))
  it('ends no line with an opening mark', () => expect(texts('一二（三）四', 3)).toEqual(['一二', '（三）', '四']))
  it('squeezes a long line a little rather than carry a character down', () => {
    const [first, second] = cut('一二三四五六七八九十一二三四五六七八九十一二三四五六七八，下行', 28)
    expect(first!.text.endsWith('八，')).toBe(true)
    expect(first!.width).toBeCloseTo(280)
    expect(second!.text).toBe('下行')
  })
  it('keeps a word, a number and a year whole', () => expect(texts('于2026年abc def一', 3)).toEqual(['于2026', '年abc', 'def一']))
  it('keeps dashes and ellipses whole', () => {
    expect(texts('一二——三……四', 3)).toEqual(['一', '二——', '三……', '四'])
    expect(texts('一二三……四', 4)).toEqual(['一二三', '……四'])
  })
  it('cuts an address of the web after a slash', () =>
    expect(texts('https://a.example/hall/form', 10)).toEqual(['https://a.example/', 'hall/form']))
  it('cuts a word that is longer than a line', () => expect(texts('abcdefghij', 3)).toEqual(['abcdef', 'ghij']))
  it('indents the first line of each paragraph', () =>
    expect(cut('一二三四\n五', 3, { indent: 20 }).map((line) => [line.text, line.indent])).toEqual([
      ['一', 20],
      ['二三四', 0],
      ['五', 20],
    ]))
  it('stretches all lines but the last to the full width', () => {
    const lines = cut('一二三四五六七八九十（一二', 11, { justify: true })
    expect(lines.map((line) => line.text)).toEqual(['一二三四五六七八九十', '（一二'])
    expect(lines[0]!.width).toBeCloseTo(110)
    expect(lines[1]!.spacing).toBe(0)
  })

  const text = fc.string({ unit: fc.constantFrom(...'清远市，。（）“”《》—…、：2026abc /.-%'), maxLength: 120 })
  it('loses no character and never passes the width, whatever the text', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 4, max: 30 }), (content, ems) => {
        const lines = cut(content, ems, { justify: true, indent: 20 })
        expect(
          lines
            .map((line) => line.text)
            .join('')
            .replaceAll(' ', ''),
        ).toBe(content.replaceAll(' ', ''))
        for (const line of lines) expect(line.width + line.indent).toBeLessThanOrEqual(ems * 10 + 0.02)
      }),
    )
  })
  it('never begins a line with a closing mark where the line could hold it', () => {
    const clause = fc.tuple(
      fc.string({ unit: fc.constantFrom(...'清远市城区'), minLength: 1, maxLength: 9 }),
      fc.constantFrom(...'，。；：、）'),
    )
    fc.assert(
      fc.property(fc.array(clause, { minLength: 1, maxLength: 20 }), fc.integer({ min: 4, max: 28 }), (clauses, ems) => {
        for (const line of texts(clauses.flat().join(''), ems)) expect(line).not.toMatch(/^[，。；：、）]/)
      }),
    )
  })
})

describe('sizeThatFits', () => {
  it('keeps the size of a short text, makes a long one smaller, and stops at the least', () => {
    expect(sizeThatFits('清远', 20, 100, 5, wide)).toBe(20)
    expect(sizeThatFits('清远市市场监督管理局', 20, 100, 5, wide)).toBe(10)
    expect(sizeThatFits('清远市市场监督管理局'.repeat(9), 20, 100, 5, wide)).toBe(5)
  })
})

describe('balancedLines', () => {
  const balanced = (text: string, ems: number) => balancedLines(text, { width: ems * 10, size: 10, advance: wide }).map((line) => line.text)
  it('leaves a text that fits on one line', () => expect(balanced('清远市', 5)).toEqual(['清远市']))
  it('makes lines of like length', () => expect(balanced('一二三四五六七八九十', 8)).toEqual(['一二三四五', '六七八九十']))
})
