import type { Compute } from '#kernel/compute'
import type { Context } from '#kernel/context'
import { Invalid } from '#kernel/errors'
import type { Selected, Selection } from './selection.ts'
import { stageOf } from './stage.ts'
import { BASE, categoriesOf, rounded, withTotals, type Suppression } from './suppression.ts'

/** What stands for all categories together. */
export const TOTAL = '合计'
/** Cells that one table has, at most: more than that nobody reads, and protecting them takes minutes. */
const MOST_CELLS = 20_000

/** A table of counts as it is published: rows of categories with a count, or none where it is left out. */
export interface Counts {
  rows: { categories: string[]; count: number | null }[]
  cells: number
  /** Cells left out because they are small, and others so that these can't be worked out. */
  primary: number
  complementary: number
  rounded: boolean
  /** No way was found to leave cells out by which the small ones are safe. */
  failed: boolean
}

/** Counts the rows of a stage by all its columns, with totals, and protects what is small of persons. */
export async function countStaged(
  ctx: Context,
  compute: Compute,
  { version, columns, selection: { k, protect, subject } }: { version: string; columns: readonly Selected[]; selection: Selection },
): Promise<Counts> {
  const names = columns.map(({ at }) => `t.${at}`).join(', ')
  const found = await ctx.tx.rows({
    text: `select ${names}, count(*) as n from ${stageOf(version)} t group by ${names} limit $1`,
    values: [MOST_CELLS + 1],
  })
  const categories = columns.map(({ at }) => [...new Set(found.map((row) => row[at] as string))].sort())
  const sizes = categories.map(({ length }) => length)
  const cells = sizes.reduce((product, size) => product * (size + 1), 1)
  if (cells > MOST_CELLS) throw new Invalid(`这样分会有 ${cells} 格，最多 ${MOST_CELLS} 格，请分得粗一些`, { code: 'open.cells' })
  const inner = Array.from({ length: sizes.reduce((product, size) => product * size, 1) }, () => 0)
  const places = categories.map((known) => new Map(known.map((value, i) => [value, i])))
  for (const row of found)
    inner[columns.reduce((index, { at }, d) => index * sizes[d]! + places[d]!.get(row[at] as string)!, 0)] = Number(row.n)
  const isSafe = subject !== 'person'
  const isRounded = protect === 'round' && !isSafe
  const table = isRounded ? rounded(sizes, inner) : withTotals(sizes, inner)
  const { out, primary, complementary, failed } =
    isRounded || isSafe
      ? { out: [], primary: 0, complementary: 0, failed: false }
      : await compute.run<Suppression>('suppressCounts', { sizes, inner, k })
  return {
    rows: table.cells.map((count, i) => ({
      categories: categoriesOf(sizes, i).map((category, d) => categories[d]![category] ?? TOTAL),
      count: out[i] ? null : count,
    })),
    cells,
    primary,
    complementary,
    rounded: isRounded,
    failed,
  }
}

/** Cells by their categories, for comparing two tables. */
export const cellsOf = (rows: Counts['rows']): Map<string, number | null> =>
  new Map(rows.map(({ categories, count }) => [categories.join('\u001F'), count]))

/** By how much a cell must change to show it: counts in fives change by fives. */
export const leastChange = (counts: Pick<Counts, 'rounded'>, k: number): number => (counts.rounded ? BASE : k)
