import type { Act } from '#declare'
import type { AskedForCase } from '#kernel/asked'
import { purposeText, type Context, type Purpose } from '#kernel/context'
import { Broken, Conflict, Invalid } from '#kernel/errors'
import type { CaseRow } from '../rows.ts'
import { withdrawAsk } from '../sql.ts'
import { openAsked } from './open.ts'
import type { Parts } from './parts.ts'

/** Opens the case of an ask that somebody just made, in its transaction. @throws Invalid when nobody may answer it */
export async function openForAsk(parts: Parts, ctx: Context, procedure: string, asked: AskedForCase): Promise<void> {
  const matter = parts.matters.all.find((one) => one.procedure === procedure)
  if (!matter) throw new Broken(`no matter is worked on by ${procedure}`)
  const { account, kind, name, organisation } = ctx.actor
  const lead = await parts.outside.organisationOf(ctx, asked.organisation)
  if (asked.about.role === '') throw new Invalid('没有岗位负责答复这类请求', { code: 'case.nobody' })
  const own = kind === 'post' && organisation ? await parts.outside.organisationOf(ctx, organisation) : undefined
  const { facts, region, role } = asked.about
  const form = new Set(Object.values(matter.form?.sections ?? {}).flatMap(({ fields }) => Object.keys(fields)))
  await openAsked(parts, ctx, {
    id: asked.case,
    matter,
    region,
    answers: Object.fromEntries(Object.entries(facts).filter(([key]) => form.has(key))),
    lead,
    applicantName: own?.name ?? name,
    ask: {
      id: asked.id,
      kind: asked.kind,
      register: asked.register ?? null,
      subject: asked.subject ?? null,
      account,
      organisation: own ? { id: own.id, name: own.name } : null,
      role,
    },
  })
}

const textOf = (value: unknown) => (typeof value === 'string' ? value.trim() : '')

/**
 * Tells the engine that asked what a move decides, in the move's transaction and in the case's name: what it throws, the move throws.
 * @throws Conflict when the ask was answered or taken back before
 */
export async function answerOf(parts: Parts, ctx: Context, of: CaseRow, act: Act, input: Record<string, unknown>): Promise<void> {
  const { ask } = of.data
  if (!ask || !act.as || !['grant', 'reject', 'refuse', 'withdraw'].includes(act.as)) return
  const purpose: Purpose = { kind: 'case', case: of.id, what: ctx.purpose.what }
  ctx.tx.set('app.purpose', purposeText(purpose))
  const inCase: Context = { ...ctx, purpose }
  const reason = textOf(input.reason)
  if (act.as === 'withdraw') {
    const row = await ctx.tx.row(withdrawAsk(of.id, reason || null))
    if (row!.taken !== true) throw new Conflict('这项请求已经答复', { code: 'ask.answered' })
  }
  const outcome = act.as === 'grant' ? 'granted' : act.as === 'withdraw' ? 'withdrawn' : 'refused'
  await parts.outside.answerAsk(inCase, { kind: ask.kind, id: ask.id, subject: ask.subject, case: of.id, outcome, reason, input })
}
