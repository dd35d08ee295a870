import { kindOf } from '#declare'
import type { Context } from '#kernel/context'
import type { Row } from '#kernel/database'
import { sees, type View } from './columns.ts'
import { getColumn, type Definition } from './definitions.ts'
import { boxConditions, boxesFor } from './permission.ts'
import { plainness, type ReadParts } from './read.ts'
import { named } from './statements.ts'
import type { Place } from './write.ts'

/** Titles of records by key, as far as this actor may read them; `placeOf` knows regions where these are public. */
export function openTitles(parts: ReadParts, placeOf: (ctx: Context, region: string) => Promise<Place>) {
  /** Titles of one register's records within one box; a title about a person is masked like the record itself. */
  function titlesWithin(ctx: Context, definition: Definition, box: View, ids: readonly string[]) {
    const column = getColumn(definition, definition.register.title)
    const values: unknown[] = [ids]
    const plain = plainness(parts, ctx, definition, box, values)
    const key = definition.register.effective ? 'key' : 'id'
    const conditions = [`t.${key} = any($1::uuid[])`, ...boxConditions(box, values)]
    // What holds at business time is what it is called; of what no longer holds, what it was called last.
    const [once, last] = definition.register.effective
      ? [
          `distinct on (t.key) `,
          ` order by t.key, t.effective @> $${values.push(ctx.now)}::timestamptz desc, upper(t.effective) desc nulls first`,
        ]
      : ['', '']
    const text = `select ${once}t.${key} as id, t."${column.name}"::text as title${plain.column()} from ${definition.full} t where ${conditions.join(' and ')}${last}`
    const read = (row: Row) => {
      const title = row.title as string
      if (column.field.privacy === 'none' || row.plain_ === true) return title
      return kindOf(column.field).mask?.(title, column.field) ?? '*'
    }
    return { statement: named(definition, text, values), read }
  }

  /** Each round asks every register for what is still missing, in one round trip; most people need one round. */
  async function titles(ctx: Context, wanted: ReadonlyMap<string, ReadonlySet<string>>): Promise<Record<string, string>> {
    const found: Record<string, string> = {}
    // Where regions are public, the engine that keeps their tree in memory knows their names.
    if (parts.definitions.find('identity.region')?.register.class === 'public')
      for (const id of wanted.get('identity.region') ?? []) {
        const name = await placeOf(ctx, id).then(
          (place) => place.name,
          () => undefined,
        )
        if (name) found[id] = name
      }
    const sides = [...wanted].flatMap(([name, ids]) => {
      const definition = parts.definitions.find(name)
      const column = definition?.columns.find((one) => one.key === definition.register.title)
      if (!definition || !column || column.sealed || column.field.privacy === 'sensitive') return []
      return [{ definition, boxes: boxesFor(parts.definitions.roles, ctx, definition.register, 'read'), ids }]
    })
    for (let round = 0; ; round++) {
      const asking = sides.flatMap(({ definition, boxes, ids }) => {
        const missing = [...ids].filter((id) => !(id in found))
        const box = boxes[round]
        if (!box || missing.length === 0 || !sees(box, definition.register.title)) return []
        ctx.tx.open(definition.box, 'read', box)
        return [titlesWithin(ctx, definition, box, missing)]
      })
      if (asking.length === 0) {
        // A box that doesn't show titles may come before one that does.
        if (sides.some(({ boxes }) => round < boxes.length)) continue
        return found
      }
      const answers = await ctx.tx.queries(asking.map((one) => one.statement))
      for (const [i, { rows }] of answers.entries()) for (const row of rows) found[row.id as string] = asking[i]!.read(row)
    }
  }
  return titles
}
