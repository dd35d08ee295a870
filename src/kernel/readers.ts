import type { Context } from './context.ts'
import { LOG_START, nextChanges, type Cursor, type Envelope } from './changes.ts'

/** Runs work of the installation itself, each call in a transaction of its own. */
export type AsSystem = <T>(what: string, work: (ctx: Context) => Promise<T>) => Promise<T>

const where = (reader: string) => ({
  name: 'kernel.read-cursor',
  text: 'select incarnation, tx::text as tx, seq from kernel.cursor where reader = $1',
  values: [reader],
})
const move = (reader: string, { incarnation, tx, seq }: Cursor) => ({
  name: 'kernel.move-cursor',
  text: `insert into kernel.cursor (reader, incarnation, tx, seq) values ($1, $2, $3::xid8, $4)
    on conflict (reader) do update set incarnation = excluded.incarnation, tx = excluded.tx, seq = excluded.seq, moved = now()`,
  values: [reader, incarnation, tx, seq],
})

/**
 * Hands a named reader the envelopes that it has not seen, a batch at a time, until there are none. Its place moves after the work on a
 * batch is done: after a crash in between the batch comes again, so the work must be one that may be done twice.
 */
export async function followLog(
  asSystem: AsSystem,
  reader: string,
  work: (changes: readonly Envelope[]) => Promise<void>,
  most = 1000,
): Promise<void> {
  for (;;) {
    const changes = await asSystem(reader, async (ctx) => {
      ctx.tx.set('app.log', 'reader')
      const cursor = ((await ctx.tx.row(where(reader))) as unknown as Cursor | undefined) ?? LOG_START
      return (await ctx.tx.rows(nextChanges(cursor, most))) as unknown as Envelope[]
    })
    if (changes.length === 0) return
    await work(changes)
    await asSystem(reader, (ctx) => ctx.tx.query(move(reader, changes.at(-1)!)))
  }
}

/** The number of the newest envelope, by the index in which the log is read: the greatest of all would be looked for in the whole log. */
const newest = `coalesce((select c.seq from kernel.change c order by c.incarnation desc, c.tx desc, c.seq desc limit 1), 0)`

/** How many envelopes a reader has not seen, about; for whoever would rather begin anew than read all of them. */
export const behindLog = (asSystem: AsSystem, reader: string): Promise<number> =>
  asSystem(reader, async (ctx) => {
    ctx.tx.set('app.log', 'reader')
    const [cursor, head] = await ctx.tx.queries([where(reader), { name: 'kernel.newest-change', text: `select ${newest} as seq` }])
    return (head!.rows[0]!.seq as number) - ((cursor!.rows[0]?.seq as number | undefined) ?? 0)
  })

/** Sets a reader behind everything that is surely over: what was written before, it knows from elsewhere. */
export const skipLog = (asSystem: AsSystem, reader: string): Promise<void> =>
  asSystem(reader, async (ctx) => {
    ctx.tx.set('app.log', 'reader')
    const row = await ctx.tx.row({
      name: 'kernel.newest-over',
      text: `select (select incarnation from kernel.identity) as incarnation, pg_snapshot_xmin(pg_current_snapshot())::text as xmin,
        ${newest} as seq`,
    })
    const tx = String(BigInt(row!.xmin as string) - 1n)
    await ctx.tx.query(move(reader, { incarnation: row!.incarnation as number, tx, seq: row!.seq as number }))
  })
