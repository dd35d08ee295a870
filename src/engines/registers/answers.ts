import { answerContradiction, CONTRADICTION } from './base/contradictions.ts'
import { answerMerge, answerUnmerge, MERGE, UNMERGE } from './base/merge-asks.ts'
import { answerCorrection } from './corrections.ts'
import { answerWithholding, WITHHOLDING } from './withholding/answer.ts'

/** What comes of the answer to an ask, by its kind; of every other it is a correction. */
const answers: Readonly<Record<string, typeof answerCorrection>> = {
  [CONTRADICTION]: answerContradiction,
  [MERGE]: answerMerge,
  [UNMERGE]: answerUnmerge,
  [WITHHOLDING]: answerWithholding,
}

/** Does what the answer to an ask means, by its kind. */
export const answerAsked: typeof answerCorrection = (parts, ctx, ask, accept, reason) =>
  (answers[ask.kind] ?? answerCorrection)(parts, ctx, ask, accept, reason)
