import fc from 'fast-check'
import { expect, test } from 'vitest'
import { searchQuery, tokens, wordsOf } from './words.ts'

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
      expect([...tokens(one)]).toEqual([...tokens(`${one} é`)].filter((token) => token !== 'é'))
    }),
  )
})
