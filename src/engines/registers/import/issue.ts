import type { Context } from '#kernel/context'
import { quote } from '#kernel/database'
import type { Definition } from '../definitions.ts'
import { issuedColumns } from '../numbers.ts'
import { writtenColumns, wordsIn, type Written } from '../written.ts'
import type { Plan, Refusal } from './rows-checked.ts'
import { partOf, staged, type Range } from './staging.ts'

/** The numbers without gaps that one row gets, `c0`, `c1` … in the order of their columns, and the words under which they are found, if any. */
type Issued = { n: number; words: string[] | null } & Record<`c${number}`, string>

/** Says that rows which were to get numbers did not go in: their part is undone, numbers and all, and done again without them. */
export class Withdrawn extends Error {
  readonly refused: readonly Refusal[]

  constructor(refused: readonly Refusal[]) {
    super()
    this.refused = refused
  }
}

/**
 * Gives numbers without gaps to the rows of a part that are issued, in their order, within the transaction that writes them. It goes before
 * anything is written, so that nobody who waits for a number holds what the one before wants to write.
 */
export async function issue(
  ctx: Context,
  { definition, numbers }: Pick<Plan, 'definition' | 'numbers'>,
  batch: string,
  part: Range,
): Promise<Issued[]> {
  const columns = issuedColumns(definition)
  if (columns.length === 0) return []
  const isDue = columns.map(({ name }) => `r.${quote(name)} is not null`)
  const rows = await ctx.tx.rows({
    text: `select r._n as n, ${isDue.map((due, at) => `${due} as d${at}`).join(', ')}
      from ${staged(
        definition,
        batch,
        columns.map(({ name }) => name),
      )}
      where ${isDue.join(' or ')} order by r._n`,
    values: partOf(batch, part),
  })
  const issued = rows.map(({ n }): Issued => ({ n: n as number, words: null }))
  for (const [at, { key, field }] of columns.entries()) {
    const due = issued.filter((_, i) => rows[i]![`d${at}`] === true)
    const given = due.length > 0 ? await numbers.issue(`${definition.register.name}.${key}`, field, ctx, due.length) : []
    for (const [i, one] of due.entries()) {
      one[`c${at}`] = given[i]!
      if (definition.register.search.includes(key)) one.words = [...(one.words ?? []), ...wordsIn(definition, { [key]: given[i] })]
    }
  }
  return issued
}

/** Joins what was issued, as the fifth parameter, to the rows `r` of a batch. */
export const withIssued = (definition: Definition): string => {
  const columns = issuedColumns(definition).map((_, at) => `, c${at} text`)
  return columns.length === 0
    ? ''
    : ` left join jsonb_to_recordset($5::jsonb) as g(n integer, words text[]${columns.join('')}) on g.n = r._n`
}

/** What is written of a row, with its numbers. */
export function writtenIssued(definition: Definition): Written[] {
  const columns = issuedColumns(definition).map(({ name }) => name)
  if (columns.length === 0) return writtenColumns(definition)
  return writtenColumns(definition).map((one) => {
    if (one.name === 'words') return { ...one, from: 'array_to_tsvector(r.words || g.words)' }
    return columns.includes(one.name) ? { ...one, from: `g.c${columns.indexOf(one.name)}` } : one
  })
}
