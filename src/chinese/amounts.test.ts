import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { amountInCapitals, dateInCapitals, dateInChinese, dateOnPaper } from './amounts.ts'

describe('amountInCapitals', () => {
  it('writes the examples of the rule', () => {
    const examples: [number, string][] = [
      [140950, '壹仟肆佰零玖元伍角'],
      [600714, '陆仟零柒元壹角肆分'],
      [168032, '壹仟陆佰捌拾元零叁角贰分'],
      [10700053, '壹拾万柒仟元零伍角叁分'],
      [1640902, '壹万陆仟肆佰零玖元零贰分'],
      [32504, '叁佰贰拾伍元零肆分'],
    ]
    expect(examples.map(([fen]) => amountInCapitals(fen))).toEqual(examples.map(([, text]) => text))
  })

  it('writes nought, parts of a yuan, negatives and very large amounts', () => {
    expect([0, 5, 50, 100, -100, 2050000, 1000000100, 10005000000].map(amountInCapitals)).toEqual([
      '零元整',
      '伍分',
      '伍角',
      '壹元整',
      '负壹元整',
      '贰万零伍佰元整',
      '壹仟万零壹元整',
      '壹亿零伍万元整',
    ])
    expect(amountInCapitals(100_000_000_000_000n)).toBe('壹万亿元整')
    expect(() => amountInCapitals(0.5)).toThrow(RangeError)
  })

  it('can be read back', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 17n }), (fen) => {
        expect(readBack(amountInCapitals(fen))).toBe(fen)
      }),
      { numRuns: 2000 },
    )
  })

  it('never writes two zeros side by side, nor one before a unit', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 10n ** 14n }), (fen) => {
        expect(amountInCapitals(fen)).not.toMatch(/零零|零[万亿元拾佰仟整]|零$/)
      }),
      { numRuns: 2000 },
    )
  })
})

/** Reads an amount the way a cashier does, unit by unit, knowing nothing of how it was written. */
function readBack(text: string): bigint {
  const units: Record<string, bigint> = { 拾: 10n, 佰: 100n, 仟: 1000n }
  let [total, section, digit] = [0n, 0n, 0n]
  for (const character of text) {
    const value = '零壹贰叁肆伍陆柒捌玖'.indexOf(character)
    if (value >= 0) digit = BigInt(value)
    else if (units[character]) [section, digit] = [section + digit * units[character], 0n]
    else if (character === '万') [total, section, digit] = [total + (section + digit) * 10_000n, 0n, 0n]
    else if (character === '亿') [total, section, digit] = [(total + section + digit) * 100_000_000n, 0n, 0n]
    else if (character === '元') [total, section, digit] = [(total + section + digit) * 100n, 0n, 0n]
    else if (character === '角') [total, digit] = [total + digit * 10n, 0n]
    else if (character === '分') [total, digit] = [total + digit, 0n]
  }
  return total
}

describe('dates', () => {
  it('are written in numerals, on paper and in capitals', () => {
    expect(['2026-10-21', '2030-02-10', '2009-12-30'].map(dateInChinese)).toEqual([
      '二〇二六年十月二十一日',
      '二〇三〇年二月十日',
      '二〇〇九年十二月三十日',
    ])
    expect(dateOnPaper('2026-01-05')).toBe('2026年1月5日')
    expect(['2026-01-15', '2026-10-20', '2026-11-30', '2026-09-09'].map(dateInCapitals)).toEqual([
      '贰零贰陆年零壹月壹拾伍日',
      '贰零贰陆年零壹拾月零贰拾日',
      '贰零贰陆年壹拾壹月零叁拾日',
      '贰零贰陆年玖月零玖日',
    ])
    expect(() => dateInChinese('2026/1/5')).toThrow(RangeError)
  })
})
