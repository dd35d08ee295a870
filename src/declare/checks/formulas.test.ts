import { expect, test } from 'vitest'
import {
  choice,
  date,
  flag,
  formula,
  money,
  moment,
  number,
  personId,
  plate,
  ref,
  rows,
  sequence,
  text,
  type Fields,
  type FormulaField,
} from '../index.ts'
import { checkFields } from './fields.ts'
import { namesOf } from './known.ts'

const names = namesOf([], { records: ['cases.case'] })
const fields: Fields = {
  volume: number('数量'),
  fee: money('处置费', { optional: true }),
  kind: choice('类别', { earth: '弃土', rubble: '弃料' }),
  applied: date('申请日期'),
  left: moment('驶出时间'),
  covered: flag('密闭'),
  of: ref('办件', 'cases.case'),
  number: sequence('编号', { format: '{00}' }),
  driver: personId('驾驶员'),
  vehicle: plate('车牌'),
  owner: text('车主', { privacy: 'sensitive' }),
  trips: rows('车次', { loads: number('车数'), note: text('说明') }),
}
const problems = (formula: FormulaField, more: Fields = {}) =>
  checkFields({ ...fields, one: formula, ...more }, names).map(({ path, message }) => `${path}: ${message}`)

test.each([
  ['volume * 12.5', 'number'],
  ['volume * 12.5', 'money'],
  ['round half up(fee / 3, 2)', 'money'],
  ['sum(trips.loads)', 'number'],
  ['applied + @"P30D"', 'date'],
  ['kind = "earth" and covered', 'flag'],
  ['string length(kind)', 'number'],
] as const)('%s gives a %s', (text, gives) => expect(problems(formula('一', text, { gives }))).toEqual([]))

test.each([
  ['volume *', 'number', 'one/formula: Character 9: the formula ends too early'],
  ['volume\n  * fe', 'number', 'one/formula: Line 2, character 5: there is no field “fe”'],
  ['volume + fee', 'money', 'one/formula: Character 1: an amount and a number can’t be calculated with “+”'],
  ['kind = "erth"', 'flag', 'one/formula: Character 8: “erth” is not among the choices: earth / rubble'],
  ['fee / volume', 'number', 'one/formula: the formula gives an amount, and not a number'],
  ['volume', 'money', 'one/formula: the formula gives a number, and not an amount'],
  ['applied - applied', 'number', 'one/formula: the formula gives a duration in days, and not a number'],
  ['null', 'number', 'one/formula: the formula gives nothing, and not a number'],
  ['left', 'date', 'one/formula: the formula gives a time, and not a date'],
  ['one + 1', 'number', 'one/formula: a formula is not worked out of itself'],
  ['of = null', 'flag', "one/formula: a formula can't read of: ref"],
  ['number', 'text', "one/formula: a formula can't read number: sequence"],
  ['driver', 'text', "one/formula: a formula can't read driver: sealed"],
  ['contains(vehicle, "A")', 'flag', 'one/privacy: what a formula reads of vehicle is personal, and so is what it gives'],
] as const)('%s as a %s is refused', (text, gives, said) => expect(problems(formula('一', text, { gives }))).toEqual([said]))

test('a formula tells no more than what it reads may be known', () => {
  const of = (privacy: 'none' | 'personal' | 'sensitive', read = 'owner') => problems(formula('一', read, { gives: 'text', privacy }))
  expect(of('personal')).toEqual(['one/privacy: what a formula reads of owner is sensitive, and so is what it gives'])
  expect(of('sensitive')).toEqual([])
  expect(problems(formula('一', 'vehicle', { gives: 'text', sealed: true }))).toContain(
    'one/sealed: a formula is kept as it is, and what it reads is told by it',
  )
})

test('formulas read each other, and not in a ring', () => {
  const other = (text: string) => ({ other: formula('二', text, { gives: 'money' }) })
  expect(problems(formula('一', 'other + fee', { gives: 'money' }), other('fee * 2'))).toEqual([])
  expect(problems(formula('一', 'other + fee', { gives: 'money' }), other('one * 2'))).toEqual([
    'one/formula: a formula is not worked out of itself',
    'other/formula: a formula is not worked out of itself',
  ])
  expect(problems(formula('一', 'other + volume', { gives: 'money' }), other('fee'))).toEqual([
    'one/formula: Character 1: an amount and a number can’t be calculated with “+”',
  ])
})

test('a row inside a record has no formula', () => {
  const inside = rows('行', { a: number('甲'), b: formula('乙', 'a', { gives: 'number' }) })
  expect(checkFields({ inside }, names).map(({ message }) => message)).toContain('a row inside a record has no formula')
})
