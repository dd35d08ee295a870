import type { Context } from '#kernel/context'
import { NotFound } from '#kernel/errors'
import type { ReadParts } from '../read.ts'
import { named } from '../statements.ts'
import { pastRecord, type PastRecord } from './past.ts'
import { wordsCompared, type Part } from './words-compared.ts'

/** What is different of one field between two versions. */
export interface Difference {
  field: string
  before: unknown
  after: unknown
  /** Of a text that stands in both: its words that stayed, went and came. */
  words?: Part[]
}

/** Two versions of a record beside each other, each masked as whoever asks may see it. */
export interface Comparison {
  from: PastRecord['record']
  to: PastRecord['record']
  differences: Difference[]
  masked: string[]
}

/**
 * Compares two versions field by field, the earlier first, whichever was named first. Of a masked field it is told that it changed between
 * them, as history tells, and no more.
 * @throws NotFound when there is no such version for the actor
 */
export async function compare(
  parts: ReadParts,
  ctx: Context,
  name: string,
  id: string,
  versions: readonly [number, number],
): Promise<Comparison> {
  const definition = parts.definitions.get(name)
  const [first, last] = versions[0] <= versions[1] ? versions : [versions[1], versions[0]]
  const [from, to] = [await pastRecord(parts, ctx, name, id, { version: first }), await pastRecord(parts, ctx, name, id, { version: last })]
  if (!from || !to) throw new NotFound('没有这一版，或不归您查看', { code: 'register.version-none', path: from ? 'to' : 'from' })
  const masked = new Set([...from.masked, ...to.masked])
  const touched = masked.size > 0 ? await touchedBetween() : new Set<string>()
  const keys = [...(definition.register.effective ? ['from', 'to'] : []), ...definition.columns.map(({ key }) => key), 'ended']
  const differences = keys.flatMap((field): Difference[] => {
    const [before, after] = [from.record[field] ?? null, to.record[field] ?? null]
    const differs = JSON.stringify(before) !== JSON.stringify(after)
    if (!differs && !(masked.has(field) && touched.has(field))) return []
    const isText = typeof before === 'string' && typeof after === 'string' && !masked.has(field) && readAsText(field)
    return [{ field, before, after, ...(isText ? { words: wordsCompared(before, after) } : {}) }]
  })
  return { from: from.record, to: to.record, differences, masked: [...masked] }

  function readAsText(key: string): boolean {
    return definition.columns.find((column) => column.key === key)?.field.kind === 'text'
  }

  async function touchedBetween(): Promise<Set<string>> {
    ctx.tx.set('app.log_record', id)
    const rows = await ctx.tx.rows(
      named(
        definition,
        `select distinct f.name from kernel.change c cross join lateral unnest(c.fields) as f(name)
         where c.record = $1::uuid and c.version > $2::integer and c.version <= $3::integer`,
        [id, first, last],
      ),
    )
    const names = new Set(rows.map((row) => row.name as string))
    return new Set(definition.columns.filter((column) => names.has(column.name)).map(({ key }) => key))
  }
}
