import { expect, test } from 'vitest'
import { indicator } from '#declare'
import { defineAll } from '#engines/registers'
import { compileMeasure, sectionsOf } from './measure.ts'

const industries = new Map([
  ['A', '农'],
  ['01', '农业'],
  ['0111', '稻谷'],
  ['B', '矿'],
  ['06', '煤'],
])
const compile = (spec: Partial<Parameters<typeof indicator>[1]>) =>
  compileMeasure(
    indicator('t.x', { label: 'x', about: 'x', unit: '件', of: 'cases.case', every: 'now', seenBy: ['r'], ...spec }),
    defineAll([], []),
    new Map(),
    'Asia/Shanghai',
  )

test('industries are told apart by the section that their division is in', () => {
  expect(sectionsOf(industries)).toEqual({ '01': 'A', '06': 'B' })
  expect(sectionsOf(new Map([['01', '汉族']]))).toBeUndefined()
})

test('the rule of counting decides the digest; words and targets do not', () => {
  const { digest } = compile({})
  expect(compile({ label: 'y', about: 'y', targets: [{ value: 1, from: '2026-01-01', source: 's' }] }).digest).toBe(digest)
  expect(compile({ where: { field: 'state', is: 'open' } }).digest).not.toBe(digest)
  expect(compile({ where: { field: 'state', is: 'open' } }).digest).not.toBe(compile({ where: { field: 'state', is: 'concluded' } }).digest)
})

test('values of conditions are parameters, never part of the statement', () => {
  const { facts, values } = compile({
    where: { all: [{ field: 'state', in: ["o'pen", 'x'] }, { not: { field: 'matter', is: "'; drop" } }] },
  })
  expect(facts).not.toContain('drop')
  expect(values).toEqual(['Asia/Shanghai', ["o'pen", 'x'], "'; drop"])
})

test('a field that nobody has stops the start', () => {
  expect(() => compile({ by: ['nobody'] })).toThrow('has no field nobody')
})
