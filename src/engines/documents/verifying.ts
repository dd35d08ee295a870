import type { Context } from '#kernel/context'
import { localDate } from '#kernel/days'
import { TooMany } from '#kernel/errors'
import { openLimiter as countLooks } from '#kernel/limiter'
import type { DocumentParts } from './parts.ts'
import type { Verification } from './sign.ts'
import { rootsOf } from './signers.ts'
import { verifyBy } from './sql.ts'
import { checkVerificationCode, digestOf } from './verification.ts'

/** What anybody may know of a document by its code. The same keys always, null where there is nothing to say. */
export interface VerifiedDocument {
  found: boolean
  label: string | null
  number: string | null
  issuedBy: string | null
  /** Moment of issue, ISO 8601. */
  issued: string | null
  /** Last valid day. */
  validUntil: string | null
  state: 'valid' | 'revoked' | 'expired' | 'superseded' | null
  holderMasked: string | null
  subject: string | null
  sha256: string | null
  demo: boolean | null
}

/** What the file itself says, beside what is known of its document. */
export interface VerifiedFile extends VerifiedDocument {
  /** Every byte is as it was when it was signed. */
  intact: boolean
  signer: string | null
  /** The signer's own word, ISO 8601. */
  signedAt: string | null
  /** The signature leads to a root of this installation. */
  trusted: boolean
  /** The file is the one that was issued, byte for byte. */
  digestMatches: boolean
  problems: string[]
}

const unknown: VerifiedDocument = {
  found: false,
  label: null,
  number: null,
  issuedBy: null,
  issued: null,
  validUntil: null,
  state: null,
  holderMasked: null,
  subject: null,
  sha256: null,
  demo: null,
}

async function lookUp(ctx: Context, by: { code?: string; digest?: string }): Promise<VerifiedDocument> {
  const row = await ctx.tx.row(verifyBy(by, localDate(ctx.now, ctx.ground.timezone)))
  const facts = row?.facts as Omit<VerifiedDocument, 'found'> | null | undefined
  return facts ? { ...unknown, ...facts, found: true, issued: new Date(facts.issued!).toISOString() } : unknown
}

/** Verifies a code that somebody typed or scanned. What can't be a code, and what is nobody's, answer alike. */
export async function verifyCode(ctx: Context, typed: string): Promise<VerifiedDocument> {
  const code = checkVerificationCode(typed)
  return code ? lookUp(ctx, { code }) : unknown
}

/** Verifies a file: its signature by its own bytes, and whether it is the one that was issued. With a code also which one it claims to be. */
export async function verifyFile(parts: DocumentParts, ctx: Context, pdf: Uint8Array, typed?: string): Promise<VerifiedFile> {
  const digest = digestOf(pdf)
  const code = typed === undefined ? undefined : checkVerificationCode(typed)
  const same = await lookUp(ctx, { digest })
  const facts = code ? await lookUp(ctx, { code }) : same
  const signed = await parts.compute.run<Verification>('verifySigned', { pdf, roots: await rootsOf(ctx) })
  return {
    ...facts,
    intact: signed.intact,
    signer: signed.signer ?? null,
    signedAt: signed.signedAt ?? null,
    trusted: signed.trusted,
    digestMatches: facts.found && facts.sha256 === digest,
    problems: signed.problems,
  }
}

/** Lets an address look `many` times in each span of `seconds`. */
export function openLimiter(limit: { many: number; seconds: number }) {
  const looks = countLooks(limit)
  return {
    /** @throws TooMany */
    pass(address: string) {
      if (!looks.allows(address)) throw new TooMany(`查验过于频繁，请 ${limit.seconds} 秒后再试`, { code: 'documents.often' })
    },
  }
}
