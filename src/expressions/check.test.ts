import fc from 'fast-check'
import { expect, test } from 'vitest'
import { check } from './check.ts'
import { evaluate } from './evaluate.ts'
import type { Expression } from './expression.ts'
import { flawsInEnglish, placed } from './flaws.ts'
import { parse } from './parse.ts'
import { print } from './print.ts'
import { anyExpression } from './samples.ts'
import { typeName, type Type, type Types } from './types.ts'
import { isList, isNumber, numberOf, readAt, type Value } from './values.ts'

const types: Types = {
  volume: { is: 'number', of: 'plain' },
  fee: { is: 'number', of: 'money' },
  kind: { is: 'string', oneOf: new Set(['earth', 'rubble']) },
  applied: { is: 'day' },
  issued: { is: 'day' },
  left: { is: 'instant' },
  covered: { is: 'boolean' },
  valid: { is: 'parts', parts: { from: { is: 'day' }, until: { is: 'day' } } },
  trips: { is: 'list', of: { is: 'parts', parts: { loads: { is: 'number', of: 'plain' }, note: { is: 'string' } } } },
  面积: { is: 'number', of: 'plain' },
  a_1: { is: 'string' },
}

const said = (text: string) => {
  const { expression, flaw } = parse(text)
  if (!expression) return placed(text, flaw)
  const { type, flaws } = check(expression, types)
  return type ? typeName(type) : flaws.map((one) => `${text.slice(one.at, one.end)} ← ${one.message}`).join('\n')
}

test.each([
  ['volume * 12.5', '数量'],
  ['fee + 50', '金额'],
  ['fee * volume', '金额'],
  ['fee / volume', '金额'],
  ['fee / fee', '数量'],
  ['100 / fee', '数量'],
  ['fee + volume * 12.5', '金额'],
  ['-fee', '金额'],
  ['round half up(fee / 3, 2)', '金额'],
  ['if covered then fee else null', '金额'],
  ['(issued - applied).days', '数量'],
  ['issued - applied', '天数时长'],
  ['valid.until + @"P1Y"', '日期'],
  ['years and months duration(applied, issued).years', '数量'],
  ['sum(trips.loads)', '数量'],
  ['count(trips)', '数量'],
  ['if kind = "earth" then "土" else "石"', '文字'],
  ['kind in ("earth", "rubble") and volume > 100', '是或否'],
  ['kind = null or fee between 1 and 2', '是或否'],
  ['trips.note', '一组值'],
])('%s gives a value of a known type', (text, type) => expect(said(text)).toBe(type))

