import type { Context } from '#kernel/context'
import { quote } from '#kernel/database'
import { sees } from '../columns.ts'
import { boxConditions, boxesFor } from '../permission.ts'
import type { OpenDataParts } from './parts.ts'
import { BESIDE, KEY, type Referred } from './referred.ts'
import type { Selected } from './selection.ts'
import { asKeeper, stageOf } from './stage.ts'

/** References that are looked up in one piece. */
const PIECE = 20_000

/** Puts titles in the place of the keys in a stage, of those records that whoever fills it may read; others stay empty. */
export async function nameReferred(
  parts: OpenDataParts,
  work: <T>(run: (ctx: Context) => Promise<T>) => Promise<T>,
  version: string,
  columns: readonly Selected[],
): Promise<void> {
  for (const { at, referred } of columns)
    for (let more = referred !== undefined; more && referred;)
      more = await work(async (ctx) => {
        asKeeper(ctx)
        const rows = await ctx.tx.rows({
          text: `select distinct substr(t.${at}, 2) as key from ${stageOf(version)} t where left(t.${at}, 1) = $1 limit $2`,
          values: [KEY, PIECE],
        })
        const keys = rows.map(({ key }) => key as string)
        const names = await namesOf(parts, ctx, referred, keys)
        await ctx.tx.query({
          text: `update ${stageOf(version)} t set ${at} = r.said from unnest($1::text[], $2::text[]) as r(key, said) where t.${at} = r.key`,
          values: [keys.map((key) => `${KEY}${key}`), keys.map((key) => names.get(key) ?? '')],
        })
        return keys.length === PIECE
      })
}

/** What records are called, and what stands beside that, by their keys. */
async function namesOf(parts: OpenDataParts, ctx: Context, { definition, title, known }: Referred, keys: readonly string[]) {
  const { register, full, box } = definition
  const key = register.effective ? 'key' : 'id'
  const found = new Map<string, string>()
  for (const one of boxesFor(parts.definitions.roles, ctx, register, 'read')) {
    const values: unknown[] = [keys.filter((name) => !found.has(name))]
    const conditions = [`t.${key} = any($1::uuid[])`, ...boxConditions(one, values)]
    if (!sees(one, title.key)) continue
    ctx.tx.open(box, 'read', one)
    const code = known?.by === 'code' && sees(one, known.column.key) ? `t.${quote(known.column.name)}::text` : 'null'
    // Of records with periods, what holds now, or what held last.
    const [once, last] = register.effective
      ? [
          `distinct on (t.key) `,
          ` order by t.key, t.effective @> $${values.push(ctx.now)}::timestamptz desc, upper(t.effective) desc nulls first`,
        ]
      : ['', '']
    const rows = await ctx.tx.rows({
      text: `select ${once}t.${key} as key, t.${quote(title.name)}::text as title, ${code} as code
        from ${full} t where ${conditions.join(' and ')}${last}`,
      values,
    })
    for (const row of rows) {
      const id = row.key as string
      const beside =
        known?.by === 'address' ? `${parts.origin()}/api/registers/${register.name}/${id}` : ((row.code as string | null) ?? '')
      found.set(id, known ? `${String(row.title)}${BESIDE}${beside}` : String(row.title))
    }
  }
  return found
}
