import type { Context } from '#kernel/context'
import { daily, protect, together, yearly } from './protect.ts'
import { gather, readCells, type CellQuery, type SumsByKey } from './read.ts'

/** The true sums of a question. What a stock is today is what stands, whatever the database's clock says of when it was written. */
async function trueSums(ctx: Context, query: CellQuery): Promise<SumsByKey> {
  const stockInTime = query.indicator.every === 'now' && query.bucket !== 'whole'
  if (!stockInTime) return gather(await ctx.tx.rows(readCells(query)))
  const asks = [readCells(query), ...(query.to >= query.today ? [readCells({ ...query, bucket: 'whole' })] : [])]
  const [past, now] = await ctx.tx.queries(asks)
  const found = gather(past!.rows)
  if (!now) return found
  for (const key of found.keys()) if (key.startsWith(`${query.today} `)) found.delete(key)
  // The key of what stands begins with an empty period.
  for (const [key, sums] of gather(now.rows)) found.set(query.today + key, sums)
  return found
}

/**
 * The sums of a question as whoever asks may be told them.
 * @param below where persons are not told exactly, the path of the region that is asked about, under which all of `query.paths` are
 */
export async function sumsOf(ctx: Context, query: CellQuery, below: string | undefined): Promise<SumsByKey> {
  if (below === undefined) return trueSums(ctx, query)
  const { measure, indicator, from, to, bucket, today, timezone, asOf } = query
  // A median of days is a value of some person.
  if (indicator.days) return new Map()
  const stock = indicator.every === 'now'
  const [field] = indicator.by
  const cells: CellQuery = {
    measure,
    indicator,
    paths: { below },
    ...(field === undefined ? {} : { field }),
    from: stock ? from : `${from.slice(0, 4)}-01-01`,
    to,
    bucket: stock ? bucket : 'month',
    today,
    timezone,
    ...(asOf === undefined ? {} : { asOf }),
  }
  const told = protect(await trueSums(ctx, cells), { chain: stock ? daily : yearly, grouped: field !== undefined })
  const isIn = (period: string) => period >= from.slice(0, 7) && period <= to.slice(0, 7)
  return stock || bucket !== 'whole' ? told : together(told, isIn)
}
