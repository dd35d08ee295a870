/**
 * Small cells of a table of counts with all its totals: left out (primary suppression), and others with them (complementary suppression),
 * so that the totals don't give them back. By hypercubes (Repsilber's method as in Giessing and Repsilber, “Tools and strategies to protect
 * multiple tables with the GHQUAR cell suppression engine”, 2002; Hundepool et al., Statistical Disclosure Control, 2012, ch. 4): with each
 * small cell the other corners of a cube are left out, and along the cube the small cell can grow to the threshold and shrink while every
 * total stays. A total is a category of its own, whose sign is turned: then every line adds up to nothing, and totals are protected as cells are.
 */
export interface CountTable {
  /** How many categories each of the dimensions has; the total is one more, the last. */
  sizes: readonly number[]
  /** Counts with all totals, the last dimension running fastest. */
  cells: readonly number[]
}

/** Adds the totals to the counts of the categories alone. */
export function withTotals(sizes: readonly number[], inner: readonly number[]): CountTable {
  const cells = Array.from({ length: sizes.reduce((a, size) => a * (size + 1), 1) }, () => 0)
  for (const [i, count] of inner.entries()) {
    if (count === 0) continue
    const at = placeOf(sizes, i)
    // Every way to take some dimensions together.
    for (let mask = 0; mask < 1 << sizes.length; mask++)
      cells[
        indexOf(
          sizes,
          at.map((category, d) => (mask & (1 << d) ? sizes[d]! : category)),
        )
      ]! += count
  }
  return { sizes, cells }
}

const placeOf = (sizes: readonly number[], index: number): number[] => {
  const at: number[] = []
  for (let d = sizes.length - 1, rest = index; d >= 0; d--) {
    at[d] = rest % sizes[d]!
    rest = Math.floor(rest / sizes[d]!)
  }
  return at
}

/** Where a cell stands in a table with totals. */
export const indexOf = (sizes: readonly number[], at: readonly number[]): number =>
  at.reduce((index, category, d) => index * (sizes[d]! + 1) + category, 0)

/** The categories of a cell of a table with totals. */
export const categoriesOf = (sizes: readonly number[], index: number): number[] =>
  placeOf(
    sizes.map((size) => size + 1),
    index,
  )

/** What is left out, by cell. `failed`: no cube protects some small cell, and the table as a whole must not be shown. */
export interface Suppression {
  out: boolean[]
  primary: number
  complementary: number
  failed: boolean
}

export function suppress({ sizes, cells }: CountTable, k: number): Suppression {
  const out = cells.map((count) => count > 0 && count < k)
  const small = cells.flatMap((count, i) => (out[i] ? [i] : []))
  const isTotal = (at: readonly number[]) => at.map((category, d) => category === sizes[d])
  const cost = (index: number, at: readonly number[]) =>
    out[index] ? 0 : (1 + Math.log2(1 + cells[index]!)) * (isTotal(at).includes(true) ? 8 : 1)
  let failed = false
  const corners = 1 << sizes.length
  for (const index of small.sort((a, b) => cells[b]! - cells[a]!)) {
    const at = categoriesOf(sizes, index)
    const own = isTotal(at)
    let best: { cost: number; corners: number[] } | undefined
    const other = at.map(() => 0)
    const visit = (d: number) => {
      if (d < sizes.length) {
        for (let category = 0; category <= sizes[d]!; category++) {
          if (category === at[d]) continue
          other[d] = category
          visit(d + 1)
        }
        return
      }
      let price = 0
      let up = Infinity
      let down = Infinity
      const found: number[] = []
      for (let mask = 0; mask < corners; mask++) {
        const corner = at.map((category, i) => (mask & (1 << i) ? other[i]! : category))
        const place = indexOf(sizes, corner)
        // Each step to another category turns the sign, and so does each step between a category and the total.
        let turns = 0
        for (let i = 0; i < sizes.length; i++) if (mask & (1 << i)) turns += own[i] === (other[i] === sizes[i]) ? 1 : 2
        if (turns % 2 === 0) down = Math.min(down, cells[place]!)
        else up = Math.min(up, cells[place]!)
        price += cost(place, corner)
        if (best && price >= best.cost) return
        found.push(place)
      }
      if (up >= k - cells[index]! && down >= 1) best = { cost: price, corners: found }
    }
    visit(0)
    if (!best) failed = true
    else for (const corner of best.corners) out[corner] = true
  }
  return { out, primary: small.length, complementary: out.filter(Boolean).length - small.length, failed }
}

/** Base to which counts are rounded. */
export const BASE = 5

/** Counts to the nearest multiple of five, with totals of the rounded counts: a total tells no more than what stands beside it. */
export const rounded = (sizes: readonly number[], inner: readonly number[]): CountTable =>
  withTotals(
    sizes,
    inner.map((count) => Math.round(count / BASE) * BASE),
  )
