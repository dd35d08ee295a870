import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BASE, categoriesOf, indexOf, rounded, suppress, withTotals } from './suppression.ts'

/** The lines of a table: cells of which the last, the total, is the sum of the others. Worked out by itself, not as the code does it. */
function linesOf(sizes: readonly number[]): number[][] {
  const cells = sizes.reduce((a, size) => a * (size + 1), 1)
  return sizes.flatMap((size, d) =>
    Array.from({ length: cells }, (_, i) => categoriesOf(sizes, i))
      .filter((at) => at[d] === 0)
      .map((at) => Array.from({ length: size + 1 }, (_, category) => indexOf(sizes, at.with(d, category)))),
  )
}

/**
 * Every value that a left-out cell may have, as whoever knows all published cells works it out: all tables of counts are tried that agree
 * with what is shown, up to a bound that no left-out cell passes unnoticed.
 */
function attack(sizes: readonly number[], shown: readonly (number | null)[], bound: number): Map<number, Set<number>> {
  const lines = linesOf(sizes)
  const unknown = shown.flatMap((count, i) => (count === null ? [i] : []))
  const values = shown.map((count) => count ?? -1)
  const possible = new Map(unknown.map((i) => [i, new Set<number>()]))
  const checked = (line: readonly number[]) => {
    const [total, parts] = [values[line.at(-1)!]!, line.slice(0, -1).map((i) => values[i]!)]
    const sum = parts.filter((one) => one >= 0).reduce((a, b) => a + b, 0)
    if (total >= 0 && sum > total) return false
    return total < 0 || parts.includes(-1) || sum === total
  }
  const of = new Map(unknown.map((i) => [i, lines.filter((line) => line.includes(i))]))
  const visit = (n: number) => {
    if (n === unknown.length) {
      for (const i of unknown) possible.get(i)!.add(values[i]!)
      return
    }
    const i = unknown[n]!
    for (let value = 0; value <= bound; value++) {
      values[i] = value
      if (of.get(i)!.every(checked)) visit(n + 1)
    }
    values[i] = -1
  }
  visit(0)
  return possible
}

const small = fc.oneof({ weight: 2, arbitrary: fc.integer({ min: 0, max: 3 }) }, { weight: 3, arbitrary: fc.integer({ min: 0, max: 9 }) })
const tables = fc.constantFrom([3], [2, 2], [2, 3], [3, 3]).chain((sizes) =>
  fc.record({
    sizes: fc.constant(sizes),
    inner: fc.array(small, { minLength: sizes.reduce((a, b) => a * b, 1), maxLength: sizes.reduce((a, b) => a * b, 1) }),
  }),
)

describe('totals', () => {
  it('are sums of everything along each dimension', () => {
    fc.assert(
      fc.property(tables, ({ sizes, inner }) => {
        const { cells } = withTotals(sizes, inner)
        for (const line of linesOf(sizes)) expect(line.slice(0, -1).reduce((sum, i) => sum + cells[i]!, 0)).toBe(cells[line.at(-1)!])
        expect(cells.at(-1)).toBe(inner.reduce((a, b) => a + b, 0))
      }),
    )
  })
})

describe('small cells', () => {
  const k = 3
  it('are left out, all of them, and totals that are themselves small too', () => {
    fc.assert(
      fc.property(tables, ({ sizes, inner }) => {
        const table = withTotals(sizes, inner)
        const { out, primary, complementary } = suppress(table, k)
        for (const [i, count] of table.cells.entries()) if (count > 0 && count < k) expect(out[i]).toBe(true)
        expect(out.filter(Boolean)).toHaveLength(primary + complementary)
      }),
    )
  })

  it('can’t be worked out from what is shown: each may be another number, and as large as the threshold', () => {
    let protectedTables = 0
    fc.assert(
      fc.property(tables, ({ sizes, inner }) => {
        const table = withTotals(sizes, inner)
        const { out, primary, failed } = suppress(table, k)
        // The attack tries every table: more unknowns than this take too long, and fewer cells are the weaker protection.
        fc.pre(!failed && primary > 0 && out.filter(Boolean).length <= 8)
        protectedTables += 1
        const shown = table.cells.map((count, i) => (out[i] ? null : count))
        const possible = attack(sizes, shown, Math.max(...table.cells) + k)
        for (const [i, count] of table.cells.entries()) {
          if (count === 0 || count >= k) continue
          expect(possible.get(i)!.has(count)).toBe(true)
          expect(Math.max(...possible.get(i)!)).toBeGreaterThanOrEqual(k)
          expect(Math.min(...possible.get(i)!)).toBeLessThan(count)
        }
      }),
      { numRuns: 150 },
    )
    expect(protectedTables).toBeGreaterThan(50)
  })

  it('would be worked out if they alone were left out: the attack is one', () => {
    // Rows 2 8 and 7 9: the one small cell is its row’s total less its neighbour.
    const { cells } = withTotals([2, 2], [2, 8, 7, 9])
    const shown = cells.map((count) => (count > 0 && count < 3 ? null : count))
    expect([...attack([2, 2], shown, 20).values()].map((one) => [...one])).toEqual([[2]])
    expect(suppress(withTotals([2, 2], [2, 8, 7, 9]), 3)).toMatchObject({ primary: 1, complementary: 3, failed: false })
  })

  it('are said to be unprotected where no cube is found', () => {
    expect(suppress(withTotals([1], [2]), 3)).toMatchObject({ primary: 2, failed: false })
    expect(suppress(withTotals([2, 1], [1, 0]), 3).out.filter(Boolean).length).toBeGreaterThan(1)
  })

  it('are protected in three dimensions, and in a table as large as may be within seconds', () => {
    const sizes = [60, 10, 10]
    let state = 7
    const inner = Array.from({ length: 6000 }, () => ((state = (state * 48271) % 2147483647) % 40) * (state % 3))
    const table = withTotals(sizes, inner)
    const began = performance.now()
    const { out, failed } = suppress(table, 5)
    expect(failed).toBe(false)
    for (const line of linesOf(sizes)) expect(line.filter((i) => out[i]).length, 'alone in its line').not.toBe(1)
    expect(performance.now() - began).toBeLessThan(60_000)
  })
})

describe('rounded counts', () => {
  it('are multiples of five within half of it, and totals tell no more than what stands beside them', () => {
    fc.assert(
      fc.property(tables, ({ sizes, inner }) => {
        const { cells } = rounded(sizes, inner)
        expect(cells.every((count) => count % BASE === 0)).toBe(true)
        for (const line of linesOf(sizes)) expect(line.slice(0, -1).reduce((sum, i) => sum + cells[i]!, 0)).toBe(cells[line.at(-1)!])
        const own = withTotals(sizes, inner).cells
        for (const [i, count] of cells.entries())
          if (categoriesOf(sizes, i).every((category, d) => category < sizes[d]!)) expect(Math.abs(count - own[i]!)).toBeLessThanOrEqual(2)
      }),
    )
  })
})
