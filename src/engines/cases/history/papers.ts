import type { Context } from '#kernel/context'
import { addJob } from '#kernel/jobs'

/** Milliseconds within which the job has made the paper of an act that just happened. */
const JOB_TAKES = 120_000

/** Has the papers of a case made that nobody has wanted so far: those of past cases are, when somebody first looks at the case. */
export async function orderPapers(
  ctx: Context,
  view: { instruments: readonly { id: string; issued: string; ready: boolean }[] },
): Promise<void> {
  for (const { id, issued, ready } of view.instruments)
    if (!ready && ctx.now.getTime() - Date.parse(issued) > JOB_TAKES)
      await addJob(ctx, 'documents-render', { instrument: id }, { key: `instrument:${id}` })
}
