import type { FastifyRequest } from 'fastify'
import { inContext, type Context } from '#kernel/context'
import { Conflict } from '#kernel/errors'
import { addJob } from '#kernel/jobs'
import { newKey } from '#kernel/keys'
import { requireSource, speaksFor } from '../base/contribute.ts'
import { boxesFor } from '../permission.ts'
import { requireBoxes } from '../read.ts'
import { openBackground, type ImportParts } from './background.ts'
import { asBatch, getBatch, type Batch, type Intended } from './batch.ts'
import { namedIn } from './described-file.ts'
import { errorsFile } from './errors-file.ts'
import { requireFilledIn, requireIntended } from './intent.ts'
import { dropFile, dropLeft, keptFile } from './kept-file.ts'
import { CHUNK, KEPT_DAYS } from './limits.ts'
import { importFields, mappingOf, proposeMapping } from './mapping.ts'
import type { Cell } from './rows.ts'
import { firstRows, rowsOf } from './source.ts'
import * as sql from './sql.ts'
import { closeStaging } from './staging.ts'
import { takeUpload, type Taken } from './upload.ts'

const MOST_LISTED = 50
const SHOWN_REFUSALS = 100
/** Rows that tell what kinds of values columns hold. */
const SAMPLED = 2000

/** A mapping that somebody of the organisation kept: fields by what columns are called. */
interface KeptMapping {
  id: string
  name: string
  fields: Record<string, string>
}

