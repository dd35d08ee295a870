import type { Statement } from '#kernel/database'

const columns = `d.id, d.name, d.kind, d.version, d.base, d.state, d.number, d.revision, d.author, d.author_name as "authorName", d.organisation,
  d.region_path as "regionPath", d.reason, d.ask, d.answerer_name as "answererName", d.answer, d.plan, d.problem, d.made, d.saved, d.asked, d.answered, d.applied`

/** Everything that is on its way or in force, and the last that came back, newest first. */
export const listed = (most: number): Statement => ({
  name: 'registers.definitions',
  text: `select ${columns}, d.content from registers.definition d where d.state <> 'replaced' order by d.saved desc, d.id desc limit $1`,
  values: [most],
})

export const one = (id: string): Statement => ({
  name: 'registers.one-definition',
  text: `select ${columns}, d.content from registers.definition d where d.id = $1::uuid`,
  values: [id],
})

/** Likewise, and nobody else changes its state meanwhile. */
export const oneLocked = (id: string): Statement => ({
  name: 'registers.lock-definition',
  text: `select ${columns}, d.content from registers.definition d where d.id = $1::uuid for update`,
  values: [id],
})

/** All versions of a name, newest first. */
export const versions = (name: string): Statement => ({
  name: 'registers.definition-versions',
  text: `select ${columns}, d.content from registers.definition d where d.name = $1 order by d.version desc limit 200`,
  values: [name],
})

export const steps = (id: string): Statement => ({
  name: 'registers.definition-steps',
  text: `select s.key, s.done, s.began, s.finished from registers.definition_step s where s.definition = $1::uuid order by s.position`,
  values: [id],
})

/** A new draft: the next version of its name, begun on the one that is in force. */
export const add = (draft: {
  id: string
  name: string
  kind: string
  content: string
  author: string
  authorName: string
  organisation: string
  regionPath: string
}): Statement => ({
  name: 'registers.add-definition',
  text: `insert into registers.definition (id, name, kind, version, base, content, author, author_name, organisation, region_path)
    select $1::uuid, $2, $3, coalesce(max(d.version), 0) + 1, max(d.version) filter (where d.state = 'force'), $4::json, $5::uuid, $6, $7::uuid, $8
    from registers.definition d where d.name = $2`,
  values: [draft.id, draft.name, draft.kind, draft.content, draft.author, draft.authorName, draft.organisation, draft.regionPath],
})

/** Saves a draft that is still the one that was read; nothing comes back when it is not. */
export const save = (id: string, revision: number, content: string): Statement => ({
  name: 'registers.save-definition',
  text: `update registers.definition set content = $3::json, revision = revision + 1, saved = clock_timestamp()
    where id = $1::uuid and revision = $2 and state = 'draft' returning revision, saved`,
  values: [id, revision, content],
})

export const drop = (id: string): Statement => ({
  name: 'registers.drop-definition',
  text: `delete from registers.definition where id = $1::uuid and state = 'draft'`,
  values: [id],
})

export const ask = (id: string, reason: string, plan: string, of: string): Statement => ({
  name: 'registers.ask-definition',
  text: `update registers.definition set state = 'asked', asked = clock_timestamp(), reason = $2, plan = $3::jsonb, ask = $4::uuid where id = $1::uuid`,
  values: [id, reason, plan, of],
})

export const answer = (id: string, state: 'accepted' | 'refused', by: { account: string; name: string }, said: string): Statement => ({
  name: 'registers.answer-definition',
  text: `update registers.definition set state = $2, answered = clock_timestamp(), answerer = $3::uuid, answerer_name = $4, answer = $5 where id = $1::uuid`,
  values: [id, state, by.account, by.name, said],
})

export const setState = (id: string, state: 'accepted' | 'withdrawn'): Statement => ({
  name: 'registers.definition-state',
  text: `update registers.definition set state = $2, problem = null where id = $1::uuid`,
  values: [id, state],
})
