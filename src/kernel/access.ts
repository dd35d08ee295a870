import type pg from 'pg'
import { purposeText, type Context } from './context.ts'
import { aside, connect, run, type Statement } from './database.ts'
import { localDate } from './days.ts'
import { newKey } from './keys.ts'

/** What was looked at: one record per page or export. */
export interface AccessRecord {
  register: string
  act: 'read' | 'search' | 'export' | 'reveal' | 'history' | 'file' | 'prefill' | 'import'
  /** Keys of the persons, enterprises or records looked at. */
  subjects: readonly string[]
  fields: readonly string[]
}

/** Keeps access records: the promise is kept when the record is durable, so await it before answering. */
export interface AccessLog {
  record(ctx: Context, access: AccessRecord): Promise<void>
  close(): Promise<void>
}

interface Waiting {
  statement: Statement
  done: () => void
  failed: (error: Error) => void
}

const insert = {
  name: 'kernel.access-insert',
  text: `insert into kernel.access (id, actor, post, organisation, purpose, register, act, subjects, fields)
    values ($1, $2, $3, $4, $5, $6, $7, $8::uuid[], $9::text[])`,
}

const keep = ({ actor, purpose }: Context, { register, act, subjects, fields }: AccessRecord): Statement => ({
  ...insert,
  values: [newKey(), actor.account, actor.post, actor.organisation, purposeText(purpose), register, act, subjects, fields],
})

/**
 * The log of who changes what is shown in the answer: its records go along with the commit of the change, and are durable with it; of a change
 * that does not come about nothing is shown.
 */
export const accessWithin: AccessLog = {
  record: async (ctx, access) => ctx.tx.later(keep(ctx, access)),
  close: async () => undefined,
}

/** Opens the log over a pool: whatever waits is written in one round trip and one commit, so that many readers share the cost of one. */
export function openAccessLog(pool: pg.Pool): AccessLog {
  let waiting: Waiting[] = []
  let writing: Promise<void> | undefined

  const write = async () => {
    while (waiting.length > 0) {
      const group = waiting
      waiting = []
      try {
        const client = await connect(aside(pool))
        try {
          await run(
            client,
            group.map((one) => one.statement),
          )
        } finally {
          client.release()
        }
        for (const one of group) one.done()
      } catch (error) {
        for (const one of group) one.failed(error as Error)
      }
    }
    writing = undefined
  }

  return {
    record: (ctx, access) =>
      new Promise((done, failed) => {
        waiting.push({ statement: keep(ctx, access), done, failed })
        // One turn of the loop lets whoever reads at the same moment join this commit.
        writing ??= Promise.resolve().then(write)
      }),
    close: async () => writing,
  }
}

/** One look at a person's records, as that person is shown it. */
export interface AccessAboutMe {
  recorded: string
  organisation: string | null
  purpose: string
  register: string
  act: AccessRecord['act']
  fields: string[]
  /** Until which day and on what ground it was withheld by law; null where it was not. */
  withheld: { until: string; ground: string } | null
}

/**
 * Who looked at the actor's own records, newest first; the actor's own looks are left out, and those that are withheld by law until their day.
 * At most 200.
 */
export async function accessAboutMe(ctx: Context, before = new Date('9999-12-31'), most = 50): Promise<AccessAboutMe[]> {
  const rows = await ctx.tx.rows({
    name: 'kernel.access-about-me',
    text: `select recorded, organisation, purpose, register, act, fields, withheld_until as until, withheld_ground as ground
      from kernel.access_about_me($1, $2, $3::date)`,
    values: [before, most, localDate(ctx.now, ctx.ground.timezone)],
  })
  return rows.map(({ until, ground, ...look }) => ({
    ...(look as unknown as Omit<AccessAboutMe, 'withheld'>),
    withheld: until ? { until: until as string, ground: ground as string } : null,
  }))
}
