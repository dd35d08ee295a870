import type { Statement } from '#kernel/database'

/** Views of a page, or of all pages, that the actor made or that somebody shares with the actor's post or organisation. */
export const savedViews = (account: string, page: string | null, most: number): Statement => ({
  name: 'registers.saved-views',
  text: `select v.id, v.page, v.name, v.query, v.reach, v.account = $1::uuid as mine from registers.saved_view v
    where $2::text is null or v.page = $2 order by v.account = $1::uuid desc, v.name, v.id limit $3`,
  values: [account, page, most],
})

/** Keeps a view under its name; one of the same name on the same page is replaced. Nothing comes back when the actor has too many. */
export const keepView = (view: {
  id: string
  account: string
  post: string
  organisation: string
  page: string
  name: string
  query: string
  reach: string
  most: number
}): Statement => ({
  name: 'registers.keep-view',
  text: `insert into registers.saved_view (id, account, post, organisation, page, name, query, reach)
    select $1::uuid, $2::uuid, $3::uuid, $4::uuid, $5, $6, $7, $8
    where (select count(*) from registers.saved_view v where v.account = $2::uuid) < $9
      or exists (select from registers.saved_view v where v.account = $2::uuid and v.page = $5 and v.name = $6)
    on conflict (account, page, name) do update set
      query = excluded.query, reach = excluded.reach, post = excluded.post, organisation = excluded.organisation, recorded = clock_timestamp()
    returning id`,
  values: [view.id, view.account, view.post, view.organisation, view.page, view.name, view.query, view.reach, view.most],
})

export const forgetView = (id: string, account: string): Statement => ({
  name: 'registers.forget-view',
  text: 'delete from registers.saved_view where id = $1::uuid and account = $2::uuid returning id',
  values: [id, account],
})

/** Takes a key for the call that runs; nothing comes back when it is taken. */
export const claimKey = (account: string, key: string, register: string, digest: Buffer): Statement => ({
  name: 'registers.claim-key',
  text: `insert into registers.answered (account, key, register, digest) values ($1::uuid, $2, $3, $4)
    on conflict (account, key) do nothing returning true as claimed`,
  values: [account, key, register, digest],
})

export const keepAnswer = (account: string, key: string, record: string): Statement => ({
  name: 'registers.keep-answer',
  text: 'update registers.answered set record = $3::uuid where account = $1::uuid and key = $2',
  values: [account, key, record],
})

export const answeredBy = (account: string, key: string): Statement => ({
  name: 'registers.answered-by',
  text: 'select register, digest, record from registers.answered where account = $1::uuid and key = $2',
  values: [account, key],
})

export const forgetKeys = (account: string, days: number): Statement => ({
  name: 'registers.forget-keys',
  text: 'delete from registers.answered where account = $1::uuid and recorded < now() - make_interval(days => $2)',
  values: [account, days],
})
