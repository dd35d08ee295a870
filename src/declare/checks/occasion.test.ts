import { describe, expect, it } from 'vitest'
import { date, occasion, register, text, type Occasion } from '../index.ts'
import type { Names } from './known.ts'
import { checkOccasion } from './occasion.ts'

const cards = register('club.card', {
  label: '会员卡',
  title: 'number',
  steward: 'sport',
  holder: 'id',
  fields: { number: text('卡号'), until: date('有效期至'), family: text('户号') },
})
const open = register('club.court', { label: '球场', title: 'name', steward: 'sport', fields: { name: text('名称') } })
const names = {
  registers: new Map([cards, open].map((one) => [one.name, one])),
  matters: new Map([['club.joining', {}]]),
} as unknown as Names

const ends = occasion('club.card-ends', cards, {
  label: '会员卡到期',
  about: '续卡',
  stage: 'papers',
  reckon: { rule: 'until', date: 'until', opens: { days: 30, kind: 'calendar' }, closes: { days: 0, kind: 'calendar' } },
  known: ['number'],
  ahead: 60,
  basis: { law: '会章', says: '到期续卡', source: 'https://example.org', verified: false },
  matters: ['club.joining'],
  words: '会员卡',
})
const check = (change: object) => checkOccasion({ ...ends, ...change } as Occasion, names).map(({ path, message }) => `${path}: ${message}`)

describe('an occasion', () => {
  it('is sound as it is declared', () => expect(check({})).toEqual([]))
  it.each<[string, object, string]>([
    ['of no register', { register: 'club.nothing' }, 'club.card-ends/register: there is no register club.nothing'],
    [
      'of a register without holders',
      { register: 'club.court' },
      'club.card-ends/register: club.court has no holder, so it comes to nobody',
    ],
    ['with a field that is none', { known: ['name'] }, 'club.card-ends/known: there is no field name'],
    ['from a text', { reckon: { ...ends.reckon, date: 'number' } }, 'club.card-ends/reckon/date: number is not a date'],
    ['under a condition on nothing', { when: { field: 'state', is: 'x' } }, 'club.card-ends/when: there is no field state'],
    ['for a household, but not by age', { household: 'family' }, 'club.card-ends/household: a household is one of persons, by their age'],
    ['with a matter of nobody', { matters: ['club.leaving'] }, 'club.card-ends/matters/club.leaving: there is no matter club.leaving'],
    ['without words', { words: ' ' }, 'club.card-ends/words: a matter is found by some words'],
  ])('%s is found out', (_, change, problem) => expect(check(change)).toContain(problem))
  it.each([
    ['a leap day', { rule: 'yearly', date: 'until', from: '02-29', to: '06-30' }, 'reckon/from: is written MM-DD'],
    [
      'a year turned round',
      { rule: 'yearly', date: 'until', from: '06-30', to: '01-01' },
      'reckon/to: comes after the first day, in the same year',
    ],
    ['no day', { rule: 'age', date: 'until', years: 6, within: { cutoff: '8-31' } }, 'reckon/within/cutoff: is written MM-DD'],
  ])('%s is found out', (_, reckon, problem) => expect(check({ reckon })).toEqual([`club.card-ends/${problem}`]))
})
