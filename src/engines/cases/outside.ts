import type { Context } from '#kernel/context'

/** A stored file as a case shows it. */
export interface FileFacts {
  id: string
  name: string
  type: string
  size: number
}

/** What an act that issues a certificate tells whoever makes it. */
export interface CertificateWanted {
  template: string
  case: string
  number: string
  branch: string
  organisation: { id: string; name: string }
  region: string
  holder: string
  applicantName: string
  entity: string | null
  entityName: string | null
  /** What was asked and answered, what actions gave, and what was said with the act. */
  data: Record<string, unknown>
}

/** The case in which an action runs. */
export interface ActingCase {
  id: string
  number: string
  matter: string
  branch: string | null
  region: string
  regionCode: string
  holder: string
  entity: string | null
  organisation: { id: string; name: string }
  guide: Record<string, unknown>
  answers: Record<string, unknown>
}

/** A certificate that came out of a case. */
export interface CertificateFacts {
  id: string
  /** The branch that it came out of. */
  branch: string | null
  label: string
  number: string
  code: string
  ready: boolean
}

/** Words for somebody about a case. `to` is the applicant, or whoever holds a role at an organisation for the region. */
export interface Notice {
  to: { person: string } | { account: string } | { role: string; organisation: string; regionPath: string }
  title: string
  text: string
  link: string
  /** Two notices of one key are one. */
  key: string
}

/** Somebody who holds a role at an organisation. */
export interface Colleague {
  account: string
  name: string
  postName: string
  /** Whether it is the person whose business the case is. */
  isHolder: boolean
  /** Which of the accounts that were asked about are the same person's. */
  hands: readonly string[]
}

/** What became of an ask in its case. */
export interface DecidedAsk {
  kind: string
  id: string
  subject: string | null
  case: string
  outcome: 'granted' | 'refused' | 'withdrawn'
  reason: string
  /** Whether the limits of the decision were kept. */
  inTime: boolean
  /** Everything that was said with the deciding act. */
  input: Record<string, unknown>
}

/**
 * What cases need of the rest of the house. Engines never call up, so whoever puts the house together hands these in; each runs in the
 * acting transaction.
 */
export interface CasesOutside {
  /** @throws Invalid when there is no such region */
  placeOf(ctx: Context, region: string): Promise<{ id: string; code: string; name: string; path: string }>
  /** The organisation that exercises a function in a region. `mark` is its word in document numbers (机关代字). */
  organisationFor(ctx: Context, fn: string, region: string): Promise<{ id: string; name: string; mark?: string } | undefined>
  /** Every organisation of a function, with its region, at this level below the region of a code of twelve digits (itself included). */
  exercisers(
    ctx: Context,
    fn: string,
    code: string,
    level: string,
  ): Promise<
    { organisation: { id: string; name: string; mark?: string }; region: { id: string; code: string; name: string; path: string } }[]
  >
  /** Everybody who holds a role at an organisation for a region today; asked in a transaction of its own. */
  holdersOf(
    ctx: Context,
    of: { role: string; organisation: string; regionPath: string; holder: string; accounts: readonly string[] },
  ): Promise<Colleague[]>
  /** Names of the acting post and organisation. */
  titlesOf(ctx: Context): Promise<{ post: string | null; organisation: string | null }>
  /** Names of regions (the way to them), codes by list and records by register, as far as the actor may know them. */
  namesFor(
    ctx: Context,
    keys: {
      regions: ReadonlySet<string>
      codes: ReadonlyMap<string, ReadonlySet<string>>
      records: ReadonlyMap<string, ReadonlySet<string>>
    },
  ): Promise<Record<string, string>>
  /** @throws NotAllowed when the actor may not act for this enterprise */
  entityOf(ctx: Context, entity: string): Promise<{ id: string; name: string }>
  /**
   * Values of the applicant's own record, of the agent's own, and of the enterprise's, for first values of forms, with the name of where each
   * comes from. An enterprise's agent is told nothing of whoever gave the mandate.
   */
  recordsFor(
    ctx: Context,
    entity: string | null,
  ): Promise<Record<'me' | 'agent' | 'entity', { values: Record<string, unknown>; label: string }>>
  /** Files by key; those that don't exist are left out. */
  files(ctx: Context, ids: readonly string[]): Promise<FileFacts[]>
  /** Notes that an officer looked at a case; durable when the promise is kept. `holder` is the applicant. Left out where no real person is looked at. */
  noteReading(ctx: Context, of: { case: string; holder: string }): Promise<void>
  /** Makes files that the actor just stored part of a case. @throws Invalid when one is not the actor's */
  attachFiles(ctx: Context, ids: readonly string[], to: { case: string; holder: string }): Promise<void>
  /** Takes away uploads that belong to nothing any more, each only where it is its uploader's; those of cases stay. */
  forgetFiles(ctx: Context, uploads: readonly { file: string; uploader: string }[]): Promise<void>
  /** Runs an action of a system. An output called `entity` becomes the enterprise of the case. */
  runAction(
    ctx: Context,
    run: { system: string; action: string; input: Record<string, unknown>; case: ActingCase },
  ): Promise<Record<string, unknown>>
  /** @throws NotFound when there is no such organisation */
  organisationOf(ctx: Context, id: string): Promise<{ id: string; name: string; mark?: string }>
  /** The roles that may answer asks, beside those that procedures name. */
  answeringRoles(): readonly string[]
  /** Tells the engine that asked what a case decided; it checks once more who acts and what is there. */
  answerAsk(ctx: Context, decided: DecidedAsk): Promise<void>
  issueCertificate(ctx: Context, wanted: CertificateWanted): Promise<void>
  certificatesOf(ctx: Context, of: string): Promise<CertificateFacts[]>
  notify(ctx: Context, notice: Notice): Promise<void>
}
