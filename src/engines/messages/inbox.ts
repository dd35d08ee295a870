import { OPEN_BOX, pathsBelow, type Context } from '#kernel/context'
import { NotFound } from '#kernel/errors'
import { LAST_KEY, NO_KEY } from '#kernel/keys'
import { markRead, messageById, ownMessages, roleMessages } from './sql.ts'

/** A message as its reader sees it. */
export interface MessageView {
  id: string
  /** Moment at which it was sent, ISO 8601. */
  at: string
  title: string
  text: string
  /** Path of the page that it speaks of. */
  link: string
  read: boolean
}

export interface Inbox {
  /** Newest first. */
  items: MessageView[]
  /** Key to give as `before` for the next page. */
  next: string | null
  /** Unread ones among the newest 100. */
  unread: number
}

const newest = 100

interface Range {
  organisation: string
  regionPath: readonly [string, string]
  roles: string[]
}

/** The actor's duties by organisation and region, since a policy opens to one range at a time. */
function rangesOf(ctx: Context): Range[] {
  const ranges = new Map<string, Range>()
  for (const { organisation, regionPath, role } of ctx.actor.duties) {
    const key = `${organisation} ${regionPath}`
    const range = ranges.get(key) ?? { organisation, regionPath: pathsBelow(regionPath), roles: [] }
    range.roles.push(role)
    ranges.set(key, range)
  }
  return [...ranges.values()]
}

const openTo = (ctx: Context, { organisation, regionPath }: Range) =>
  ctx.tx.open('messages_message', 'read', { ...OPEN_BOX, organisation: [organisation, organisation], regionPath })

async function read(ctx: Context, account: string, before: string, most: number): Promise<MessageView[]> {
  const own = { account, person: ctx.actor.person ?? NO_KEY, post: ctx.actor.post ?? NO_KEY }
  const found = new Map((await ctx.tx.rows(ownMessages(own, before, most))).map((row) => [row.id as string, row]))
  for (const range of rangesOf(ctx)) {
    openTo(ctx, range)
    for (const row of await ctx.tx.rows(roleMessages(account, range, before, most))) found.set(row.id as string, row)
  }
  return [...found.values()].sort((a, b) => ((a.id as string) < (b.id as string) ? 1 : -1)).slice(0, most) as unknown as MessageView[]
}

/** The actor's messages: to the person, the account, the post, and the duties of the post. */
export async function inbox(ctx: Context, { before, limit = 50 }: { before?: string; limit?: number } = {}): Promise<Inbox> {
  const account = ctx.actor.account ?? NO_KEY
  const recent = await read(ctx, account, LAST_KEY, newest)
  const items = before ? await read(ctx, account, before, limit) : recent.slice(0, limit)
  return { items, next: items.length === limit ? items.at(-1)!.id : null, unread: recent.filter((one) => !one.read).length }
}

/** Notes that the actor has read a message. @throws NotFound when the actor has no such message */
export async function markAsRead(ctx: Context, message: string): Promise<void> {
  const account = ctx.actor.account ?? NO_KEY
  const mine = async (roles: readonly string[] | undefined) => {
    const row = await ctx.tx.row(messageById(message))
    return row !== undefined && (row.role === '' || (roles?.includes(row.role as string) ?? false))
  }
  let found = await mine(undefined)
  for (const range of found ? [] : rangesOf(ctx)) {
    openTo(ctx, range)
    found = await mine(range.roles)
    if (found) break
  }
  if (!found) throw new NotFound('没有这条消息', { code: 'messages.none' })
  await ctx.tx.query(markRead(message, account))
}
