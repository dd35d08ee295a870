import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { PERSON_WORD_RULES, personWords } from './base/person-words.ts'
import { searchQuery, tokens, WORD_RULES, wordsOf } from './words.ts'

/** Whether tokens satisfy a query of the form `('a' | 'b') & ('c')`. */
const matches = (words: readonly string[], query: string) =>
  query.split(' & ').every((arm) =>
    arm
      .slice(1, -1)
      .split(' | ')
      .some((token) => words.includes(token.slice(1, -1))),
  )

test('any word of two or more Chinese characters within a text finds it, and so do whole Latin words and numbers', () => {
  const han = fc.string({ unit: fc.constantFrom(...'清远市城区欧阳翠东门大街𠮷號'), minLength: 2, maxLength: 12 })
  fc.assert(
    fc.property(han, fc.nat(10), fc.integer({ min: 1, max: 6 }), (text, from, length) => {
      const word = [...text].slice(from, from + length).join('')
      fc.pre(word !== '')
      const query = searchQuery(word, { open: true, closed: false })!
      expect(matches(wordsOf([`第12号 ${text} Room B`], []), query)).toBe(true)
    }),
  )
  const words = wordsOf(['清远市 Grand Hotel 2026'], [])
  for (const [search, found] of [
    ['HOTEL', true],
    ['grand 清远', true],
    ['2026', true],
    ['hot', false],
    ['清市', false],
    ['远清', false],
  ] as const)
    expect([search, matches(words, searchQuery(search, { open: true, closed: false })!)]).toEqual([search, found])
})

test('a number is found with and without the character beside it, and with it not where the two stand apart', () => {
  const found = (text: string, search: string) => matches(wordsOf([text], []), searchQuery(search, { open: true, closed: false })!)
  for (const text of ['建设路500号3栋1801房', '建设路 500 号 3栋 1801房', '建设路５００号'])
    for (const search of ['500', '500号', '建设路500', '路500号', '建设路 500', '500 号'])
      expect([text, search, found(text, search)]).toEqual([text, search, true])
  for (const [text, search] of [
    ['建设路50号', '500'],
    ['建设路1500号', '500'],
    ['500元，第3号', '500号'],
    ['500、号', '500号'],
    ['第3号500元', '3元'],
  ] as const)
    expect([text, search, found(text, search)]).toEqual([text, search, false])
  expect(found('型号abc区', 'ABC')).toBe(true)
  const long = '𝕒'.repeat(3000)
  expect(Math.max(...wordsOf([`甲${long}乙`], []).map((word) => Buffer.byteLength(word)))).toBeLessThan(2046)
})

/** Of what was found by other words before, the rules have another number: whoever changes them raises it, and records are made anew. */
test('the number of the rules goes with the words that they make', () => {
  const texts = ['清远市新城东十二号区B座1801房 500 号', 'ＡＢＣ-12公司，注册资本3,000.5万元', '𠮷野家 3号 no.7号']
  const words = texts.map((text) => wordsOf([text], [text]).toSorted().join(' ')).join('\n')
  expect({ rules: WORD_RULES, words: createHash('sha256').update(words).digest('hex').slice(0, 16) }).toMatchInlineSnapshot(`
    {
      "rules": 2,
      "words": "6dcceea957f83856",
    }
  `)
  const persons = personWords({ name: 'name', birthDate: 'born' } as never, { name: '欧阳翠翠', born: '1990-03-07' }).join(' ')
  expect({ rules: PERSON_WORD_RULES, words: createHash('sha256').update(persons).digest('hex').slice(0, 16) }).toMatchInlineSnapshot(`
    {
      "rules": 1,
      "words": "2df01d8c890012e4",
    }
  `)
})

test('words of closed fields are found by those alone who may look there, whatever they type', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }), (search) => {
      const words = wordsOf(['证号A1'], [search, '欧阳翠翠'])
      const query = searchQuery(search, { open: true, closed: false })
      const outside = wordsOf(['证号A1'], [])
      if (query) expect(matches(words, query)).toBe(matches(outside, query))
    }),
  )
  const words = wordsOf(['证号A1'], ['欧阳翠翠'])
  expect(matches(words, searchQuery('欧阳 证号', { open: true, closed: true })!)).toBe(true)
  expect(matches(words, searchQuery('欧阳', { open: false, closed: true })!)).toBe(true)
})

test('whatever is typed makes a query that PostgreSQL can read, or none', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (search) => {
      const query = searchQuery(search, { open: true, closed: true })
      if (query) expect(query).toMatch(/^\('[^'\\\0]+' \| '~[^'\\\0]+'\)( & \('[^'\\\0]+' \| '~[^'\\\0]+'\))*$/)
    }),
    { numRuns: 300 },
  )
  expect(searchQuery(' !! ', { open: true, closed: false })).toBeUndefined()
  expect([...tokens('ＡＢＣ，abc')]).toEqual(['abc'])
})

test('the words of an everyday text are those that the rule for any text finds', () => {
  const text = fc.string({ unit: fc.constantFrom(...'清远市城区AbZ019 _-路号鿿一'), maxLength: 20 })
  fc.assert(
    fc.property(text, (one) => {
      // A letter from elsewhere, apart from the others, has the text read by the rule.
      expect([...tokens(one)]).toEqual([...tokens(`${one},é`)].filter((token) => token !== 'é'))
      expect(wordsOf([one], [])).toEqual(wordsOf([`${one},é`], []).filter((token) => token !== 'é'))
    }),
  )
})
