import type { Context } from '#kernel/context'
import { quote } from '#kernel/database'
import type { Definition } from '../definitions.ts'
import { sees } from '../columns.ts'
import { boxConditions, boxesFor } from '../permission.ts'
import { plainness, type ReadParts } from '../read.ts'

/** Words that are kept between chunks; a file refers to the same few records again and again. */
const KEPT = 20_000

/** The record that words stand for: its key, or why none. */
export type Resolved = { id: string } | { problem: string }

export interface Resolver {
  /** Finds what words stand for in a register: a business number or another key of one field, else the title, among what the actor may read. */
  resolve(ctx: Context, register: string, words: ReadonlySet<string>): Promise<(words: string) => Resolved>
}

/** Columns by whose value a record is known: keys of a single field first, the title last. */
function knownBy({ register, columns }: Definition) {
  const single = register.unique.filter((keys) => keys.length === 1).map(([key]) => key!)
  const keys = [...new Set([...(register.name === 'identity.region' ? ['code'] : []), ...single, register.title])]
  return keys.flatMap((key) => columns.filter((column) => column.key === key))
}

export function openResolver(parts: ReadParts): Resolver {
  const known = new Map<string, Map<string, Resolved>>()

  /** What these words name now; of what holds for a period, what they named before where they name nothing now. */
  async function find(ctx: Context, definition: Definition, words: readonly string[]): Promise<Map<string, Set<string>>> {
    const now = await findAt(ctx, definition, words, { holds: true })
    const left = words.filter((one) => !now.has(one))
    if (!definition.register.effective || left.length === 0) return now
    return new Map([...now, ...(await findAt(ctx, definition, left, { holds: false }))])
  }

  async function findAt(
    ctx: Context,
    definition: Definition,
    words: readonly string[],
    { holds }: { holds: boolean },
  ): Promise<Map<string, Set<string>>> {
    const found = new Map<string, Set<string>>()
    const key = definition.register.effective ? 'key' : 'id'
    for (const column of knownBy(definition)) {
      const left = words.filter((one) => !found.has(one))
      if (left.length === 0) break
      const place = `${definition.register.name}.${column.key}`
      const asked = column.sealed ? left.map((one) => parts.sealer.blind(one.toUpperCase(), place)) : left
      for (const box of boxesFor(parts.definitions.roles, ctx, definition.register, 'read')) {
        if (!sees(box, column.key)) continue
        const values: unknown[] = [asked, left]
        const conditions = [...boxConditions(box, values), 't.ended is null']
        // Words of a masked field would find out whose it is; an exact sealed value may be looked up.
        if (column.field.privacy !== 'none' && !column.sealed) {
          const plain = plainness(parts, ctx, definition, box, values)
          if (plain.none) continue
          conditions.push(plain.condition())
        }
        if (definition.register.effective) conditions.push(`${holds ? '' : 'not '}t.effective @> $${values.push(ctx.now)}::timestamptz`)
        const name = quote(column.sealed ? `${column.name}_blind` : column.name)
        ctx.tx.open(definition.box, 'read', box)
        const rows = await ctx.tx.rows({
          text: `select w.words, t.${key} as id from unnest($1::${column.sealed ? 'bytea' : 'text'}[], $2::text[]) as w(value, words)
            join ${definition.full} t on t.${name} = w.value where ${conditions.join(' and ')}`,
          values,
        })
        for (const row of rows) {
          const ids = found.get(row.words as string) ?? new Set()
          found.set(row.words as string, ids.add(row.id as string))
        }
      }
    }
    return found
  }

  return {
    async resolve(ctx, register, words) {
      const memory = known.get(register) ?? new Map<string, Resolved>()
      known.set(register, memory)
      const definition = parts.definitions.find(register)
      if (!definition) return () => ({ problem: '不能按名称查找，请填编号' })
      const { label } = definition.register
      const missing = [...words].filter((one) => !memory.has(one))
      if (memory.size + missing.length > KEPT) {
        const kept = [...words].filter((one) => memory.has(one)).map((one) => [one, memory.get(one)!] as const)
        memory.clear()
        for (const [one, as] of kept) memory.set(one, as)
      }
      if (missing.length > 0) {
        const found = await find(ctx, definition, missing)
        for (const one of missing) {
          const ids = [...(found.get(one) ?? [])]
          memory.set(
            one,
            ids.length === 1
              ? { id: ids[0]! }
              : { problem: ids.length === 0 ? `找不到${label}“${one}”` : `有 ${ids.length} 个${label}叫“${one}”，请填代码或编号` },
          )
        }
      }
      return (one) => memory.get(one)!
    },
  }
}
