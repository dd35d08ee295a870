import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { evaluate } from './evaluate.ts'
import { parse } from './parse.ts'
import { anyExpression } from './samples.ts'
import { isA, isNumber, numberOf, readAt, writeDay, writeInstant, type Value } from './values.ts'

/** A value as a reader would write it. */
function written(value: Value): unknown {
  if (isNumber(value)) return value.toString()
  if (isA(value, 'day')) return writeDay(value)
  if (isA(value, 'instant')) return writeInstant(value)
  if (isA(value, 'span')) return `${value.ms} ms`
  if (isA(value, 'months')) return `${value.months} months`
  return Array.isArray(value) ? value.map(written) : value
}
const given = (text: string, scope: Readonly<Record<string, Value>> = {}) => {
  const { expression, flaw } = parse(text)
  if (!expression) throw new Error(`${text}: ${flaw.message}`)
  return written(evaluate(expression, scope))
}

/** A fraction of whole numbers, exactly: what the arithmetic is held against. */
interface Fraction {
  over: bigint
  under: bigint
}
const fractionOf = (text: string): Fraction => {
  const [, sign, whole = '', part = ''] = /^(-?)(\d*)\.?(\d*)$/.exec(text)!
  return { over: BigInt(`${sign}${whole}${part}`), under: 10n ** BigInt(part.length) }
}
const size = (number: bigint) => (number < 0n ? -number : number)

/** The nearest number of 34 digits as digits and exponent without zeros behind; between two the even one (IEEE 754-2008, 4.3.1). */
function rounded({ over, under }: Fraction): { digits: bigint; exponent: number } {
  const negative = over < 0n !== under < 0n
  const [a, b] = [size(over), size(under)]
  if (a === 0n) return { digits: 0n, exponent: 0 }
  let exponent = String(a).length - String(b).length - 34
  const at = (power: number) => (power >= 0 ? [a, b * 10n ** BigInt(power)] : [a * 10n ** BigInt(-power), b]) as [bigint, bigint]
  while (at(exponent)[0] / at(exponent)[1] >= 10n ** 34n) exponent++
  const [top, bottom] = at(exponent)
  let digits = top / bottom
  const twice = (top % bottom) * 2n
  if (twice > bottom || (twice === bottom && digits % 2n === 1n)) digits++
  while (digits % 10n === 0n) {
    digits /= 10n
    exponent++
  }
  return { digits: negative ? -digits : digits, exponent }
}

/** The same of a number of ours. */
function parts(value: Value): { digits: bigint; exponent: number } {
  if (!isNumber(value)) throw new Error('is no number')
  const [, sign, whole, part = '', power = '0'] = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(value.toExponential())!
  const digits = `${whole}${part}`.replace(/0+$/, '')
  return digits === '' ? { digits: 0n, exponent: 0 } : { digits: BigInt(`${sign}${digits}`), exponent: Number(power) - digits.length + 1 }
}

const decimals = fc.oneof(
  fc.stringMatching(/^-?\d{1,17}(\.\d{1,16})?$/),
  fc.stringMatching(/^-?\d{1,4}(\.\d{1,2})?$/),
  // Ties: many nines and fives.
  fc.stringMatching(/^-?[59]{10,17}\.[059]{5,16}5$/),
)
const operations: Readonly<Record<string, (one: Fraction, other: Fraction) => Fraction>> = {
  '+': (a, b) => ({ over: a.over * b.under + b.over * a.under, under: a.under * b.under }),
  '-': (a, b) => ({ over: a.over * b.under - b.over * a.under, under: a.under * b.under }),
  '*': (a, b) => ({ over: a.over * b.over, under: a.under * b.under }),
  '/': (a, b) => ({ over: a.over * b.under, under: a.under * b.over }),
}

test.each(Object.keys(operations))('%s is exact to 34 digits, and rounded to the even one between two', (operator) => {
  fc.assert(
    fc.property(decimals, decimals, (one, other) => {
      const [a, b] = [fractionOf(one), fractionOf(other)]
      fc.pre(operator !== '/' || b.over !== 0n)
      const { expression } = parse(`a ${operator} b`)
      const ours = evaluate(expression!, { a: numberOf(one), b: numberOf(other) })
      expect(parts(ours)).toEqual(rounded(operations[operator]!(a, b)))
    }),
    { numRuns: 2000 },
  )
})

