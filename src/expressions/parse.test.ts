import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { namesIn } from './expression.ts'
import { placed } from './flaws.ts'
import { parse } from './parse.ts'
import { print } from './print.ts'
import { anyExpression, bare } from './samples.ts'

const read = (text: string) => {
  const { expression, flaw } = parse(text)
  return expression ? print(expression) : placed(text, flaw)
}

test('what is printed is read again as the same', () => {
  fc.assert(
    fc.property(anyExpression, (one) => {
      const again = parse(print(one))
      expect(again.flaw, print(one)).toBeUndefined()
      expect(bare(again.expression)).toEqual(bare(one))
    }),
    { numRuns: 3000 },
  )
})

test('every text is read or refused with a place in it', () => {
  const pieces = fc.array(
    fc.constantFrom(
      '1',
      '.5',
      '"a"',
      '"',
      '\\',
      'if',
      'then',
      'else',
      'and',
      'in',
      'between',
      '(',
      ')',
      '[',
      ']',
      '..',
      ',',
      '-',
      '*',
      '@',
      'x',
      '/*',
      '//',
      '\n',
      '，',
    ),
    { maxLength: 14 },
  )
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary', maxLength: 30 }),
        pieces.map((all) => all.join(' ')),
      ),
      (text) => {
        const { expression, flaw } = parse(text)
        const { at, end } = expression ?? flaw
        expect(at).toBeGreaterThanOrEqual(0)
        expect(end).toBeGreaterThanOrEqual(at)
        expect(end).toBeLessThanOrEqual(text.length)
      },
    ),
    { numRuns: 3000 },
  )
})

describe('what binds to what', () => {
  // The order of the alternatives in rules 2 and 4 of DMN 1.5, 10.3.1.2: a minus before a power, powers from the left.
  it.each([
    ['((1 + (2 * 3)) - 4)', '1 + 2 * 3 - 4'],
    ['-2 ** 2', '-2 ** 2'],
    ['-(2 ** 2)', '-(2 ** 2)'],
    ['(2 ** 3) ** 2', '2 ** 3 ** 2'],
    ['2 ** (3 ** 2)', '2 ** (3 ** 2)'],
    ['1 - (2 - 3)', '1 - (2 - 3)'],
    ['a or (b and (c = (1 + 2)))', 'a or b and c = 1 + 2'],
    ['(a or b) and c', '(a or b) and c'],
    ['if a then 1 else (if b then 2 else 3 + 4)', 'if a then 1 else if b then 2 else 3 + 4'],
    ['(if a then 1 else 2) + 3', '(if a then 1 else 2) + 3'],
    ['x between 1 and 2 and y', 'x between 1 and 2 and y'],
    ['x in [1..5)', 'x in ([1..5))'],
    ['x in (1..5]', 'x in ((1..5])'],
    ['x in ]1..5[', 'x in ((1..5))'],
    ['x in (1, < 3, [7..9])', 'x in (1, < 3, [7..9])'],
    ['x in ["a", "b"]', 'x in (["a", "b"])'],
    ['(a + b) in (1)', 'a + b in (1)'],
    ['round half up ( a/3 , 2 )', 'round half up(a / 3, 2)'],
    ['years and months duration(a, b).years', 'years and months duration(a, b).years'],
    ['a /* 说明 */ + // 到行末\n b', 'a + b'],
    ['"\\u4E2D\\"\\n"', '"中\\"\\n"'],
    ['单价 * 数量', '单价 * 数量'],
  ])('%s', (text, printed) => expect(read(text)).toBe(printed))
})

test.each([
  ['', '第 1 个字符：公式到这里没有写完'],
  ['1 +', '第 4 个字符：公式到这里没有写完'],
  ['1 + + 2', '第 5 个字符：这里不应是“+”'],
  ['(1 + 2', '第 7 个字符：公式到这里没有写完，应有“)”'],
  ['if a then 1', '第 12 个字符：公式到这里没有写完，应有“else”'],
  ['if a than 1', '第 6 个字符：这里应是“then”，而不是“than”'],
  ['fee × 2', '第 5 个字符：不认识的字符“×”'],
  ['fee\n  ×2', '第 2 行第 3 个字符：不认识的字符“×”'],
  ['"😀" + ×', '第 7 个字符：不认识的字符“×”'],
  ['"abc', '第 1 个字符：文字没有结束的引号'],
  ['"a\\x"', '第 3 个字符：引号内不能有“\\x”'],
  ['/* a', '第 1 个字符：注释没有结束'],
  ['summe(1)', '第 1 个字符：没有名为“summe”的函数'],
  ['a b', '第 3 个字符：这里不应是“b”'],
  ['a.1', '第 2 个字符：这里不应是“.1”'],
  ['1.2e3', '第 4 个字符：这里不应是“e3”'],
  ['and', '第 1 个字符：这里不应是“and”'],
  [`${'('.repeat(101)}1`, '第 101 个字符：嵌套过深'],
  ['"a\\', '第 3 个字符：引号内不能有“\\”'],
  ['1'.repeat(4001), '第 4001 个字符：公式过长，最多 4000 个字符'],
])('%s is refused in words', (text, words) => expect(read(text)).toBe(words))

test('ranges within ranges are not read again at every level', () => {
  const text = `${'x in ((x in (('.repeat(22)}1`
  const from = performance.now()
  expect(parse(text).flaw?.message).toMatch(/嵌套过深|没有写完/)
  expect(performance.now() - from).toBeLessThan(1000)
})

test('the names that are read are known', () => {
  const { expression } = parse('if a > b.c then sum(d) in (e, < f, [g..h]) else -i between j and [k]')
  expect([...namesIn(expression!)].sort().join('')).toBe('abdefghijk')
})
