import type { Context } from '#kernel/context'
import { leastCoarse, MOST_NODES } from './lattice.ts'
import type { Selected } from './selection.ts'
import { classesOf, coarser, quasiOf, stageOf } from './stage.ts'

/** What is said of whether people can be told apart in a version. */
export interface Anonymity {
  k: number
  /** The columns by which people are told apart. */
  quasi: string[]
  classes: number
  /** Rows of classes with fewer than k. */
  small: number
  /** The smallest classes, with the values that they have in common. */
  smallest: { values: string[]; count: number }[]
  diversity: Diversity[]
  suggestions: Suggestion[]
  /** Every way was looked at; otherwise there may be finer ones. */
  searchedWhole: boolean
}

/** What is found out of a sensitive column by whoever knows the others (l-diversity: Machanavajjhala et al., 2007). */
export interface Diversity {
  field: string
  label: string
  /** Different values in the class that has the fewest. */
  least: number
  /** Rows of classes in which all values are the same. */
  alone: number
}

/** A way to say less by which enough are alike. `level` null: the column is left out. */
export interface Suggestion {
  columns: { field: string; label: string; level: string | null; levelLabel: string | null }[]
  /** Rows that would still be too few and stay out. */
  held: number
}

/** Ways that are told, and nodes that are looked at to find them. */
const TOLD = 3
const BUDGET = 120
const SMALLEST = 10
/** What share of rows may stay out where a suggestion says so. */
const MAY_STAY_OUT = 0.01

const list = (columns: readonly Selected[]) => columns.map(({ at }) => at).join(', ')

/** Puts alike rows together, with all their coarser values. */
export async function groupClasses(ctx: Context, version: string, columns: readonly Selected[]): Promise<void> {
  const names = quasiOf(columns).flatMap(({ at, levels }) => [at, ...levels.slice(1).map((_, i) => coarser(at, i + 1))])
  const said = names.join(', ')
  await ctx.tx.query({
    text: `insert into ${classesOf(version)} (n, ${said}) select count(*), ${said} from ${stageOf(version)} group by ${said}`,
  })
}

/** Heights of the lattice over these columns: one above the coarsest level leaves the column out. Too many nodes, and steps get larger. */
export function stepsOf(columns: readonly Pick<Selected, 'levels'>[]): number[][] {
  const steps = columns.map(({ levels }) => [...levels.keys(), levels.length])
  const nodes = () => steps.reduce((product, { length }) => product * length, 1)
  while (nodes() > MOST_NODES) {
    const longest = steps.reduce((best, one, i) => (one.length > steps[best]!.length ? i : best), 0)
    const one = steps[longest]!
    if (one.length <= 2) break
    // The chosen level and leaving it out stay.
    one.splice(one.length > 3 ? one.length - 3 : 1, 1)
  }
  return steps
}

/** Looks whether k rows are alike wherever one is, and what would do where they are not. */
export async function checkAnonymity(
  ctx: Context,
  { version, columns, k, hold, rows }: { version: string; columns: readonly Selected[]; k: number; hold: boolean; rows: number },
): Promise<Anonymity> {
  const quasi = quasiOf(columns)
  const classes = classesOf(version)
  if (quasi.length === 0 || rows === 0)
    return {
      k,
      quasi: [],
      classes: rows > 0 ? 1 : 0,
      small: rows < k ? rows : 0,
      smallest: [],
      diversity: [],
      suggestions: [],
      searchedWhole: true,
    }
  const counted = (await ctx.tx.row({
    text: `select count(*) as classes, coalesce(sum(t.n) filter (where t.n < $1), 0) as small from ${classes} t`,
    values: [k],
  }))!
  const small = Number(counted.small)
  const smallest = await ctx.tx.rows({
    text: `select t.n, ${quasi.map(({ at }) => `t.${at}`).join(', ')} from ${classes} t where t.n < $1 order by t.n, ${list(quasi)} limit $2`,
    values: [k, SMALLEST],
  })
  const { suggestions, whole } = small > 0 ? await suggest(ctx, { version, quasi, k, rows }) : { suggestions: [], whole: true }
  if (hold && small > 0) await holdSmall(ctx, version, quasi, k)
  return {
    k,
    quasi: quasi.map(({ label }) => label),
    classes: Number(counted.classes),
    small,
    smallest: smallest.map((row) => ({ values: quasi.map(({ at }) => row[at] as string), count: Number(row.n) })),
    diversity: await diversityOf(ctx, version, columns),
    suggestions,
    searchedWhole: whole,
  }
}

/** Keeps rows out that too few others are like. */
async function holdSmall(ctx: Context, version: string, quasi: readonly Selected[], k: number): Promise<void> {
  const same = quasi.map(({ at }) => `s.${at} = t.${at}`).join(' and ')
  await ctx.tx.query({
    text: `update ${stageOf(version)} s set held = true from ${classesOf(version)} t where t.n < $1 and ${same}`,
    values: [k],
  })
}

async function suggest(
  ctx: Context,
  { version, quasi, k, rows }: { version: string; quasi: readonly Selected[]; k: number; rows: number },
): Promise<{ suggestions: Suggestion[]; whole: boolean }> {
  const steps = stepsOf(quasi)
  const left = new Map<string, number>()
  const may = Math.floor(rows * MAY_STAY_OUT)
  const { nodes, whole } = await leastCoarse({
    heights: steps.map(({ length }) => length - 1),
    budget: BUDGET,
    async does(node) {
      const kept = quasi.flatMap(({ at, levels }, i) => {
        const up = steps[i]![node[i]!]!
        return up === levels.length ? [] : [up === 0 ? at : coarser(at, up)]
      })
      const row = (await ctx.tx.row({
        text: `select coalesce(sum(g.n) filter (where g.n < $1), 0) as small
          from (select sum(t.n) as n from ${classesOf(version)} t${kept.length > 0 ? ` group by ${kept.map((one) => `t.${one}`).join(', ')}` : ''}) g`,
        values: [k],
      }))!
      left.set(node.join(), Number(row.small))
      return Number(row.small) <= may
    },
  })
  const loss = (node: readonly number[]) => node.reduce((total, level, i) => total + level / (steps[i]!.length - 1), 0)
  const told = [...nodes].sort((a, b) => loss(a) - loss(b)).slice(0, TOLD)
  return {
    whole,
    suggestions: told.map((node) => ({
      held: left.get(node.join()) ?? 0,
      columns: quasi.flatMap(({ field, label, levels }, i) => {
        const up = steps[i]![node[i]!]!
        if (up === 0) return []
        const level = levels[up]
        return [{ field, label, level: level?.key ?? null, levelLabel: level?.label ?? null }]
      }),
    })),
  }
}

/** How many different values each sensitive column has where all else is alike; over the rows that go out. */
async function diversityOf(ctx: Context, version: string, columns: readonly Selected[]): Promise<Diversity[]> {
  const found: Diversity[] = []
  for (const { field, label, at, quasi } of columns) {
    if (quasi) continue
    const row = (await ctx.tx.row({
      text: `select coalesce(min(g.d), 0) as least, coalesce(sum(g.n) filter (where g.d = 1), 0) as alone
        from (select count(distinct t.${at}) as d, count(*) as n from ${stageOf(version)} t where not t.held group by ${list(quasiOf(columns))}) g`,
    }))!
    found.push({ field, label, least: Number(row.least), alone: Number(row.alone) })
  }
  return found
}