test('a sum of many is worked out step by step as one of two is', () => {
  fc.assert(
    fc.property(fc.array(fc.stringMatching(/^-?\d{1,10}\.\d{2}$/), { minLength: 1, maxLength: 40 }), (all) => {
      const exact = all.map(fractionOf).reduce(operations['+']!)
      expect(parts(evaluate(parse(`sum([${all.join(', ')}])`).expression!, {}))).toEqual(rounded(exact))
    }),
  )
})

test('a value is worked out of every expression, and never an error', () => {
  const values = fc.constantFrom<Value>(
    null,
    true,
    'earth',
    numberOf('0'),
    numberOf('-12.5'),
    readAt('2024-02-29'),
    readAt('P30D'),
    readAt('P1M'),
  )
  const scope = fc.record({ volume: values, fee: values, kind: values, applied: values, issued: values, covered: values, trips: values })
  fc.assert(
    fc.property(anyExpression, scope, (one, all) => {
      expect(evaluate(one, all)).not.toBeUndefined()
    }),
    { numRuns: 3000 },
  )
})

describe('numbers', () => {
  it.each([
    ['0.1 + 0.2 = 0.3', true],
    ['1 / 3', '0.3333333333333333333333333333333333'],
    ['2 / 3', '0.6666666666666666666666666666666667'],
    ['1 / 3 * 3', '0.9999999999999999999999999999999999'],
    ['1 / 0', null],
    ['0 / 0', null],
    ['-2 ** 2', '4'],
    ['2 ** 0.5', '1.414213562373095048801688724209698'],
    ['2 ** -2', '0.25'],
    ['(-1) ** 0.5', null],
    ['10 ** 6144', '1e+6144'],
    ['10 ** 6145', null],
    ['10 ** 6144 * 10', null],
    // 34 digits, and one more than that.
    ['9999999999999999999999999999999999 + 1', '1e+34'],
    ['12345678901234567890123456789012345', '1.234567890123456789012345678901234e+34'],
    ['12345678901234567890123456789012355', '1.234567890123456789012345678901236e+34'],
    ['- 0 = 0', true],
    ['floor(-1.5)', '-2'],
    ['ceiling(-1.5)', '-1'],
    ['decimal(2.5, 0)', '2'],
    ['decimal(1.115, 2)', '1.12'],
    ['decimal(1.125, 2)', '1.12'],
    ['round half up(1.125, 2)', '1.13'],
    ['round half up(-1.125, 2)', '-1.13'],
    ['round half down(1.125, 2)', '1.12'],
    ['round up(-1.121, 2)', '-1.13'],
    ['round down(-1.129, 2)', '-1.12'],
    ['round half up(1250, -2)', '1300'],
    ['round half up(1, 0.5)', null],
    // The examples of DMN 1.5, table 78.
    ['modulo(12, 5)', '2'],
    ['modulo(-12, 5)', '3'],
    ['modulo(12, -5)', '-3'],
    ['modulo(-12, -5)', '-2'],
    ['modulo(10.1, -4.5)', '-3.4'],
    ['modulo(1, 0)', null],
    ['min(3, 1, 2)', '1'],
    ['max(["b", "c", "a"])', 'c'],
    ['max(1, "a")', null],
    ['sum([])', null],
    ['sum(1, null)', null],
    ['mean(1, 2, 4)', '2.333333333333333333333333333333333'],
    ['count([])', '0'],
    ['abs(-3)', '3'],
  ])('%s', (text, value) => expect(given(text)).toBe(value))
})

describe('what is not there (DMN 1.5, 10.3.2.15)', () => {
  const truths = { true: true, false: false, null: null } as const
  const and = {
    'true true': true,
    'true false': false,
    'true null': null,
    'false true': false,
    'false false': false,
    'false null': false,
    'null true': null,
    'null false': false,
    'null null': null,
  }
  it.each(Object.entries(and))('and of %s', (both, value) => {
    const [one, other] = both.split(' ') as (keyof typeof truths)[]
    expect(given(`${one} and ${other}`)).toBe(value)
    // What is not either is neither (de Morgan), with what is no truth as what is not known.
    expect(given(`not(not(${one}) or not(${other}))`)).toBe(value)
    if (one === 'null') expect(given(`"x" and ${other}`)).toBe(value)
  })
  it.each([
    ['null = null', true],
    ['null != null', false],
    ['1 = null', false],
    ['1 != null', true],
    ['"1" = 1', null],
    ['"1" != 1', null],
    ['1 < null', null],
    ['null < null', null],
    ['true < false', null],
    ['1 + null', null],
    ['null - 1', null],
    ['"a" + null', null],
    ['"a" + 1', null],
    ['"a" + "b"', 'ab'],
    ['"b" - "a"', null],
    ['-null', null],
    ['not(null)', null],
    ['not(1)', null],
    ['if null then 1 else 2', '2'],
    ['if 1 then 1 else 2', '2'],
    ['null between 1 and 2', null],
    ['3 between null and 2', false],
    ['1 between null and 2', null],
    ['1 in (2, null)', false],
    ['1 in (< null, 1)', true],
    ['1 in (< null, 2)', null],
    ['null in (null)', true],
    ['1 in [1..5]', true],
    ['1 in (1..5]', false],
    ['5 in [1..5)', false],
    ['"b" in ["a", "b"]', true],
    ['nothing', null],
    ['nothing.year', null],
    ['[1, null] = [1, null]', true],
    ['[1] = [1, 2]', false],
  ])('%s', (text, value) => expect(given(text)).toBe(value))
})