test.each([
  ['volum * 2', 'volum ← 没有名为“volum”的字段'],
  ['fee + volume', 'fee + volume ← 金额和数量不能用“+”计算'],
  ['fee * fee', 'fee * fee ← 金额和金额不能相乘'],
  ['volume / fee', 'volume / fee ← 金额和数量不能用“/”计算'],
  ['fee ** 2', 'fee ** 2 ← 金额和数量不能用“**”计算'],
  ['fee > volume', 'volume ← 金额和数量不能比较'],
  ['kind + 1', 'kind + 1 ← 文字和数量不能用“+”计算'],
  ['applied + issued', 'applied + issued ← 日期和日期不能用“+”计算'],
  ['applied + 30', 'applied + 30 ← 日期和数量不能用“+”计算'],
  ['applied < left', 'left ← 日期和时间不能比较'],
  ['covered > true', 'covered ← 是或否不能比较大小'],
  ['kind = "erth"', '"erth" ← “erth”不是可选的值，可选：earth / rubble'],
  ['"erth" != kind', '"erth" ← “erth”不是可选的值，可选：earth / rubble'],
  ['kind in ("earth", "erth")', '"erth" ← “erth”不是可选的值，可选：earth / rubble'],
  ['kind in ["erth"]', '"erth" ← “erth”不是可选的值，可选：earth / rubble'],
  ['if volume then 1 else 2', 'volume ← 这里应是是或否，而不是数量'],
  ['if covered then fee else volume', 'volume ← 两种情况算出的不同：金额和数量'],
  ['covered and volume', 'volume ← 这里应是是或否，而不是数量'],
  ['applied.hour', 'applied.hour ← 日期没有“hour”这一项'],
  ['trips.load', 'trips.load ← 一组值没有“load”这一项'],
  ['sum(trips.note)', 'trips.note ← 这里应是数量，而不是文字'],
  ['max(volume, kind)', 'max(volume, kind) ← 数量、文字不能在一起'],
  ['min(fee, volume)', 'min(fee, volume) ← 金额、数量不能在一起'],
  ['sum(covered)', 'covered ← 这里应是数量，而不是是或否'],
  ['count(1)', '1 ← 这里应是一组值，而不是数量'],
  ['abs(1, 2)', 'abs(1, 2) ← “abs”需要 1 个值'],
  ['date(2024, 1)', 'date(2024, 1) ← “date”需要 1、3 个值'],
  ['date("2024-02-30")', '"2024-02-30" ← “2024-02-30”不是日期、时间或时长，如 @"2026-03-01"、@"P30D"'],
  ['duration(kind)', 'kind ← “”不是日期、时间或时长，如 @"2026-03-01"、@"P30D"'],
  ['@"30 days"', '@"30 days" ← “30 days”不是日期、时间或时长，如 @"2026-03-01"、@"P30D"'],
  ['null + 1', 'null + 1 ← 空值和数量不能用“+”计算'],
  ['volum + fe', 'volum ← 没有名为“volum”的字段\nfe ← 没有名为“fe”的字段'],
])('%s is refused before any value is known', (text, words) => expect(said(text)).toBe(words))

const fits = (value: Value, type: Type): boolean => {
  if (value === null || type.is === 'null') return value === null
  if (isList(value)) return type.is === 'list' && value.every((one) => fits(one, type.of))
  if (isNumber(value)) return type.is === 'number'
  if (typeof value === 'object') return 'is' in value && value.is === type.is
  return typeof value === type.is
}

test('what is found sound gives a value of its type, or nothing', () => {
  const of = (...values: Value[]) => fc.constantFrom<Value>(null, ...values)
  const numbers = of(numberOf('0'), numberOf('-3.25'), numberOf('1e30'))
  const days = of(readAt('2024-02-29'), readAt('0001-01-01'))
  const trip = fc.record({ loads: numbers, note: of('夜间') }).map((parts) => ({ is: 'parts' as const, parts }))
  const scope = fc.record({
    volume: numbers,
    fee: numbers,
    kind: of('earth', 'rubble'),
    applied: days,
    issued: days,
    left: of(readAt('2026-03-01T09:00:00Z')),
    covered: of(true, false),
    valid: fc.record({ from: days, until: days }).map((parts) => ({ is: 'parts' as const, parts })),
    trips: fc.oneof(fc.constant(null), fc.array(trip, { maxLength: 3 })),
    面积: numbers,
    a_1: of('x'),
  })
  let sound = 0
  fc.assert(
    fc.property(anyExpression, scope, (one: Expression, all) => {
      const { type } = check(one, types)
      if (!type) return
      if (one.is === 'binary' || one.is === 'if' || one.is === 'call' || one.is === 'in') sound++
      const value = evaluate(one, all)
      expect(fits(value, type), `${print(one)} gives ${String(value)}, and not ${type.is}`).toBe(true)
    }),
    { numRuns: 30_000 },
  )
  expect(sound).toBeGreaterThan(250)
})

test('every sentence has its English with the same gaps', () => {
  const gaps = (text: string) => [...text.matchAll(/\{\d\}/g)].map(String).sort()
  for (const [chinese, english] of Object.entries(flawsInEnglish)) {
    expect(english).not.toMatch(/\p{Script=Han}/u)
    expect(gaps(english), chinese).toEqual(gaps(chinese))
  }
})
