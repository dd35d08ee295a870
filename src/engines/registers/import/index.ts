import { rm } from 'node:fs/promises'
import type { FastifyRequest } from 'fastify'
import { inContext, type Actor, type Context, type Ground, type Purpose } from '#kernel/context'
import { connect, run, type Row } from '#kernel/database'
import { Broken, Conflict, Fault, Invalid, NotFound, Unavailable } from '#kernel/errors'
import { addJob, type JobCode } from '#kernel/jobs'
import { isKey, newKey } from '#kernel/keys'
import { boxesFor } from '../permission.ts'
import { requireBoxes } from '../read.ts'
import { applyChunk, chunkOf, refuseRepeated, type Work } from './apply.ts'
import { errorsFile } from './errors-file.ts'
import { CHUNK, KEPT_DAYS } from './limits.ts'
import { importFields, proposeMapping, type Mapping } from './mapping.ts'
import { openResolver } from './resolve.ts'
import type { SourceRow } from './rows.ts'
import { checkRows, labelsOf, planOf, type Intent, type Plan, type RowParts } from './rows-checked.ts'
import { firstRows, rowsOf, type Shape } from './source.ts'
import * as sql from './sql.ts'
import { dropStaging, fillStaging, makeStaging, stagingOf, type Staged } from './staging.ts'
import { fileOf, takeUpload } from './upload.ts'

export interface ImportParts extends RowParts {
  ground: Ground
  /** Where files lie until their batches are forgotten. */
  folder: string
  /** A label in English, by which columns are recognised too. */
  inEnglish(label: string): string | undefined
}

export type BatchState = 'uploaded' | 'checking' | 'checked' | 'applying' | 'done' | 'cancelled' | 'failed'

/** A file on its way into a register, as whoever brought it sees it. */
export interface Batch {
  id: string
  register: string
  name: string
  bytes: number
  shape: Shape
  mapping: Mapping
  mode: Intent['mode']
  key: string[]
  whole: boolean
  clears: boolean
  state: BatchState
  stopping: boolean
  /** Rows that were checked so far; of them, those that would be added, and that are there already. */
  read: number
  fresh: number
  matching: number
  added: number
  changed: number
  same: number
  refused: number
  /** Chunks that are done. */
  chunks: number
  /** Why it ended before its end. */
  problem: string | null
  uploaded: string
  checked: string | null
  started: string | null
  ended: string | null
}

/** What is to be done with a file: where its columns go, and how. */
export interface Intended {
  mapping: readonly (string | null)[]
  mode: Intent['mode']
  key?: readonly string[]
  whole?: boolean
  clears?: boolean
  /** Keeps the mapping under this name. */
  keepAs?: string
}

/** Rows that are checked at a time: what the process holds of a file, and for how long it does nothing else. */
const PIECE = 1_000
/** Chunks that are moved on at a time, each in a session of its own. */
const PARALLEL = 2
const MOST_LISTED = 50

