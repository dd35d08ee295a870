/** Messages: words that reach somebody. In this release the site inbox; `send` is the only door, whatever channels come behind it. */
import type pg from 'pg'
import type { Context } from '#kernel/context'
import { newKey } from '#kernel/keys'
import { migrate, migrationsBeside } from '#kernel/migrate'
import { inbox, markAsRead } from './inbox.ts'
import { sendMessage } from './sql.ts'

export { routes as messageRoutes } from './routes.ts'

/** Who is to read it: a person, an account, a post, or whoever holds a role at an organisation for a region when it is read. */
export type Addressee =
  { person: string } | { account: string } | { post: string } | { role: string; organisation: string; regionPath: string }

export interface NewMessage {
  to: Addressee
  /** At most 200 characters. */
  title: string
  /** At most 2,000 characters. */
  text: string
  /** Path of the page that it speaks of, within our own pages. */
  link: string
  /** Two messages of one key to one addressee are one; each is its own when not said. */
  key?: string
  case?: string
}

/** Makes or upgrades the engine's tables, as the migrator role. */
export async function applyMessages(client: pg.Client, log: (line: string) => void): Promise<void> {
  await migrate(client, [migrationsBeside('messages', import.meta.url)], log)
}

const cut = (text: string, most: number) => ([...text].length > most ? `${[...text].slice(0, most - 1).join('')}…` : text)

/** Sends a message in the acting transaction: it is there when, and only when, the transaction commits. */
async function send(ctx: Context, { to, title, text, link, key, case: of }: NewMessage): Promise<void> {
  const id = newKey()
  ctx.tx.later(sendMessage({ id, ...to, title: cut(title, 200), text: cut(text, 2000), link, key: key ?? id, ...(of ? { case: of } : {}) }))
}

/** Makes the engine. */
export const createMessages = () => ({ send, inbox, markAsRead })

export type Messages = ReturnType<typeof createMessages>
