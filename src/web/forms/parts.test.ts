import { expect, it } from 'vitest'
import { flag, form, text } from '#declare'
import { partsOf } from './parts.ts'

const fields = (name: string, count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`${name}${n}`, text(`${name}${n}`)]))
const long = form('开店', {
  sections: {
    person: { label: '申请人', fields: { usesAgent: flag('代办'), ...fields('p', 4) } },
    agent: { label: '代理人', when: { field: 'usesAgent', is: true }, fields: fields('a', 3) },
    place: { label: '场所', fields: fields('l', 6) },
    sign: { label: '招牌', when: { field: 'sign', is: true }, fields: fields('s', 5) },
  },
})
const keys = (values: Record<string, unknown>, context = {}) =>
  partsOf(long, values, context).map(({ key, sections }) => `${key}: ${sections.map(([one]) => one).join(' ')}`)

it('a long form is asked for in parts of neighbouring sections, as far as they are asked', () => {
  expect(keys({})).toEqual(['person: person', 'place: place'])
  expect(keys({}, { sign: true })).toEqual(['person: person', 'place: place', 'sign: sign'])
})

it('an answer brings its questions to the page on which it was given, and moves no other', () => {
  expect(keys({ usesAgent: true }, { sign: true })).toEqual(['person: person agent', 'place: place', 'sign: sign'])
})

it('a short form is one part', () => {
  const short = form('借书证', { sections: { a: { label: '读者', fields: fields('a', 5) }, b: { label: '住址', fields: fields('b', 4) } } })
  expect(partsOf(short, {}).map(({ sections }) => sections.length)).toEqual([2])
})
