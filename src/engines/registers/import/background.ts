import type { Fields } from '#declare'
import { inContext, type Actor, type Context, type Ground, type Purpose } from '#kernel/context'
import { Broken, Fault, NotFound, Unavailable } from '#kernel/errors'
import type { JobCode } from '#kernel/jobs'
import { sees } from '../columns.ts'
import { issuedColumns } from '../numbers.ts'
import { boxesFor } from '../permission.ts'
import { applyChunk, chunkOf, refuseRepeated, settleWords, type Work } from './apply.ts'
import { getBatch, type Batch, type BatchState } from './batch.ts'
import { withBlindsOnce } from './blinds-once.ts'
import { describedRows } from './described-file.ts'
import { dropFile, keptFile } from './kept-file.ts'
import { openResolver } from './resolve.ts'
import type { SourceRow } from './rows.ts'
import { checkRows, planOf, type Plan, type Refusal, type RowParts } from './rows-checked.ts'
import { checkSaidRows } from './said-rows.ts'
import * as sql from './sql.ts'
import { closeStaging, fillStaging, openStaging, stagingOf, type Staged } from './staging.ts'
import { writtenColumns } from '../written.ts'
import type { UploadParts } from './upload.ts'

export interface ImportParts extends RowParts, UploadParts {
  ground: Ground
  /** So many threads that check large files; without them it is done here. */
  aside?: { threads: number; stage(share: Share): Promise<boolean> } | undefined
  /** A label in English, by which columns are recognised too. */
  inEnglish(label: string): string | undefined
}

/** The share of one of several threads of the pieces of a file, as plain data. */
export interface Share {
  actor: Actor
  batch: string
  /** Chunks that are done already. */
  skip: readonly number[]
  share: number
  shares: number
}

/** Bytes of a file from which on it is worth while to begin threads: each reads the whole platform first, some seconds. */
const LARGE = 4 * 1024 * 1024
/** Rows that are checked at a time: what the process holds of a file, and for how long it does nothing else. */
const PIECE = 1_000
/**
 * Chunks whose words wait for their index at most: some 10 MB. A search looks through them in a hundredth of a second; an officer who adds a
 * single record just then has them taken in, and waits for some tenths.
 */
const SETTLED_AFTER = 4
/** Chunks that are moved on at a time, each in a session of its own. */
const PARALLEL = 2

const purposeOf = (id: string): Purpose => ({ kind: 'duty', what: `批量导入 ${id}` })

