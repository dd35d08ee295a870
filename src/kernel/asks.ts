import type { Box, Context } from './context.ts'
import type { Statement } from './database.ts'
import type { NewAsk } from './asked.ts'
import { Broken, Conflict, Invalid, NotFound } from './errors.ts'
import { newKey } from './keys.ts'

export type { NewAsk } from './asked.ts'

/** A decision that an engine waits for. The thing asked about stays as it is until somebody answers. */
export interface Ask {
  id: string
  kind: string
  register: string | null
  subject: string | null
  proposal: Record<string, unknown>
  reason: string
  state: 'open' | 'accepted' | 'refused' | 'withdrawn'
  asked: string
  askerName: string
  answered: string | null
  answer: string | null
  /** The case that answers it; it is answered there alone. */
  case: string | null
}

const columns =
  'id, kind, register, subject, proposal, reason, state, asked, asker_name as "askerName", answered, answer, case_id as "case"'

/** Writes an ask in the acting transaction; where a procedure answers asks of its kind, its case is opened there too. */
export async function addAsk(ctx: Context, ask: NewAsk): Promise<Ask> {
  if (ask.reason.trim() === '') throw new Invalid('请说明理由', { code: 'ask.reason', path: 'reason' })
  const open = ctx.ground.answering?.(ask.kind)
  const id = newKey()
  const ofCase = open ? newKey() : null
  const row = await ctx.tx.row({
    name: 'kernel.add-ask',
    text: `insert into kernel.ask (id, kind, register, subject, proposal, reason, asker, asker_name, organisation, region_path, case_id)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) returning ${columns}`,
    values: [
      id,
      ask.kind,
      ask.register ?? null,
      ask.subject ?? null,
      JSON.stringify(ask.proposal),
      ask.reason,
      ctx.actor.account,
      ctx.actor.name,
      ask.organisation,
      ask.regionPath,
      ofCase,
    ],
  })
  if (open && ofCase) {
    if (!ask.about) throw new Broken(`an ask of the kind ${ask.kind} doesn't say what its case is about`)
    await open(ctx, { ...ask, id, case: ofCase, about: ask.about })
  }
  return row as unknown as Ask
}

/** The box once more as a condition: the first wall, by which the index is used. */
const openAsks = ({ regionPath, organisation }: Box, registers: readonly string[], most: number): Statement => ({
  name: 'kernel.open-asks',
  text: `select ${columns} from kernel.ask where state = 'open' and register = any($1)
    and region_path >= $3 and region_path < $4 and organisation >= $5::uuid and organisation <= $6::uuid order by id limit $2`,
  values: [registers, most, ...regionPath, ...organisation],
})

/** Open asks about these registers within these boxes. */
export async function listAsks(ctx: Context, boxes: readonly Box[], registers: readonly string[], most = 100): Promise<Ask[]> {
  const found = new Map<string, Ask>()
  for (const box of boxes) {
    ctx.tx.open('kernel_ask', 'read', box)
    for (const row of await ctx.tx.rows(openAsks(box, registers, most))) found.set(row.id as string, row as unknown as Ask)
  }
  return [...found.values()]
}

/** One ask within these boxes, whatever its state, for looking at it alone. */
export async function findAsk(ctx: Context, boxes: readonly Box[], id: string): Promise<Ask | undefined> {
  for (const box of boxes) {
    ctx.tx.open('kernel_ask', 'read', box)
    const row = await ctx.tx.row({ name: 'kernel.find-ask', text: `select ${columns} from kernel.ask where id = $1::uuid`, values: [id] })
    if (row) return row as unknown as Ask
  }
  return undefined
}

/** An ask of the actor's own. */
export const findOwnAsk = async (ctx: Context, id: string): Promise<Ask | undefined> =>
  (await ctx.tx.row({
    name: 'kernel.find-own-ask',
    text: `select ${columns} from kernel.ask where id = $1::uuid and asker = $2::uuid`,
    values: [id, ctx.actor.account],
  })) as unknown as Ask | undefined

/** One ask within these boxes, whatever its state, locked until it is answered. @throws NotFound */
export async function getAsk(ctx: Context, boxes: readonly Box[], id: string): Promise<Ask> {
  for (const box of boxes) {
    ctx.tx.open('kernel_ask', 'read', box)
    const row = await ctx.tx.row({
      name: 'kernel.get-ask',
      text: `select ${columns} from kernel.ask where id = $1::uuid for update`,
      values: [id],
    })
    if (row) return row as unknown as Ask
  }
  throw new NotFound('找不到这项请求，或者已经答复', { code: 'ask.none' })
}

/** Marks an ask as answered. @throws Conflict when somebody answered it before */
export async function answerAsk(ctx: Context, ask: Ask, accept: boolean, answer: string): Promise<Ask> {
  const row = await ctx.tx.row({
    name: 'kernel.answer-ask',
    text: `update kernel.ask set state = $2, answered = now(), answerer = $3, answer = $4 where id = $1::uuid and state = 'open' returning ${columns}`,
    values: [ask.id, accept ? 'accepted' : 'refused', ctx.actor.account, answer],
  })
  if (!row) throw new Conflict('这项请求已经由他人答复', { code: 'ask.answered' })
  return row as unknown as Ask
}

/** What the actor asked, the latest first, with who is to answer. */
export const ownAsks = async (ctx: Context, most = 100): Promise<(Ask & { organisation: string })[]> =>
  (await ctx.tx.rows({
    name: 'kernel.own-asks',
    text: `select ${columns}, organisation from kernel.ask where asker = $1::uuid order by id desc limit $2`,
    values: [ctx.actor.account, most],
  })) as unknown as (Ask & { organisation: string })[]

/** The account that asked something which the actor may see; none when the installation itself did. */
export const askerOf = async (ctx: Context, id: string): Promise<string | null> =>
  ((await ctx.tx.row({ name: 'kernel.asker-of', text: 'select asker from kernel.ask where id = $1::uuid', values: [id] }))?.asker ??
    null) as string | null