/** Brings files into registers: kept, looked at, checked whole, moved on in chunks, answered row by row. */
export function createImports(parts: ImportParts) {
  const { ground, folder, definitions } = parts

  const asBatch = (row: Row): Batch => {
    const { account: _account, post: _post, organisation: _organisation, ...rest } = row
    return rest as unknown as Batch
  }
  async function get(ctx: Context, id: string): Promise<Batch> {
    const row = isKey(id) ? await ctx.tx.row(sql.oneBatch(id)) : undefined
    if (!row) throw new NotFound('没有这个导入批次', { code: 'import.none' })
    return asBatch(row)
  }
  const boxesOf = (ctx: Context, register: string) => {
    const definition = definitions.get(register)
    return {
      adds: boxesFor(definitions.roles, ctx, definition.register, 'add'),
      changes: boxesFor(definitions.roles, ctx, definition.register, 'change'),
    }
  }
  const purposeOf = (id: string): Purpose => ({ kind: 'duty', what: `批量导入 ${id}` })
  const workOf =
    (actor: Actor, id: string): Work =>
    (work) =>
      inContext(ground, actor, purposeOf(id), work)
  const planFor = (ctx: Context, batch: Batch): Plan =>
    planOf(
      definitions.get(batch.register),
      { mapping: batch.mapping, mode: batch.mode, key: batch.key, clears: batch.clears },
      boxesOf(ctx, batch.register),
      openResolver(parts),
    )
  const asOwner = async (statements: readonly string[]) => {
    const client = await connect(ground.pools.app)
    try {
      await run(
        client,
        statements.map((text) => ({ text })),
      )
    } finally {
      client.release()
    }
  }

  /** Reads the file from its beginning, and puts what is good of it into the batch's own table. @returns whether it came to the end */
  async function stage(actor: Actor, batch: Batch, plan: Plan, skip: ReadonlySet<number>): Promise<boolean> {
    const work = workOf(actor, batch.id)
    await asOwner([dropStaging(batch.id), makeStaging(plan.definition, batch.id)])
    let writing: Promise<boolean> = Promise.resolve(true)
    const write = async (good: readonly Staged[], rows: number, refused: Parameters<typeof sql.refuse>[1]) => {
      if (good.length > 0) {
        const client = await connect(ground.pools.app)
        await fillStaging(client, plan.definition, batch.id, good).finally(() => client.release())
      }
      return work(async (ctx) => {
        if (refused.length > 0) ctx.tx.later(sql.refuse(batch.id, refused))
        const fresh = good.filter(({ op }) => op === 'I').length
        const row = await ctx.tx.row(sql.tellChecked(batch.id, { read: rows, fresh, matching: good.length - fresh }))
        return row?.stopping !== true
      })
    }
    const piece = async (rows: readonly SourceRow[]) => {
      const { good, refused } = await inContext(ground, actor, purposeOf(batch.id), (ctx) => checkRows(parts, ctx, plan, rows), {
        readOnly: true,
      })
      // The database writes one piece while the next is read.
      if (!(await writing)) return false
      writing = write(good, rows.length, refused)
      writing.catch(() => undefined)
      return true
    }
    let rows: SourceRow[] = []
    for await (const some of rowsOf(fileOf(folder, batch.id), batch.shape))
      for (const row of some) {
        if (skip.has(chunkOf(row.n))) continue
        rows.push(row)
        if (rows.length < PIECE) continue
        if (!(await piece(rows))) return false
        rows = []
      }
    if (rows.length > 0 && !(await piece(rows))) return false
    if (!(await writing)) return false
    await work(async (ctx) => {
      await refuseRepeated(ctx, plan, batch.id)
      const count = await ctx.tx.row({
        text: `select count(*) filter (where op = 'I')::integer as fresh, count(*) filter (where op = 'U')::integer as matching from ${stagingOf(batch.id)}`,
      })
      await ctx.tx.query(sql.tellWaiting(batch.id, count!.fresh as number, count!.matching as number))
    })
    await asOwner([`analyze ${stagingOf(batch.id)}`])
    return true
  }

  /** A step of a batch in the background: what is wrong with the file itself ends the batch, everything else is tried again. */
  async function step(actor: Actor, id: string, state: BatchState, what: (batch: Batch) => Promise<void>): Promise<void> {
    const work = workOf(actor, id)
    const batch = await work((ctx) => get(ctx, id)).catch((error: unknown) => {
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
      await work((ctx) => ctx.tx.query(sql.moveBatch(id, ['checking'], isWhole ? 'checked' : 'cancelled')))
      if (!isWhole) await asOwner([dropStaging(id)])
    })

  const isStaged = async (ctx: Context, { id, fresh, matching }: Batch): Promise<boolean> => {
    const there = await ctx.tx.row({ text: 'select to_regclass($1) is not null as there', values: [stagingOf(id)] })
    if (!there!.there) return false
    return fresh + matching === 0 || (await ctx.tx.row({ text: `select 1 as one from ${stagingOf(id)} limit 1` })) !== undefined
  }

  const apply = (actor: Actor, id: string) =>
    step(actor, id, 'applying', async (batch) => {
      const work = workOf(actor, id)
      const done = new Set((await work((ctx) => ctx.tx.rows(sql.doneChunks(id)))).map(({ chunk }) => chunk as number))
      const plan = await work(async (ctx) => planFor(ctx, batch))
      let stopped = false
      if (!(await work((ctx) => isStaged(ctx, batch)))) stopped = !(await stage(actor, batch, plan, done))
      const last = stopped ? null : (await work((ctx) => ctx.tx.row({ text: `select max(n) as n from ${stagingOf(id)}` })))!.n
      const left =
        last === null ? [] : Array.from({ length: chunkOf(last as number) + 1 }, (_, chunk) => chunk).filter((one) => !done.has(one))
      const session = async () => {
        for (let chunk = left.shift(); chunk !== undefined && !stopped; chunk = left.shift()) {
          if ((await work((ctx) => ctx.tx.row(sql.isStopping(id))))?.stopping !== false) stopped = true
          else await applyChunk(work, plan, id, chunk, batch.whole)
        }
      }
      await Promise.all(Array.from({ length: PARALLEL }, session))
      await finish(actor, id, stopped)
    })

  /** What the batch did stands in one access record, before anybody is told that it is done. */
  async function finish(actor: Actor, id: string, stopped: boolean): Promise<void> {
    await workOf(
      actor,
      id,
    )(async (ctx) => {
      const batch = await get(ctx, id)
      const { added, changed, same, refused } = batch
      const what = `批量导入 ${id}：${batch.name}，新增 ${added}，变更 ${changed}，相同 ${same}，退回 ${refused}${stopped ? '，中途取消' : ''}`
      await parts.access.record(
        { ...ctx, purpose: { kind: 'duty', what } },
        { register: batch.register, act: 'import', subjects: [], fields: batch.mapping.filter((one) => one !== null) },
      )
      await ctx.tx.query(sql.moveBatch(id, ['applying'], stopped ? 'cancelled' : 'done'))
    })
    await asOwner([dropStaging(id)])
  }

  const jobOf =
    (run: (actor: Actor, id: string) => Promise<void>): JobCode =>
    async ({ batch, actor }) => {
      if (typeof batch !== 'string' || typeof actor !== 'object' || actor === null) throw new Broken('an import wants a batch and an actor')
      await run(actor as Actor, batch)
    }

  /** Who may bring files here at all. @throws NotAllowed */
  function requireMay(ctx: Context, register: string): void {
    const definition = definitions.get(register)
    if (boxesFor(definitions.roles, ctx, definition.register, 'change').length === 0) requireBoxes(parts, ctx, definition, 'add')
  }

  function requireIntended(
    ctx: Context,
    batch: Batch,
    { mapping, mode, key = [], whole = false, clears = false }: Intended,
  ): Intent & { whole: boolean } {
    const definition = definitions.get(batch.register)
    const fields = importFields(definition)
    const wrong = (message: string, path: string) => new Invalid(message, { code: 'import.mapping', path })
    if (mapping.length !== batch.shape.header.length) throw wrong('每一列都要说明对应的字段，或者不导入', 'mapping')
    const keys = mapping.filter((one) => one !== null)
    const unknown = keys.find((one) => !Object.hasOwn(fields, one))
    if (unknown !== undefined) throw wrong(`没有字段 ${unknown}`, 'mapping')
    const twice = keys.find((one, i) => keys.indexOf(one) !== i)
    if (twice !== undefined) throw wrong(`有两列都对应“${fields[twice]!.label}”`, 'mapping')
    if (keys.length === 0) throw wrong('没有一列对应字段', 'mapping')
    if (mode !== 'change') {
      requireBoxes(parts, ctx, definition, 'add')
      const missing = Object.entries(fields).filter(([name, field]) => !field.optional && field.kind !== 'sequence' && !keys.includes(name))
      if (mode === 'add' && missing.length > 0)
        throw wrong(`缺少必填的字段：${missing.map(([, field]) => field.label).join('、')}`, 'mapping')
    }
    if (mode !== 'add') {
      requireBoxes(parts, ctx, definition, 'change')
      if (definition.register.effective) throw wrong('按时段保存的记录只能新增', 'mode')
    }
    const found = key.length > 0 ? key : (definition.register.unique.find((one) => one.every((name) => keys.includes(name))) ?? [])
    if (found.length > 0 && !definition.register.unique.some((one) => one.join() === found.join()))
      throw wrong('不能按这些字段找已有的记录', 'key')
    if (!found.every((name) => keys.includes(name))) throw wrong(`文件里没有${labelsOf(definition, found)}，不能找到已有的记录`, 'key')
    if (mode !== 'add' && found.length === 0) throw wrong('文件里没有能认出已有记录的列，只能新增', 'mode')
    return { mapping, mode, key: definition.register.effective ? [] : found, clears, whole }
  }

  return {
    async upload(ctx: Context, register: string, request: FastifyRequest): Promise<Batch> {
      requireMay(ctx, register)
      const id = newKey()
      const { name, bytes, digest, shape } = await takeUpload(request, folder, id)
      const definition = definitions.get(register)
      const proposed = proposeMapping(definition, shape.header, parts.inEnglish)
      const kept = (await ctx.tx.rows(sql.keptMappings(register))) as unknown as { fields: Record<string, string> }[]
      // A mapping of all these names that somebody here kept before is better than a guess.
      const own = kept.find(
        ({ fields }) => Object.keys(fields).length > 0 && Object.keys(fields).every((one) => shape.header.includes(one)),
      )
      const fields = importFields(definition)
      const mapping = own ? shape.header.map((one) => (Object.hasOwn(fields, own.fields[one] ?? '') ? own.fields[one]! : null)) : proposed
      const { account, post, organisation } = ctx.actor
      await ctx.tx.query(sql.addBatch({ id, register, account, post, organisation, name, bytes, digest, shape, mapping }))
      return get(ctx, id)
    },
    get,
    list: async (ctx: Context, register: string): Promise<Batch[]> => {
      requireMay(ctx, register)
      return (await ctx.tx.rows(sql.ownBatches(register, MOST_LISTED))).map(asBatch)
    },
    /** The first rows, what the columns could go into, and whether the same file went in before. */
    async preview(ctx: Context, id: string) {
      const batch = await get(ctx, id)
      requireMay(ctx, batch.register)
      const { register } = definitions.get(batch.register)
      const before = await ctx.tx.row(sql.sameFile(id))
      const kept = await ctx.tx.rows(sql.keptMappings(batch.register))
      return {
        header: batch.shape.header,
        rows: await firstRows(fileOf(folder, id), batch.shape),
        mapping: batch.mapping,
        fields: Object.entries(importFields(definitions.get(batch.register))).map(([key, { label, kind, optional, help }]) => ({
          key,
          label,
          kind,
          required: !optional && kind !== 'sequence',
          ...(help ? { help } : {}),
        })),
        keys: register.effective ? [] : register.unique,
        mappings: kept as unknown as { id: string; name: string; fields: Record<string, string> }[],
        before: (before?.ended as string | undefined) ?? null,
      }
    },
    /** Says what is to be done, and has all rows checked. */
    async intend(ctx: Context, id: string, intended: Intended): Promise<Batch> {
      const batch = await get(ctx, id)
      const intent = requireIntended(ctx, batch, intended)
      if (batch.chunks > 0 || !(await ctx.tx.row(sql.moveBatch(id, ['uploaded', 'checked', 'failed'], 'checking'))))
        throw new Conflict('这个批次已经开始，不能再改', { code: 'import.state' })
      await ctx.tx.query(sql.intendBatch(id, intent))
      if (intended.keepAs && ctx.actor.organisation) {
        const fields = Object.fromEntries(intent.mapping.flatMap((key, at) => (key === null ? [] : [[batch.shape.header[at]!, key]])))
        const { organisation } = ctx.actor
        await ctx.tx.query(sql.keepMapping({ id: newKey(), register: batch.register, organisation, name: intended.keepAs, fields }))
      }
      await addJob(ctx, 'registers-import-check', { batch: id, actor: ctx.actor }, { key: `import-check-${id}` })
      return get(ctx, id)
    },
    /** Has the good rows moved into the register; one that broke off goes on where it was. */
    async start(ctx: Context, id: string): Promise<Batch> {
      const batch = await get(ctx, id)
      requireIntended(ctx, batch, batch)
      if (batch.whole && batch.state === 'checked') {
        if (batch.refused > 0)
          throw new Conflict(`有 ${batch.refused} 行要退回；按“全部成功才写入”的选择，请先改正`, { code: 'import.whole' })
        if (batch.read > CHUNK) throw new Conflict(`“全部成功才写入”最多 ${CHUNK} 行`, { code: 'import.whole' })
      }
      const from = batch.chunks > 0 ? ['checked', 'failed', 'cancelled', 'applying'] : ['checked', 'applying']
      if (!(await ctx.tx.row(sql.moveBatch(id, from, 'applying')))) throw new Conflict('这个批次现在不能写入', { code: 'import.state' })
      await addJob(ctx, 'registers-import-apply', { batch: id, actor: ctx.actor }, { key: `import-apply-${id}` })
      return get(ctx, id)
    },
    /** Ends a batch: after the chunk that runs; what went in stays. */
    async cancel(ctx: Context, id: string): Promise<Batch> {
      await get(ctx, id)
      if (!(await ctx.tx.row(sql.stopBatch(id))) && !(await ctx.tx.row(sql.moveBatch(id, ['uploaded', 'checked', 'failed'], 'cancelled'))))
        throw new Conflict('这个批次已经结束', { code: 'import.state' })
      return get(ctx, id)
    },
    refusals: async (ctx: Context, id: string, after: number) => {
      await get(ctx, id)
      return (await ctx.tx.rows(sql.refusals(id, after, 100))) as unknown as { n: number; reason: string }[]
    },
    /** The refused rows in the format of the file, with their numbers and reasons. */
    async errors(ctx: Context, id: string) {
      const batch = await get(ctx, id)
      const page = (after: number) =>
        inContext(
          ground,
          ctx.actor,
          ctx.purpose,
          async (own) => (await own.tx.rows(sql.refusals(id, after, CHUNK))) as unknown as { n: number; reason: string }[],
          { readOnly: true },
        )
      return { batch, file: errorsFile(fileOf(folder, id), batch.shape, page) }
    },
    check,
    apply,
    jobs: {
      'registers-import-check': jobOf(check),
      'registers-import-apply': jobOf(apply),
    } satisfies Record<string, JobCode>,
    /** Forgets batches of a week ago, with their files and tables; as the installation itself. */
    async clear(ctx: Context): Promise<void> {
      const ids = (await ctx.tx.rows(sql.oldBatches(KEPT_DAYS))).map((row) => row.id as string)
      for (const id of ids) {
        await rm(fileOf(folder, id), { force: true })
        await ctx.tx.query({ text: dropStaging(id) })
      }
      await ctx.tx.query(sql.forgetBatches(ids))
    },
  }
}

export type Imports = ReturnType<typeof createImports>
