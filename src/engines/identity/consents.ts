import type { Context } from '#kernel/context'
import { NotAllowed } from '#kernel/errors'
import type { Registers } from '#engines/registers'
import { administratorRoles } from './roles.ts'
import { answerConsent, consentsSeen, inOffice } from './sql.ts'

/** What waits for a second person, or waited lately: a holding of a post with duties, or a duty. */
export interface ConsentView {
  subject: string
  kind: 'holding' | 'duty'
  account: { id: string; name: string } | null
  postName: string
  organisation: { id: string; name: string }
  /** What the post may do, in words; of a duty, the duty. */
  role: { name: string; label: string } | null
  region: string
  /** Newly given, changed, seated again after somebody else set the password, or the first seat of an installation, which nobody consented to. */
  ground: 'given' | 'changed' | 'password' | 'set-up'
  state: 'open' | 'lapsed' | 'given' | 'refused'
  asked: string
  askedBy: string | null
  until: string
  answered: string | null
  answeredBy: string | null
  reason: string | null
  /** Whether the actor answers it, and why not where it would be the actor's to answer. */
  answers: boolean
  hindrance: 'own' | 'password' | null
}

/** Whether the three administrators are there: as long as one is missing, the page says so. */
export interface Office {
  days: number
  security: boolean
  audit: boolean
}

/**
 * The two-person rule: what gives power over others takes effect once another person, who is another administrator, has consented
 * (GB/T 22239-2019, 8.1.4.2: least rights for administrators, and their rights apart; not read in the standard itself). The database decides;
 * this is what is shown of it.
 */
export function openConsents(registers: Registers) {
  const requireAdministrator = (ctx: Context) => {
    if (!ctx.actor.duties.some(({ role }) => administratorRoles.some(({ name }) => name === role)))
      throw new NotAllowed('这里只供三类管理员使用', { code: 'identity.administrators' })
  }
  return {
    /** What waits in the actor's region, first, and what was answered lately. @throws NotAllowed */
    async list(ctx: Context): Promise<{ items: ConsentView[]; office: Office }> {
      requireAdministrator(ctx)
      const [rows, office] = await ctx.tx.queries([consentsSeen(200), inOffice])
      const items = rows!.rows.map((row): ConsentView => ({
        subject: row.subject as string,
        kind: row.kind as ConsentView['kind'],
        account: row.account ? { id: row.account as string, name: (row.account_name as string | null) ?? '' } : null,
        postName: row.post_name as string,
        organisation: { id: row.organisation as string, name: row.organisation_name as string },
        role: row.role
          ? { name: row.role as string, label: registers.definitions.roles.get(row.role as string)?.label ?? String(row.role) }
          : null,
        region: row.region as string,
        ground: row.ground as ConsentView['ground'],
        state: row.lapsed ? 'lapsed' : (row.state as ConsentView['state']),
        asked: row.asked as string,
        askedBy: row.asked_by_name as string | null,
        until: row.until as string,
        answered: row.answered as string | null,
        answeredBy: row.answered_by_name as string | null,
        reason: row.reason as string | null,
        answers: row.mine as boolean,
        hindrance: row.own ? 'own' : row.ready ? null : 'password',
      }))
      return { items, office: office!.rows[0] as unknown as Office }
    },
    /** Consents, or refuses with a reason. @throws NotAllowed beyond the own duties; Conflict for one's own ask, or when it was answered or has lapsed */
    async answer(ctx: Context, subject: string, accept: boolean, reason: string | null): Promise<void> {
      requireAdministrator(ctx)
      await ctx.tx.query(answerConsent(subject, accept, reason))
    },
  }
}

export type Consents = ReturnType<typeof openConsents>
