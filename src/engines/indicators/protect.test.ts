import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { noSums } from './figure.ts'
import { BASE, controlled, daily, protect, together, yearly, type Chain } from './protect.ts'
import { keyOf, type SumsByKey } from './read.ts'

/** A person as the figures count one: where, when, which group, and whether a share holds. */
interface Person {
  town: string
  month: string
  group: string
  n: 0 | 1
}

const towns = ['/p/c/a/1/', '/p/c/a/2/', '/p/c/b/1/', '/p/c/b/', '/p/c/']
const months = ['2025-11', '2025-12', '2026-01', '2026-02']
const groups = ['sex=1', 'sex=2', 'sex=未知 的']

const around = (path: string) => {
  const parts = path.split('/').slice(1, -1)
  return parts.map((_, i) => `/${parts.slice(0, i + 1).join('/')}/`)
}

/** True sums, as the cells keep them: every place with all that lies below. */
function counted(people: readonly Person[]): SumsByKey {
  const found: SumsByKey = new Map()
  for (const { town, month, group, n } of people)
    for (const place of around(town))
      for (const name of ['', group]) {
        const key = keyOf(month, place, name)
        const sums = found.get(key) ?? noSums()
        found.set(key, { ...sums, count: sums.count + 1, total: sums.total + n })
      }
  return found
}

const city = fc.array(
  fc.record({
    town: fc.constantFrom(...towns),
    month: fc.constantFrom(...months),
    group: fc.constantFrom(...groups),
    n: fc.constantFrom(0 as const, 1 as const),
  }),
  { maxLength: 120 },
)
const chains = fc.constantFrom<Chain>(yearly, daily)
const told = (found: SumsByKey, chain: Chain) => protect(found, { chain, grouped: true })
/** What can be asked, and what is answered; where nothing is told there is nothing. */
const answers = (sums: SumsByKey) =>
  Object.fromEntries([...sums].filter(([, { count }]) => count > 0).map(([key, { count, total }]) => [key, [count, total]]))

describe('figures of persons', () => {
  test('are rounded so that each stays near the truth, and all together too', () => {
    expect(controlled([1, 1, 1, 1, 1, 1, 1])).toEqual([0, 0, 5, 0, 0, 0, 0])
    expect(controlled([3, 0, 12])).toEqual([5, 0, 10])
    fc.assert(
      fc.property(fc.array(fc.nat(30)), (counts) => {
        const rounded = controlled(counts)
        for (const [i, count] of counts.entries()) expect(Math.abs(rounded[i]! - count)).toBeLessThan(BASE)
        const sum = (of: readonly number[]) => of.reduce((all, one) => all + one, 0)
        expect(Math.abs(sum(rounded) - sum(counts))).toBeLessThanOrEqual(BASE / 2)
      }),
    )
  })

  test('are told alike by a city whose true numbers are the told ones: nothing told proves of any cell or difference that it is small', () => {
    fc.assert(
      fc.property(city, chains, (people, chain) => {
        const given = told(counted(people), chain)
        // That other city: as many persons in each cell as are told of the true one.
        expect(answers(told(given, chain))).toEqual(answers(given))
        for (const { count, total } of given.values()) expect([count % BASE, total % BASE]).toEqual([0, 0])
      }),
      { numRuns: 300 },
    )
  })

  test('are no different by two questions: of two places, groups, periods or days no difference is one to four', () => {
    fc.assert(
      fc.property(city, city, chains, (people, more, chain) => {
        // The same city on two days, with some persons more on the second.
        const asked = [people, [...people, ...more.slice(0, 3)]].flatMap((on) => {
          const given = told(counted(on), chain)
          const whole = together(given, () => true)
          return [...given.values(), ...whole.values()].flatMap(({ count, total }) => [count, total, count - total])
        })
        const different = new Set(asked)
        for (const one of different) for (const other of different) expect(Math.abs(one - other) % BASE).toBe(0)
      }),
      { numRuns: 100 },
    )
  })

  test('add up: a place is what lies in it, the whole is its groups', () => {
    fc.assert(
      fc.property(city, chains, (people, chain) => {
        const given = told(counted(people), chain)
        const at = (month: string, place: string, group = '') => given.get(keyOf(month, place, group))?.count ?? 0
        for (const month of months)
          for (const place of ['/p/', '/p/c/', '/p/c/a/', '/p/c/b/', ...towns])
            expect(groups.reduce((sum, group) => sum + at(month, place, group), 0)).toBe(at(month, place))
        for (const month of months) expect(at(month, '/p/c/a/')).toBe(at(month, '/p/c/a/1/') + at(month, '/p/c/a/2/'))
      }),
    )
  })

  test('of one place stay as they are when somebody is counted elsewhere', () => {
    const base = counted([
      { town: '/p/c/a/1/', month: '2026-01', group: 'sex=1', n: 1 },
      ...Array.from({ length: 7 }, () => ({ town: '/p/c/b/1/', month: '2026-01', group: 'sex=2', n: 1 as const })),
    ])
    const more = counted([
      ...Array.from({ length: 4 }, () => ({ town: '/p/c/a/1/', month: '2026-01', group: 'sex=1', n: 1 as const })),
      ...Array.from({ length: 7 }, () => ({ town: '/p/c/b/1/', month: '2026-01', group: 'sex=2', n: 1 as const })),
    ])
    const there = keyOf('2026-01', '/p/c/b/1/')
    expect(told(more, yearly).get(there)).toEqual(told(base, yearly).get(there))
    expect([told(base, yearly), told(more, yearly)].map((one) => one.get(keyOf('2026-01', '/p/c/a/1/'))?.count)).toEqual([0, 5])
  })
})