/** Brings files into registers: kept, looked at, checked whole, moved on in chunks, answered row by row. */
export function createImports(parts: ImportParts) {
  const { ground, definitions } = parts

  /** Who may bring files here at all. @throws NotAllowed */
  function requireMay(ctx: Context, register: string): void {
    const definition = definitions.get(register)
    if (boxesFor(definitions.roles, ctx, definition.register, 'change').length > 0) return
    requireBoxes(parts, ctx, definition, 'add')
    requireFilledIn(definition)
  }
  const keptMappings = async (ctx: Context, register: string) => (await ctx.tx.rows(sql.keptMappings(register))) as unknown as KeptMapping[]

  /** A batch for a file that was taken in, with where its columns seem to go. */
  async function addBatch(ctx: Context, register: string, id: string, { name, bytes, digest, shape }: Taken): Promise<Batch> {
    const { header } = shape
    // A mapping of all these names that somebody here kept before is better than a guess.
    const kept = (await keptMappings(ctx, register)).find(({ fields }) => {
      const names = Object.keys(fields)
      return names.length > 0 && names.every((one) => header.includes(one))
    })
    const definition = definitions.get(register)
    const named = shape.metadata === undefined ? [] : await namedIn(shape.metadata, header, importFields(definition))
    const mapping = kept ? mappingOf(definition, header, kept.fields) : proposeMapping(definition, header, parts.inEnglish, named)
    const { account, post, organisation } = ctx.actor
    await ctx.tx.query(sql.addBatch({ id, register, account, post, organisation, name, bytes, digest, shape, mapping }))
    return getBatch(ctx, id)
  }

  return {
    async upload(ctx: Context, register: string, request: FastifyRequest): Promise<Batch> {
      requireMay(ctx, register)
      const id = newKey()
      const taken = await takeUpload(request, parts, id)
      return addBatch(ctx, register, id, taken).catch(async (error: unknown) => {
        await dropFile(parts, id)
        throw error
      })
    },
    /** What the columns of a file are called, and what stands in its first rows; nothing of it is kept. */
    async sample(request: FastifyRequest): Promise<{ name: string; header: string[]; rows: readonly Cell[][] }> {
      const id = newKey()
      const { name, shape } = await takeUpload(request, parts, id)
      try {
        const rows: Cell[][] = []
        for await (const piece of rowsOf(keptFile(parts, id), shape)) {
          rows.push(...piece.map(({ cells }) => cells))
          if (rows.length >= SAMPLED) break
        }
        return { name, header: shape.header, rows: rows.slice(0, SAMPLED) }
      } finally {
        await dropFile(parts, id)
      }
    },
    get: getBatch,
    list: async (ctx: Context, register: string): Promise<Batch[]> => {
      requireMay(ctx, register)
      return (await ctx.tx.rows(sql.ownBatches(register, MOST_LISTED))).map(asBatch)
    },
    /** The first rows, what the columns could go into, and whether the same file went in before. */
    async preview(ctx: Context, id: string) {
      const batch = await getBatch(ctx, id)
      requireMay(ctx, batch.register)
      const definition = definitions.get(batch.register)
      const before = await ctx.tx.row(sql.sameFile(id))
      const rows = await firstRows(keptFile(parts, id), batch.shape)
      return {
        // What stands in the file stays as it is in every language.
        file: { header: batch.shape.header, rows: rows.map(({ n, cells }) => ({ n, cells })) },
        mapping: batch.mapping,
        fields: Object.entries(importFields(definition)).map(([key, { label, kind, optional, help }]) => ({
          key,
          label,
          kind,
          required: !optional && kind !== 'sequence',
          ...(help ? { help } : {}),
        })),
        keys: definition.register.effective ? [] : definition.register.unique,
        mappings: await keptMappings(ctx, batch.register),
        sources: await speaksFor(parts, ctx, definition),
        before: (before?.ended as string | undefined) ?? null,
      }
    },
    /** Says what is to be done, and has all rows checked. */
    async intend(ctx: Context, id: string, intended: Intended): Promise<Batch> {
      const batch = await getBatch(ctx, id)
      const intent = requireIntended(parts, ctx, batch, intended)
      if (intent.source !== null) await requireSource(parts, ctx, definitions.get(batch.register), intent.source)
      if (batch.chunks > 0 || !(await ctx.tx.row(sql.moveBatch(id, ['uploaded', 'checked', 'failed'], 'checking'))))
        throw new Conflict('这个批次已经开始，不能再改', { code: 'import.state' })
      await ctx.tx.query(sql.intendBatch(id, intent))
      if (intended.keepAs && ctx.actor.organisation) {
        const fields = Object.fromEntries(intent.mapping.flatMap((key, at) => (key === null ? [] : [[batch.shape.header[at]!, key]])))
        const { organisation } = ctx.actor
        await ctx.tx.query(sql.keepMapping({ id: newKey(), register: batch.register, organisation, name: intended.keepAs, fields }))
      }
      await addJob(ctx, 'registers-import-check', { batch: id, actor: ctx.actor }, { key: `import-check-${id}` })
      return getBatch(ctx, id)
    },
    /** Has the good rows moved into the register; one that broke off goes on where it was. */
    async start(ctx: Context, id: string): Promise<Batch> {
      const batch = await getBatch(ctx, id)
      requireIntended(parts, ctx, batch, batch)
      if (batch.whole && batch.state === 'checked') {
        if (batch.refused > 0)
          throw new Conflict(`有 ${batch.refused} 行要退回；按“全部成功才写入”的选择，请先改正`, { code: 'import.whole' })
        if (batch.read > CHUNK) throw new Conflict(`“全部成功才写入”最多 ${CHUNK} 行`, { code: 'import.whole' })
      }
      const from = batch.chunks > 0 ? ['checked', 'failed', 'cancelled', 'applying'] : ['checked', 'applying']
      if (!(await ctx.tx.row(sql.moveBatch(id, from, 'applying')))) throw new Conflict('这个批次现在不能写入', { code: 'import.state' })
      await addJob(ctx, 'registers-import-apply', { batch: id, actor: ctx.actor }, { key: `import-apply-${id}` })
      return getBatch(ctx, id)
    },
    /** Ends a batch: after the chunk that runs; what went in stays. One of which nothing went in is over for good, and its file goes. */
    async cancel(ctx: Context, id: string): Promise<Batch> {
      const { chunks } = await getBatch(ctx, id)
      const runs = (await ctx.tx.row(sql.stopBatch(id))) !== undefined
      if (!runs && !(await ctx.tx.row(sql.moveBatch(id, ['uploaded', 'checked', 'failed'], 'cancelled'))))
        throw new Conflict('这个批次已经结束', { code: 'import.state' })
      if (!runs) await closeStaging(ctx, id)
      if (!runs && chunks === 0) await dropFile(parts, id)
      return getBatch(ctx, id)
    },
    /** Refused rows by their numbers, each with what is wrong with it. */
    refusals: async (ctx: Context, id: string, after: number): Promise<{ n: number; problems: string[] }[]> => {
      await getBatch(ctx, id)
      const rows = (await ctx.tx.rows(sql.refusals(id, after, SHOWN_REFUSALS))) as unknown as { n: number; reason: string }[]
      return rows.map(({ n, reason }) => ({ n, problems: reason.split('；') }))
    },
    /** The refused rows in the format of the file, with their numbers and reasons. */
    async errors(ctx: Context, id: string) {
      const batch = await getBatch(ctx, id)
      const page = (after: number) =>
        inContext(
          ground,
          ctx.actor,
          ctx.purpose,
          async (own) => (await own.tx.rows(sql.refusals(id, after, CHUNK))) as unknown as { n: number; reason: string }[],
          { readOnly: true },
        )
      return { batch, file: errorsFile(keptFile(parts, id), batch.shape, page) }
    },
    ...openBackground(parts),
    /** Forgets batches of a week ago, with their files and tables; as the installation itself. */
    async clear(ctx: Context): Promise<void> {
      const ids = (await ctx.tx.rows(sql.oldBatches(KEPT_DAYS))).map((row) => row.id as string)
      for (const id of ids) {
        await dropFile(parts, id)
        await closeStaging(ctx, id)
      }
      await ctx.tx.query(sql.forgetBatches(ids))
      await dropLeft(parts, KEPT_DAYS)
    },
  }
}

export type Imports = ReturnType<typeof createImports>
