import { expect, test } from 'vitest'
import { checkSystems } from './check.ts'
import { date, indicator, personId, register, role, system, text, type IndicatorSpec } from './index.ts'

const shops = register('shop.shop', {
  label: '店',
  title: 'name',
  steward: 'market-regulation',
  fields: { name: text('名称'), since: date('开业'), owner: personId('店主') },
})
const clerk = role('shop.clerk', { label: '店员', about: '看店', may: [{ register: 'shop.shop', acts: ['read'], scope: 'all' }] })
const good: IndicatorSpec = { label: '店数', about: '开着的店。', unit: '家', of: 'shop.shop', every: 'now', seenBy: ['shop.clerk'] }

/** What is wrong with an indicator that differs from a good one. */
const problems = (different: Partial<IndicatorSpec>, name: `${string}.${string}` = 'shop.count') =>
  checkSystems([
    system('shop', {
      label: '店',
      about: '店。',
      domain: 'example',
      owner: 'market-regulation',
      rows: [],
      registers: [shops],
      roles: [clerk],
      indicators: [indicator(name, { ...good, ...different })],
    }),
  ]).map(({ path }) => path.replace('shop/indicators/', ''))

test('a good one passes', () => {
  expect(problems({})).toEqual([])
  expect(problems({ every: 'month', on: 'since', better: 'more', targets: [{ value: 3, from: '2026-01-01', source: '规划' }] })).toEqual([])
})

test.each<[string, Partial<IndicatorSpec>, string]>([
  ['counts what is not there', { of: 'shop.nothing' }, 'of'],
  ['has no unit', { unit: '' }, 'unit'],
  ['reads a field that is not there', { where: { field: 'open', is: true } }, 'where'],
  ['compares a sealed value', { where: { field: 'owner', is: '1' } }, 'where'],
  ['counts by month without a day', { every: 'month' }, 'on'],
  ['counts by a day that is no date', { every: 'day', on: 'name' }, 'on'],
  ['says a day of the moment without within what', { on: 'since' }, 'within'],
  ['is both a share and a number of days', { share: { field: 'name', is: 'x' }, days: { from: 'since', to: 'since' } }, 'days'],
  ['is told apart by a name', { by: ['name'] }, 'by/0'],
  ['is seen by a role that nobody declares', { seenBy: ['shop.nobody'] }, 'seenBy/0'],
  ['has a target without saying what is better', { targets: [{ value: 1, from: '2026-01-01', source: 's' }] }, 'better'],
  ['has a target that nobody set', { better: 'more', targets: [{ value: 1, from: '2026-01-01', source: ' ' }] }, 'targets/0/source'],
])('one that %s is refused', (_what, different, path) => {
  expect(problems(different)).toContain(`shop.count/${path}`)
})

test('its name begins with its system', () => {
  expect(problems({}, 'other.count')).toContain('other.count')
})

test('what does not compile', () => {
  const wrong = () => [
    // @ts-expect-error there is no such period
    indicator('shop.a', { ...good, every: 'week' }),
    // @ts-expect-error a name has its system's name before a point
    indicator('count', good),
    // @ts-expect-error somebody must see it
    indicator('shop.b', { label: 'x', about: 'x', unit: 'x', of: 'shop.shop', every: 'now' }),
  ]
  expect(wrong).toBeTypeOf('function')
})