/** What is done with a batch while nobody waits for it, as whoever asked for it: the check of all its rows, and their way into the register. */
export function openBackground(parts: ImportParts) {
  const { ground, definitions } = parts

  const workOf =
    (actor: Actor, id: string): Work =>
    (work) =>
      inContext(ground, actor, purposeOf(id), work)
  function planFor(ctx: Context, batch: Batch): Plan {
    const definition = definitions.get(batch.register)
    const { mapping, source, mode, key, clears } = batch
    // A record is found and changed by fields that are there of it alone.
    const given = mapping.filter((name) => name !== null && Object.hasOwn(definition.register.fields as Fields, name)) as string[]
    const boxes = {
      adds: boxesFor(definitions.roles, ctx, definition.register, 'add'),
      changes: boxesFor(definitions.roles, ctx, definition.register, 'change').filter((box) => given.every((name) => sees(box, name))),
    }
    return planOf(parts, definition, { mapping, source, mode, key, clears }, boxes, openResolver(parts))
  }

  /** Reads the file from its beginning, and puts what is good of it into the batch's own table. @returns whether it came to the end */
  async function stage(actor: Actor, batch: Batch, plan: Plan, skip: ReadonlySet<number>): Promise<boolean> {
    const work = workOf(actor, batch.id)
    await work((ctx) => openStaging(ctx, plan.definition, batch.id))
    const { aside } = parts
    const shares = aside && batch.bytes > LARGE ? aside.threads : 1
    // All of them are waited for: one that goes on would write among the rows of the next try.
    const ends = await Promise.allSettled(
      Array.from({ length: shares }, (_, share) => {
        const part = { actor, batch: batch.id, skip: [...skip], share, shares }
        return aside && shares > 1 ? aside.stage(part) : stageShare(part)
      }),
    )
    for (const end of ends) if (end.status === 'rejected') throw end.reason
    if (ends.some((end) => end.status === 'fulfilled' && !end.value)) return false
    await work(async (ctx) => {
      const repeated = await refuseRepeated(ctx, plan, batch.id)
      const waiting = (await ctx.tx.row({
        text: `select coalesce(sum(cardinality(_n)) filter (where _op = 'I'), 0)::integer as fresh,
          coalesce(sum(cardinality(_n)) filter (where _op = 'U'), 0)::integer as matching from ${stagingOf(batch.id)}`,
      })) as { fresh: number; matching: number }
      await ctx.tx.query(sql.tellWaiting(batch.id, waiting.fresh - repeated.I, waiting.matching - repeated.U))
    })
    return true
  }

  /** Checks its share of the pieces of a file, and puts what is good of them into the batch's table. @returns whether it came to the end */
  async function stageShare({ actor, batch: id, skip, share, shares }: Share): Promise<boolean> {
    const work = workOf(actor, id)
    const batch = await work((ctx) => getBatch(ctx, id))
    const plan = await work(async (ctx) => planFor(ctx, batch))
    const done = new Set(skip)
    const own = { ...parts, sealer: withBlindsOnce(parts.sealer) }
    let writing: Promise<boolean> = Promise.resolve(true)
    const write = (good: readonly Staged[], rows: number, refused: readonly Refusal[]) =>
      work(async (ctx) => {
        if (good.length > 0) fillStaging(ctx, plan.definition, id, good)
        if (refused.length > 0) ctx.tx.later(sql.refuse(id, refused))
        const fresh = good.filter(({ op }) => op === 'I').length
        const row = await ctx.tx.row(sql.tellChecked(id, { read: rows, fresh, matching: good.length - fresh }))
        return row?.stopping !== true
      })
    // While the database answers for one piece, the next is read and checked, and the one before is written: in the order of the file.
    const piece = async (rows: readonly SourceRow[]) => {
      const checking = inContext(
        ground,
        actor,
        purposeOf(id),
        (ctx) => (plan.intent.source === null ? checkRows : checkSaidRows)(own, ctx, plan, rows),
        { readOnly: true },
      )
      const before = writing
      writing = checking.then(async ({ good, refused }) => (await before) && write(good, rows.length, refused))
      writing.catch(() => undefined)
      return before
    }
    let number = 0
    let rows: SourceRow[] = []
    for await (const some of describedRows(keptFile(parts, id), batch.shape))
      for (const row of some) {
        if (done.has(chunkOf(row.n))) continue
        rows.push(row)
        if (rows.length < PIECE) continue
        if (number++ % shares === share && !(await piece(rows))) return false
        rows = []
      }
    if (rows.length > 0 && number % shares === share && !(await piece(rows))) return false
    return writing
  }

  /** A step of a batch in the background: what is wrong with the file itself ends the batch, everything else is tried again. */
  async function step(actor: Actor, id: string, state: BatchState, what: (batch: Batch) => Promise<void>): Promise<void> {
    const work = workOf(actor, id)
    const batch = await work((ctx) => getBatch(ctx, id)).catch((error: unknown) => {
      if (error instanceof NotFound) return undefined
      throw error
    })
    if (batch?.state !== state) return
    try {
      await what(batch)
    } catch (error) {
      if (!(error instanceof Fault) || error instanceof Unavailable || error instanceof Broken) throw error
      await work((ctx) => ctx.tx.query(sql.failBatch(id, error.message)))
    }
  }

  const check = (actor: Actor, id: string) =>
    step(actor, id, 'checking', async (batch) => {
      const work = workOf(actor, id)
      await work((ctx) => ctx.tx.queries(sql.forgetCheck(id)))
      const plan = await work(async (ctx) => planFor(ctx, batch))
      const isWhole = await stage(actor, batch, plan, new Set())
      await work(async (ctx) => {
        await ctx.tx.query(sql.moveBatch(id, ['checking'], isWhole ? 'checked' : 'cancelled'))
        if (!isWhole) await closeStaging(ctx, id)
      })
      if (!isWhole) await dropFile(parts, id)
    })

  /** Whether the rows lie there as this definition writes them: a field may have come since they were checked. */
  const isStaged = async (ctx: Context, { id, fresh, matching }: Batch, { definition }: Plan): Promise<boolean> => {
    const names = ['_last', ...writtenColumns(definition).map(({ name }) => name)]
    const there = await ctx.tx.row({
      text: `select to_regclass($1) is not null and not exists (select from unnest($2::text[]) c where not exists (
        select from pg_attribute a where a.attrelid = to_regclass($1) and a.attname = c and not a.attisdropped)) as there`,
      values: [stagingOf(id), names],
    })
    if (!there!.there) return false
    return fresh + matching === 0 || (await ctx.tx.row({ text: `select 1 as one from ${stagingOf(id)} limit 1` })) !== undefined
  }

  const apply = (actor: Actor, id: string) =>
    step(actor, id, 'applying', async (batch) => {
      const work = workOf(actor, id)
      const done = new Set((await work((ctx) => ctx.tx.rows(sql.doneChunks(id)))).map(({ chunk }) => chunk as number))
      const plan = await work(async (ctx) => planFor(ctx, batch))
      let stopped = false
      if (!(await work((ctx) => isStaged(ctx, batch, plan)))) stopped = !(await stage(actor, batch, plan, done))
      const last = stopped ? null : (await work((ctx) => ctx.tx.row({ text: `select max(_last) as n from ${stagingOf(id)}` })))!.n
      const left =
        last === null ? [] : Array.from({ length: chunkOf(last as number) + 1 }, (_, chunk) => chunk).filter((one) => !done.has(one))
      let unsettled = 0
      const session = async () => {
        for (let chunk = left.shift(); chunk !== undefined && !stopped; chunk = left.shift()) {
          if ((await work((ctx) => ctx.tx.row(sql.isStopping(id))))?.stopping !== false) stopped = true
          else await applyChunk(parts, work, plan, id, chunk, batch.whole)
          if (++unsettled < SETTLED_AFTER) continue
          unsettled = 0
          await work((ctx) => settleWords(ctx, plan.definition, id))
        }
      }
      // Whoever waits for a number without gaps waits for the other's end anyway; one after the other they keep the order of the file.
      const sessions = issuedColumns(plan.definition).length > 0 ? 1 : PARALLEL
      await Promise.all(Array.from({ length: sessions }, session))
      await work((ctx) => settleWords(ctx, plan.definition, id))
      await finish(actor, id, stopped)
    })

  /** What the batch did stands in one access record, before anybody is told that it is done; a file that nobody needs any more goes at once. */
  async function finish(actor: Actor, id: string, stopped: boolean): Promise<void> {
    const work = workOf(actor, id)
    const isNeeded = await work(async (ctx) => {
      const batch = await getBatch(ctx, id)
      const { added, changed, same, refused } = batch
      const counts = `新增 ${added}，变更 ${changed}，相同 ${same}，退回 ${refused}`
      const what = stopped ? `批量导入 ${id}中途取消：${counts}` : `批量导入 ${id}：${counts}`
      await parts.access.record(
        { ...ctx, purpose: { kind: 'duty', what } },
        { register: batch.register, act: 'import', subjects: [], fields: batch.mapping.filter((one) => one !== null) },
      )
      await ctx.tx.query(sql.moveBatch(id, ['applying'], stopped ? 'cancelled' : 'done'))
      await closeStaging(ctx, id)
      return stopped ? batch.chunks > 0 : refused > 0
    })
    if (!isNeeded) await dropFile(parts, id)
  }

  const jobOf =
    (run: (actor: Actor, id: string) => Promise<void>): JobCode =>
    async ({ batch, actor }) => {
      if (typeof batch !== 'string' || typeof actor !== 'object' || actor === null) throw new Broken('an import wants a batch and an actor')
      await run(actor as Actor, batch)
    }

  return {
    stageShare,
    jobs: { 'registers-import-check': jobOf(check), 'registers-import-apply': jobOf(apply) } satisfies Record<string, JobCode>,
  }
}