describe('days and durations', () => {
  it.each([
    ['@"2024-03-01" - @"2024-02-28"', `${2 * 86_400_000} ms`],
    ['(@"2024-03-01" - @"2023-03-01").days', '366'],
    ['date("2024-02-29") + duration("P1Y")', '2025-02-28'],
    ['@"2024-01-31" + @"P1M"', '2024-02-29'],
    ['@"2024-03-31" - @"P1M"', '2024-02-29'],
    ['@"2024-01-01" - @"P1D"', '2023-12-31'],
    ['@"P10D" + @"2024-02-20"', '2024-03-01'],
    ['@"9999-12-31" + @"P1D"', null],
    ['@"0001-01-01" - @"P1D"', null],
    ['@"0001-01-01" + @"P11Y"', '0012-01-01'],
    ['@"2024-01-01" + @"PT36H"', '2024-01-02'],
    ['@"2024-01-01" - @"PT1H"', '2023-12-31'],
    ['@"2026-03-01T09:00:00+08:00" + @"PT90M"', '2026-03-01T02:30:00.000Z'],
    ['@"2026-03-01T09:00:00+08:00" - @"2026-03-01T00:00:00Z" = @"PT1H"', true],
    ['@"P1D" * 2.5 = @"PT60H"', true],
    ['@"P7D" / 7 = @"P1D"', true],
    ['@"P1Y" / @"P5M"', '2.4'],
    ['@"P1D" / @"PT0S"', null],
    ['-@"P1Y2M"', '-14 months'],
    ['abs(-@"P1Y2M").months', '2'],
    ['@"P1Y" = @"P365D"', null],
    ['@"P1Y" < @"P13M"', true],
    ['@"2024-02-29".weekday', '4'],
    ['@"2024-03-03".weekday', '7'],
    ['@"2024-02-29".month', '2'],
    ['(@"PT1H" - @"P1DT2H").hours', '-1'],
    // The examples of DMN 1.5, table 76.
    ['years and months duration(date("2011-12-22"), date("2013-08-24")) = duration("P1Y8M")', true],
    ['years and months duration(@"2010-02-28", @"2024-02-27").years', '13'],
    ['years and months duration(@"2024-02-29", @"2025-02-28").years', '1'],
    ['date(2024, 2, 30)', null],
    ['date("2023-02-29")', null],
    ['"2024-01-01" < "2024-01-02"', true],
  ])('%s', (text, value) => expect(given(text)).toBe(value))

  it('months on and back are never later, and what has the day has it again', () => {
    fc.assert(
      fc.property(fc.integer({ min: -300_000, max: 300_000 }), fc.integer({ min: -600, max: 600 }), (days, months) => {
        const scope = { d: { is: 'day', days }, m: { is: 'months', months } } as const
        expect(given('d + m - m <= d', scope)).toBe(true)
        expect(given('if d.day < 29 then d + m - m = d else true', scope)).toBe(true)
        expect(given('years and months duration(d, d + m) = m', scope)).toBe(true)
      }),
    )
  })
})

test('a part of several is that of each', () => {
  const trips: Value = ['3', '4.5'].map((loads) => ({ is: 'parts', parts: { loads: numberOf(loads) } }))
  expect(given('sum(trips.loads)', { trips })).toBe('7.5')
  expect(given('max(trips.loads) = 4.5 and count(trips) = 2', { trips })).toBe(true)
  expect(given('trips.other', { trips })).toEqual([null, null])
})
