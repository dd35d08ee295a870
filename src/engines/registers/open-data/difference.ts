import type { Context } from '#kernel/context'
import { alike, type OpenColumn, type Selected } from './selection.ts'
import { editionOf, quasiOf, stageOf } from './stage.ts'

/** What two versions after each other give away together. */
export interface Difference {
  /** The version before. */
  version: number
  /** Whether its values are said alike; where not, nothing can be compared by machine. */
  comparable: boolean
  added: number
  gone: number
  /** Rows of classes that grew or shrank by fewer than k: whoever compares the versions sees these few. */
  alone: number
}

/** What is known of the version before. */
export interface Before {
  id: string
  number: number
  columns: readonly OpenColumn[]
}

const digest = (columns: readonly { at: string }[], row: string) =>
  `md5(concat_ws(chr(31)${columns.map(({ at }) => `, ${row}.${at}`).join('')}))::uuid`

/** Sizes of the classes that go out; kept with the version, for the one after it. */
export const classSizes = (version: string, columns: readonly Selected[]): string => {
  const quasi = quasiOf(columns)
  return `select ${quasi.length > 0 ? digest(quasi, 't') : "md5('')::uuid"} as class, count(*) as size from ${stageOf(version)} t where not t.held group by 1`
}

/**
 * Compares a stage about people with the version before, class by class: a class that changed by fewer than k shows those few to whoever has
 * both. With `hold`, such classes stay out as a whole; they then changed by all that they were, which were k.
 */
export async function compareClasses(
  ctx: Context,
  { version, columns, before, k, hold }: { version: string; columns: readonly Selected[]; before: Before; k: number; hold: boolean },
): Promise<Difference> {
  if (!alike(columns, before.columns)) return { version: before.number, comparable: false, added: 0, gone: 0, alone: 0 }
  const changed = `(select coalesce(now.class, was.class) as class, coalesce(now.size, 0) as size, coalesce(now.size, 0) - coalesce(was.size, 0) as more
      from (${classSizes(version, columns)}) now
      full join (select c.class, c.size from open.class_size c where c.version = $1::uuid) was on was.class = now.class)`
  const row = (await ctx.tx.row({
    text: `select coalesce(sum(d.more) filter (where d.more > 0), 0) as added, coalesce(-sum(d.more) filter (where d.more < 0), 0) as gone,
        coalesce(sum(abs(d.more)) filter (where d.more <> 0 and abs(d.more) < $2), 0) as alone from ${changed} d`,
    values: [before.id, k],
  }))!
  const alone = Number(row.alone)
  if (hold && alone > 0)
    await ctx.tx.query({
      text: `update ${stageOf(version)} t set held = true from ${changed} d
        where d.more <> 0 and abs(d.more) < $2 and d.size > 0 and ${quasiOf(columns).length > 0 ? digest(quasiOf(columns), 't') : "md5('')::uuid"} = d.class`,
      values: [before.id, k],
    })
  return { version: before.number, comparable: true, added: Number(row.added), gone: Number(row.gone), alone }
}

/** How the rows of a stage differ from those of the version before, where nobody is to be told apart in them. */
export async function compareRows(
  ctx: Context,
  { version, columns, before }: { version: string; columns: readonly Selected[]; before: Before },
): Promise<Difference> {
  const there = await ctx.tx.row({ text: 'select to_regclass($1) is not null as there', values: [editionOf(before.id)] })
  if (!there?.there || !alike(columns, before.columns)) return { version: before.number, comparable: false, added: 0, gone: 0, alone: 0 }
  const count = (table: string, which: string) => `select ${digest(columns, 't')} as row, count(*) as n from ${table} t${which} group by 1`
  const row = (await ctx.tx.row({
    text: `select coalesce(sum(greatest(d.more, 0)), 0) as added, coalesce(sum(greatest(-d.more, 0)), 0) as gone
      from (select coalesce(now.n, 0) - coalesce(was.n, 0) as more from (${count(stageOf(version), ' where not t.held')}) now
        full join (${count(editionOf(before.id), '')}) was on was.row = now.row) d`,
  }))!
  return { version: before.number, comparable: true, added: Number(row.added), gone: Number(row.gone), alone: 0 }
}

/**
 * Compares two tables of counts cell by cell, by their categories: one that is shown in both and changed by fewer than k shows those few.
 * `isInner`: a cell of categories alone, whose change counts rows once.
 */
export function compareCells(
  now: ReadonlyMap<string, number | null>,
  was: ReadonlyMap<string, number | null>,
  { k, number, isInner }: { k: number; number: number; isInner(key: string): boolean },
): Difference {
  const difference = { version: number, comparable: true, added: 0, gone: 0, alone: 0 }
  for (const key of new Set([...now.keys(), ...was.keys()])) {
    // A combination that stands nowhere is one that nobody belongs to.
    const [after, before] = [now.has(key) ? now.get(key)! : 0, was.has(key) ? was.get(key)! : 0]
    if (after === null || before === null) continue
    const more = after - before
    if (isInner(key)) difference[more > 0 ? 'added' : 'gone'] += Math.abs(more)
    if (more !== 0 && Math.abs(more) < k) difference.alone += 1
  }
  return difference
}
