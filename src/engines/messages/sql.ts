import type { Statement } from '#kernel/database'

export const sendMessage = (message: Record<string, unknown>): Statement => ({
  name: 'messages.send',
  text: 'select messages.send($1::jsonb) as new',
  values: [JSON.stringify(message)],
})

const columns = `m.id, m.made as at, m.title, m.text, m.link, exists (select from messages.reading r where r.message = m.id and r.account = $1) as read`

/** To the person, the account or the post itself; newest first. What looks needless lets the indexes be used, which leave the empty out. */
export const ownMessages = (of: { account: string; person: string; post: string }, before: string, most: number): Statement => ({
  name: 'messages.own',
  text: `select ${columns} from messages.message m where m.person = $2 and m.person <> '00000000-0000-0000-0000-000000000000' and m.id < $5
    union all select ${columns} from messages.message m where m.account = $1 and m.account <> '00000000-0000-0000-0000-000000000000' and m.id < $5
    union all select ${columns} from messages.message m where m.post = $3 and m.post <> '00000000-0000-0000-0000-000000000000' and m.id < $5
    order by id desc limit $4`,
  values: [of.account, of.person, of.post, most, before],
})

/** To roles at an organisation within a range of regions; newest first. */
export const roleMessages = (
  account: string,
  of: { organisation: string; roles: readonly string[]; regionPath: readonly [string, string] },
  before: string,
  most: number,
): Statement => ({
  name: 'messages.of-roles',
  text: `select ${columns} from messages.message m
    where m.organisation = $2 and m.role <> '' and m.role = any($3::text[]) and m.region_path >= $4 and m.region_path < $5 and m.id < $7
    order by m.id desc limit $6`,
  values: [account, of.organisation, of.roles, of.regionPath[0], of.regionPath[1], most, before],
})

/** Marks a message that the actor may see; gives no row when there is none. */
export const markRead = (message: string, account: string): Statement => ({
  name: 'messages.mark-read',
  text: `insert into messages.reading (message, account) select m.id, $2 from messages.message m where m.id = $1 on conflict do nothing`,
  values: [message, account],
})

export const messageById = (message: string): Statement => ({
  name: 'messages.by-id',
  text: 'select m.id, m.role from messages.message m where m.id = $1',
  values: [message],
})
