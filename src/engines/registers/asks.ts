import { askerOf, findAsk, findOwnAsk, getAsk, listAsks, type Ask } from '#kernel/asks'
import { isSameHand, OPEN_BOX, pathsBelow, type Box, type Context } from '#kernel/context'
import { Conflict, NotAllowed, NotFound } from '#kernel/errors'
import { answerContradiction, CONTRADICTION } from './base/contradictions.ts'
import { answerMerge, answerUnmerge, MERGE, UNMERGE } from './base/merge-asks.ts'
import { answerCorrection } from './corrections.ts'
import { boxesFor } from './permission.ts'
import { reaches } from './reach.ts'
import { answerWithholding, WITHHOLDING } from './withholding/answer.ts'
import type { WriteParts } from './write.ts'

/** What comes of the answer to an ask, by its kind; of every other it is a correction. */
const answers: Readonly<Record<string, typeof answerCorrection>> = {
  [CONTRADICTION]: answerContradiction,
  [MERGE]: answerMerge,
  [UNMERGE]: answerUnmerge,
  [WITHHOLDING]: answerWithholding,
}

/** What is asked about records, by who asks and who may answer; `onAnswered` is told of every answer, in its transaction. */
export function openAsks(parts: WriteParts, options: { onAnswered?(ctx: Context, ask: Ask): Promise<void> }) {
  const { definitions } = parts
  /** Where this actor's duties reach; of the asks there it sees those about registers that it may change. */
  const askBoxes = (ctx: Context): Box[] =>
    ctx.actor.kind === 'system'
      ? [OPEN_BOX]
      : ctx.actor.duties.map((duty) => ({
          ...OPEN_BOX,
          regionPath: pathsBelow(duty.regionPath),
          organisation: [duty.organisation, duty.organisation] as const,
        }))

  const answerableAsk = async (ctx: Context, id: string): Promise<Ask | undefined> => {
    const ask = ctx.actor.kind === 'post' ? await findAsk(ctx, askBoxes(ctx), id) : undefined
    const may = ask?.register && ask.subject && (await reaches(parts, ctx, definitions.get(ask.register), 'change', ask.subject))
    return may ? ask : undefined
  }

  return {
    /** Whether the actor may answer an ask, and so see what was handed in with it. */
    answersAsk: async (ctx: Context, id: string): Promise<boolean> => (await answerableAsk(ctx, id)) !== undefined,
    /** An ask for who asked it and for who may answer it, whatever became of it. @throws NotFound for anybody else */
    async ask(ctx: Context, id: string): Promise<Ask> {
      const found = (await findOwnAsk(ctx, id)) ?? (await answerableAsk(ctx, id))
      if (!found) throw new NotFound('找不到这项请求', { code: 'ask.none' })
      return found
    },
    /** Open asks about registers that this actor may change. */
    asks: (ctx: Context): Promise<Ask[]> => {
      const changed = definitions.all.filter(({ register }) => boxesFor(definitions.roles, ctx, register, 'change').length > 0)
      return listAsks(
        ctx,
        askBoxes(ctx),
        changed.map(({ register }) => register.name),
      )
    },
    /** Answers an ask; one that has a case is answered by a move of it, `ofCase`, alone. */
    async answer(ctx: Context, id: string, accept: boolean, reason: string, ofCase: string | null = null): Promise<Ask> {
      const ask = await getAsk(ctx, askBoxes(ctx), id)
      if (ask.case !== ofCase) throw new Conflict('这项请求在它的办件里答复', { code: 'ask.case' })
      // Refusing is a decision about the record as accepting is.
      if (!(await reaches(parts, ctx, definitions.get(ask.register!), 'change', ask.subject!)))
        throw new NotAllowed('没有权限答复', { code: 'ask.answer' })
      // Whoever asked does not answer, under another account either; nor does whoever it is about.
      const { full } = definitions.get(ask.register!)
      const of = await ctx.tx.row({ text: `select t.holder from ${full} t where t.id = $1::uuid`, values: [ask.subject] })
      const { person, self } = ctx.actor
      const askedBySelf = ask.kind !== CONTRADICTION && isSameHand(ctx.actor, await askerOf(ctx, id))
      if (askedBySelf || [person, self?.person].some((own) => own && own === of?.holder))
        throw new NotAllowed('您自己提出的或者涉及您本人的更正，须由他人答复', { code: 'ask.own' })
      const answered = await (answers[ask.kind] ?? answerCorrection)(parts, ctx, ask, accept, reason)
      await options.onAnswered?.(ctx, answered)
      return answered
    },
  }
}
