import type { Statement } from '#kernel/database'

const columns = 'd.matter, d.version, d.begun, d.saved, d.region, d.body'

/** The actor's own drafts that were saved since, the latest first: the policy lets nobody see another's. */
export const ownDrafts = (since: Date, most: number): Statement => ({
  name: 'cases.own-drafts',
  text: `select ${columns} from cases.draft d where d.saved >= $1 order by d.saved desc limit $2`,
  values: [since, most],
})

export const ownDraft = (matter: string, since: Date): Statement => ({
  name: 'cases.own-draft',
  text: `select ${columns} from cases.draft d where d.matter = $1 and d.saved >= $2`,
  values: [matter, since],
})

/** Begins a draft; one of long ago, which nobody is shown any more, gives way. */
export const beginDraft = (
  of: { account: string; person: string; matter: string; region: string | null; body: string },
  now: Date,
  since: Date,
): Statement => ({
  name: 'cases.begin-draft',
  text: `insert into cases.draft as d (account, holder, matter, begun, saved, region, body) values ($1, $2, $3, $6, $6, $4, $5)
    on conflict (account, holder, matter) do update set version = 1, begun = excluded.begun, saved = excluded.saved, region = excluded.region, body = excluded.body
    where d.saved < $7 returning d.version, d.begun, d.saved`,
  values: [of.account, of.person, of.matter, of.region, of.body, now, since],
})

export const saveDraft = (of: { matter: string; version: number; region: string | null; body: string }, now: Date): Statement => ({
  name: 'cases.save-draft',
  text: `update cases.draft d set version = d.version + 1, saved = $5, region = $3, body = $4 where d.matter = $1 and d.version = $2
    returning d.version, d.begun, d.saved`,
  values: [of.matter, of.version, of.region, of.body, now],
})

export const dropDraft = (matter: string): Statement => ({
  name: 'cases.drop-draft',
  text: 'delete from cases.draft d where d.matter = $1 returning d.account, d.body',
  values: [matter],
})

/** Forgets drafts that nobody went on with, at most so many; gives whose they were and what was in them. */
export const forgetDrafts = (before: Date, most: number): Statement => ({
  name: 'cases.forget-drafts',
  text: 'select account, body from cases.forget_drafts($1, $2)',
  values: [before, most],
})
