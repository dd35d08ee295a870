import type { Context } from '#kernel/context'
import { NotAllowed, NotFound, TooMany } from '#kernel/errors'
import { newKey } from '#kernel/keys'
import { forgetView, keepView, savedViews } from './sql.ts'

/** Who finds a saved view: whoever made it, the holders of the same post, or everybody at the organisation. */
export type ViewReach = 'own' | 'post' | 'organisation'

/** A list under a name: what was looked for, how it was sorted, which columns it has. */
export interface SavedView {
  id: string
  /** Which list: `inbox`, or `registers/<name>`. */
  page: string
  name: string
  /** The query of the page's address. */
  query: string
  reach: ViewReach
  /** Made by the actor, who alone may replace it or take it away. */
  mine: boolean
}

/** How many views one account may keep. */
export const MOST_VIEWS = 200

function atWork({ actor }: Context): { account: string; post: string; organisation: string } {
  const { account, post, organisation } = actor
  if (!account || !post || !organisation) throw new NotAllowed('在岗位上才能保存视图', { code: 'view.post' })
  return { account, post, organisation }
}

/** The views that the actor finds, its own first; of one page or of all. */
export async function listViews(ctx: Context, page: string | undefined): Promise<SavedView[]> {
  const { account } = atWork(ctx)
  return (await ctx.tx.rows(savedViews(account, page ?? null, 2 * MOST_VIEWS))) as unknown as SavedView[]
}

/** Keeps a view; one of the same name on the same page is replaced. @throws TooMany beyond {@link MOST_VIEWS} */
export async function saveView(ctx: Context, view: Pick<SavedView, 'page' | 'name' | 'query' | 'reach'>): Promise<SavedView> {
  const kept = await ctx.tx.row(keepView({ id: newKey(), ...atWork(ctx), ...view, most: MOST_VIEWS }))
  if (!kept) throw new TooMany(`最多保存 ${MOST_VIEWS} 个视图，请先删去不用的`, { code: 'view.many' })
  return { ...view, id: kept.id as string, mine: true }
}

/** Takes a view of the actor's own away. */
export async function removeView(ctx: Context, id: string): Promise<void> {
  if (!(await ctx.tx.row(forgetView(id, atWork(ctx).account)))) throw new NotFound('没有这个视图', { code: 'view.none' })
}
