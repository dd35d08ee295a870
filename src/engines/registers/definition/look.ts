import type { Box, Context } from '#kernel/context'
import { quote, type Statement } from '#kernel/database'
import type { AsSystem } from '#kernel/readers'
import { getColumn, type Column, type Definition } from '../definitions.ts'
import { boxConditions } from '../permission.ts'
import { named } from '../statements.ts'
import { OPEN_BOX } from '#kernel/context'

/** What stands more than once under a key that should be unique. */
export interface Duplicates {
  /** How many keys there are several of. */
  groups: number
  /** Some of those records, as far as whoever asks may read them. */
  records: readonly string[]
}

/** Looks at the records that are there, for a plan: counts alone, but for what the asker may read. */
export interface Look {
  records(): Promise<number>
  /** How many records have no value of a field. */
  missing(key: string): Promise<number>
  /** How many records have a value beyond limits. */
  beyond(key: string, limits: { max?: number; min?: number }): Promise<number>
  duplicates(columns: readonly Column[]): Promise<Duplicates>
}

const MOST_SHOWN = 20

const blind = ({ name, sealed }: Column) => quote(sealed ? `${name}_blind` : name)

/** A look at the records of a register as the installation itself, showing no more than boxes of the asker hold. */
export function lookAt(asSystem: AsSystem, definition: Definition, ctx: Context, boxes: readonly Box[]): Look {
  const count = (condition: string, values: readonly unknown[] = []) =>
    asSystem('核对目录定义', async (own) => {
      own.tx.open(definition.box, 'read', OPEN_BOX)
      const text = `select count(*)::integer as count from ${definition.full} t where ${condition}`
      return (await own.tx.row(named(definition, text, values)))!.count as number
    })
  const twice = (columns: readonly Column[], conditions: readonly string[], values: readonly unknown[]): Statement => {
    const key = columns.map((one) => `t.${blind(one)}`)
    const all = [...conditions, 't.ended is null', ...key.map((one) => `${one} is not null`)].join(' and ')
    const text = `select t.key_ as keys, t.ids from (select 1 as key_, array_agg(t.id order by t.id) as ids from ${definition.full} t
      where ${all} group by ${key.join(', ')} having count(*) > 1) t`
    return named(definition, text, values)
  }
  return {
    records: () => count('true'),
    missing: (key) => count(`t.${quote(getColumn(definition, key).name)} is null`),
    beyond(key, { max, min }) {
      const { name, field } = getColumn(definition, key)
      const value = field.kind === 'text' ? `char_length(t.${quote(name)})` : `t.${quote(name)}`
      const values: unknown[] = []
      const put = (limit: number) => `$${values.push(limit)}::numeric`
      const over = max === undefined ? [] : [`${value} > ${put(max)}`]
      const under = min === undefined ? [] : [`${value} < ${put(min)}`]
      return count([...over, ...under].join(' or '), values)
    },
    async duplicates(columns) {
      const groups = await asSystem('核对目录定义', async (own) => {
        own.tx.open(definition.box, 'read', OPEN_BOX)
        return (await own.tx.rows(twice(columns, [], []))).length
      })
      const records = new Set<string>()
      for (const box of groups > 0 ? boxes : []) {
        const values: unknown[] = []
        const conditions = boxConditions(box, values)
        ctx.tx.open(definition.box, 'read', box)
        for (const { ids } of await ctx.tx.rows(twice(columns, conditions, values))) for (const id of ids as string[]) records.add(id)
      }
      return { groups, records: [...records].slice(0, MOST_SHOWN) }
    },
  }
}
