import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { leastCoarse, nodesOf } from './lattice.ts'

/** Rows with values in hierarchies that halve, and whether every class of a node has k of them: counted by hand. */
const tables = fc.record({
  heights: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 3 }),
  values: fc.array(fc.array(fc.integer({ min: 0, max: 7 }), { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 30 }),
  k: fc.integer({ min: 1, max: 6 }),
})
const valueAt = (value: number, level: number, height: number) => (level === height ? '*' : String(value >> level))
function isAnonymous(values: readonly number[][], heights: readonly number[], node: readonly number[], k: number): boolean {
  const classes = new Map<string, number>()
  for (const row of values) {
    const key = heights.map((height, i) => valueAt(row[i]!, node[i]!, height)).join()
    classes.set(key, (classes.get(key) ?? 0) + 1)
  }
  return [...classes.values()].every((count) => count >= k)
}

const below = (low: readonly number[], high: readonly number[]) => low.every((level, i) => level <= high[i]!)

describe('the least coarse ways', () => {
  it('are those that a look at every node finds', async () => {
    await fc.assert(
      fc.asyncProperty(tables, async ({ heights, values, k }) => {
        const good = nodesOf(heights).filter((node) => isAnonymous(values, heights, node, k))
        const minimal = good.filter((node) => !good.some((other) => other.join() !== node.join() && below(other, node)))
        const found = await leastCoarse({ heights, budget: 10_000, does: async (node) => isAnonymous(values, heights, node, k) })
        expect(found.whole).toBe(true)
        expect(found.nodes.map((node) => node.join()).sort()).toEqual(minimal.map((node) => node.join()).sort())
      }),
    )
  })

  it('are found with fewer looks than there are nodes', async () => {
    let looks = 0
    const heights = [4, 4, 4]
    const does = async (node: readonly number[]) => {
      looks += 1
      return node.reduce((a, b) => a + b, 0) >= 6
    }
    const { nodes } = await leastCoarse({ heights, budget: 10_000, does })
    expect(nodes.every((node) => node.reduce((a, b) => a + b, 0) === 6)).toBe(true)
    expect(looks).toBeLessThan(nodesOf(heights).length)
  })

  it('are some that do, when there is no time for all', async () => {
    const heights = [3, 3, 3, 3]
    const does = async (node: readonly number[]) => node.reduce((a, b) => a + b, 0) >= 7
    const { nodes, whole } = await leastCoarse({ heights, budget: 20, does })
    expect(whole).toBe(false)
    expect(nodes.length).toBeGreaterThan(0)
    for (const node of nodes) expect(await does(node)).toBe(true)
  })

  it('are none when not even the coarsest does', async () => {
    expect(await leastCoarse({ heights: [2], budget: 10, does: async () => false })).toEqual({ nodes: [], whole: true })
  })
})
