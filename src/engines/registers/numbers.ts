import type pg from 'pg'
import type { GaplessField, SequenceField } from '#declare'
import type { Context } from '#kernel/context'
import { aside, connect, run } from '#kernel/database'
import type { Column, Definition } from './definitions.ts'

/** Gives out business numbers. */
export interface Numbers {
  next(name: string, field: Pick<SequenceField, 'format'>, ctx: Context): Promise<string>
  /** Many at once, in order. */
  many(name: string, field: Pick<SequenceField, 'format'>, ctx: Context, count: number): Promise<string[]>
  /**
   * Numbers in a row without gaps, given within the acting transaction and taken back with it. Whoever wants the next ones waits until it is
   * over, so they are taken as its last step.
   */
  issue(name: string, field: Pick<SequenceField, 'format'>, ctx: Context, many: number): Promise<string[]>
}

/** A column whose numbers are given at issue, without gaps. */
export type IssuedColumn = Column & { field: GaplessField }
export const issuedColumns = ({ columns }: Definition): IssuedColumn[] =>
  columns.filter((column): column is IssuedColumn => column.field.kind === 'gapless')
/** Whether a record with these values is issued, and so has its number. */
export const isIssued = ({ field: { on } }: IssuedColumn, values: Readonly<Record<string, unknown>>): boolean =>
  on === undefined || (values[on] !== null && values[on] !== undefined)

const BLOCK = 20

/** The text before and after the counter of a format, and the counter's width. */
export function prefixOf(format: string, now: Date, timezone: string): { before: string; width: number; after: string } {
  const [year, month, day] = new Intl.DateTimeFormat('en-CA', { timeZone: timezone }).format(now).split('-') as [string, string, string]
  const dated = format.replaceAll('{yyyyMMdd}', year + month + day).replaceAll('{yyyy}', year)
  const match = /^(.*?)\{(0+)\}(.*)$/.exec(dated)
  if (!match) throw new Error(`the number format ${format} has no counter such as {00000}`)
  return { before: match[1]!, width: match[2]!.length, after: match[3]! }
}

/** Numbers in blocks of 20 per process, taken outside the acting transaction, so that nobody waits for another; gaps are allowed. */
export function openNumbers(pool: pg.Pool): Numbers {
  const blocks = new Map<string, { next: number; last: number }>()
  const filling = new Map<string, Promise<void>>()
  /** The last number of a block of the counter's next ones. */
  const take = async (counter: string, many: number) => {
    const client = await connect(aside(pool))
    try {
      const [answer] = await run(client, [{ name: 'kernel.take', text: 'select kernel.take($1, $2) as last', values: [counter, many] }])
      return answer!.rows[0]!.last as number
    } finally {
      client.release()
    }
  }
  const fill = async (counter: string) => {
    const last = await take(counter, BLOCK)
    blocks.set(counter, { next: last - BLOCK + 1, last })
  }
  return {
    async many(name, field, ctx, count) {
      const { before, width, after } = prefixOf(field.format, ctx.now, ctx.ground.timezone)
      const last = await take(`${name}:${before}`, count)
      return Array.from({ length: count }, (_, i) => before + String(last - count + 1 + i).padStart(width, '0') + after)
    },
    async issue(name, field, ctx, many) {
      const { before, width, after } = prefixOf(field.format, ctx.now, ctx.ground.timezone)
      const row = await ctx.tx.row({
        name: 'registers.issue',
        text: 'select kernel.take($1, $2) as last',
        values: [`${name}:${before}`, many],
      })
      const first = (row!.last as number) - many + 1
      return Array.from({ length: many }, (_, i) => before + String(first + i).padStart(width, '0') + after)
    },
    async next(name, field, ctx) {
      const { before, width, after } = prefixOf(field.format, ctx.now, ctx.ground.timezone)
      const counter = `${name}:${before}`
      for (;;) {
        const block = blocks.get(counter)
        if (block && block.next <= block.last) return before + String(block.next++).padStart(width, '0') + after
        let waiting = filling.get(counter)
        // Forgotten however it ends: a database that was away for a moment gives numbers again.
        if (!waiting) filling.set(counter, (waiting = fill(counter).finally(() => filling.delete(counter))))
        await waiting
      }
    },
  }
}
