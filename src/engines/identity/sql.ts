import type { Statement } from '#kernel/database'

export const sessionsOf = (account: string): Statement => ({
  name: 'identity.sessions-of',
  text: 'select made, ends, used, agent, address, post from identity.sessions_of($1::uuid)',
  values: [account],
})

export const endSessions = (account: string): Statement => ({
  name: 'identity.end-sessions',
  text: 'select identity.end_sessions($1::uuid) as ended',
  values: [account],
})

export const postsOf = (account: string): Statement => ({
  name: 'identity.posts-of',
  text: 'select identity.posts_of($1::uuid) as posts',
  values: [account],
})

export const consentsSeen = (most: number): Statement => ({
  name: 'identity.consents',
  text: `select subject, kind, account, account_name, post_name, organisation, organisation_name, role, region, ground, state, asked, asked_by_name,
    until, lapsed, answered, answered_by_name, reason, mine, own, ready from identity.consents($1)`,
  values: [most],
})

export const inOffice: Statement = {
  name: 'identity.in-office',
  text: `select identity.consent_days() as days, identity.in_office('identity.security') as security, identity.in_office('identity.audit') as audit`,
}

export const answerConsent = (subject: string, accept: boolean, reason: string | null): Statement => ({
  name: 'identity.answer-consent',
  text: 'select identity.answer_consent($1::uuid, $2, $3)',
  values: [subject, accept, reason],
})

/** Holdings and duties that wait for consent, or were refused it. */
export const notInEffect: Statement = { name: 'identity.not-in-effect', text: 'select identity.not_in_effect() as subjects' }

/** What is asked about accounts: whether they are a person's, and which of others are of the same hands. */
export interface AskedHands {
  person: string
  others: readonly string[]
}

/** Which accounts at work are one person's, and which of others are of the same hands. */
export const sameHands = (accounts: readonly string[], { person, others }: AskedHands): Statement => ({
  name: 'identity.same-hands',
  text: 'select account, is_one, hands from identity.same_hands($1::uuid[], $2, $3::uuid[])',
  values: [accounts, person, others],
})

/** One at a time per person, until the transaction ends. */
export const lockPerson = (person: string): Statement => ({
  name: 'identity.lock-person',
  text: `select pg_advisory_xact_lock(hashtextextended('identity.person ' || $1, 0))`,
  values: [person],
})

export const makeEntryCode = (account: string, digest: Buffer, hours: number): Statement => ({
  name: 'identity.make-entry-code',
  text: 'select identity.make_entry_code($1::uuid, $2, $3) as until',
  values: [account, digest, hours],
})

export const ownSessions = (token: Buffer): Statement => ({
  name: 'identity.own-sessions',
  text: 'select id, made, ends, used, agent, address, post_name, this_one from identity.own_sessions($1)',
  values: [token],
})

export const endOwnSessions = (keep: Buffer, id: string | null): Statement => ({
  name: 'identity.end-own-sessions',
  text: 'select identity.end_own_sessions($1, $2::uuid) as ended',
  values: [keep, id],
})

/** What of a log is asked for; null for any. */
export interface LogQuery {
  /** Who may be read about; null for everybody. */
  organisations: readonly string[] | null
  since: Date
  until: Date
  actor: string | null
  register: string | null
  most: number
}

export const readAccess = (of: LogQuery & { subject: string | null; act: string | null; before: string | null }): Statement => ({
  name: 'identity.read-access',
  text: `select a.id, a.recorded, a.actor, a.post, a.organisation, a.purpose, a.register, a.act, a.subjects, a.fields
    from identity.read_access($1::uuid[], $2, $3, $4::uuid, $5::uuid, $6, $7, $8::uuid, $9) a`,
  values: [of.organisations, of.since, of.until, of.actor, of.subject, of.register, of.act, of.before, of.most],
})

/** Envelopes of the change log, newest first. Without a name: what is asked for decides the plan, each time anew. */
export const readChanges = (of: LogQuery & { record: string | null; before: { tx: string; seq: number } | null }): Statement => ({
  text: `select c.tx::text as tx, c.seq, c.recorded, c.register, c.record, c.version, c.op, c.fields, c.actor, c.post, c.organisation, c.purpose
    from kernel.change c
    where c.recorded >= $2 and c.recorded < $3
      and ($1::uuid[] is null or c.organisation = any($1::uuid[]))
      and ($4::uuid is null or c.actor = $4::uuid) and ($5::text is null or c.register = $5) and ($6::uuid is null or c.record = $6::uuid)
      and ($7::xid8 is null or (c.tx, c.seq) < ($7::xid8, $8::bigint))
    order by c.tx desc, c.seq desc limit least($9, 200)`,
  values: [of.organisations, of.since, of.until, of.actor, of.register, of.record, of.before?.tx ?? null, of.before?.seq ?? 0, of.most],
})

/** Every duty in effect with its post and who holds it; told to whoever reads the audit alone. */
export const dutiesInEffect: Statement = {
  name: 'identity.duties-in-effect',
  text: 'select post, post_name, organisation, organisation_name, does, role, region_path, people from identity.duties_in_effect()',
}

export const grantsOf = (organisation: string): Statement => ({
  name: 'identity.grants-of',
  text: 'select catalogue.grants_of($1::uuid) as grants',
  values: [organisation],
})
