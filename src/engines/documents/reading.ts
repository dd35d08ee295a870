import type { RegisterAct } from '#declare'
import { boxesFor, ownBox } from '#engines/registers'
import { OPEN_BOX, type Context, type Purpose } from '#kernel/context'
import { addCalendarDays, localDate } from '#kernel/days'
import { NotFound, Unavailable } from '#kernel/errors'
import { Sending } from '#kernel/http'
import { NO_KEY } from '#kernel/keys'
import { documents, type DocumentParts } from './parts.ts'
import { caseOf, certificatesOfCase, certificatesOfHolder, documentInBox } from './sql.ts'
import { openFile } from './storage.ts'

/** A document as its readers' door finds it. */
export interface FoundDocument {
  id: string
  label: string
  number: string | null
  holder: string
  organisation: string
  sha256: string | null
  issued: string
  /** The case by which an officer of it reads. */
  through?: string
}

/** The box of a case on which the acting officer works, or that the actor's mandate covers; none when that is not so. */
export async function caseBox(parts: DocumentParts, ctx: Context, id: string) {
  const { kind, proxy, person } = ctx.actor
  if (kind !== 'post' && !(proxy && person)) return undefined
  const of = (await ctx.tx.row(caseOf(id)))?.case as string | null | undefined
  if (!of || !(await parts.readsCase(ctx, of))) return undefined
  return { ...(proxy && person ? ownBox(person) : OPEN_BOX), case: [of, of] as const }
}

/** Milliseconds within which the job has made a document that was just issued. */
const JOB_TAKES = 120_000

/** The document, when the actor may do this with it: as its holder, by a role, or (to read) as an officer of its case. */
export async function findDocument(parts: DocumentParts, ctx: Context, id: string, act: RegisterAct): Promise<FoundDocument | undefined> {
  for (const box of ctx.actor.proxy ? [] : boxesFor(parts.roles, ctx, documents, act)) {
    ctx.tx.open('documents_document', 'read', box)
    const row = await ctx.tx.row(documentInBox(id, box))
    if (row) return row as unknown as FoundDocument
  }
  const box = act === 'read' ? await caseBox(parts, ctx, id) : undefined
  if (!box) return undefined
  ctx.tx.open('documents_document', 'read', box)
  const row = await ctx.tx.row(documentInBox(id, box))
  return row && ({ ...row, through: box.case[0] } as unknown as FoundDocument)
}

const key = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/

/** What documents are called, those that the actor may read alone; for the one record that somebody looks at, not for lists. */
export async function titlesOf(parts: DocumentParts, ctx: Context, ids: readonly string[]): Promise<Record<string, string>> {
  const titles: Record<string, string> = {}
  for (const id of ids) {
    const found = key.test(id) ? await findDocument(parts, ctx, id, 'read') : undefined
    if (found) titles[id] = found.label
  }
  return titles
}

/** A name for a header: plain ASCII for old readers, and as it is by RFC 6266 with RFC 8187. */
export const disposition = (how: 'attachment' | 'inline', name: string) =>
  `${how}; filename="${name.replace(/[^\w.-]/g, '_')}"; filename*=UTF-8''${encodeURIComponent(name).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)}`

/** Notes that somebody other than the holder looked at a file, and for which case; durable before the file is sent. */
export async function noteReading(
  parts: DocumentParts,
  ctx: Context,
  register: string,
  row: { id: string; holder: string; through?: string },
): Promise<void> {
  if (ctx.actor.kind === 'system' || (row.holder !== NO_KEY && row.holder === ctx.actor.person)) return
  const purpose: Purpose = row.through ? { kind: 'case', case: row.through, what: ctx.purpose.what } : ctx.purpose
  const subjects = [row.holder === NO_KEY ? row.id : row.holder]
  await parts.access.record({ ...ctx, purpose }, { register, act: 'file', subjects, fields: ['file'] })
}

/**
 * A document's PDF for whoever may read it; `make` makes one of the past when it is first wanted.
 * @throws NotFound when there is none for this actor; Unavailable until it has been made
 */
export async function sendDocument(parts: DocumentParts, ctx: Context, id: string, make: (id: string) => Promise<void>): Promise<Sending> {
  let found = await findDocument(parts, ctx, id, 'read')
  if (!found) throw new NotFound('找不到这份文书，或不归您查看', { code: 'documents.none' })
  // The job makes what was just issued; what was taken in with the past is made when it is first wanted.
  if (!found.sha256 && ctx.now.getTime() - Date.parse(found.issued) > JOB_TAKES) {
    await make(id)
    found = (await findDocument(parts, ctx, id, 'read'))!
  }
  if (!found.sha256) throw new Unavailable('文书正在制作，请稍后再看', { code: 'documents.not-ready' })
  await noteReading(parts, ctx, 'documents.document', found)
  const { size, stream } = await openFile(parts.files, found.sha256)
  return new Sending(stream, 'application/pdf', {
    'content-length': String(size),
    'content-disposition': disposition('inline', `${found.label}${found.number ? ` ${found.number}` : ''}.pdf`),
    'cache-control': 'private, no-store',
  })
}

/** A certificate that came out of a case. */
export interface CertificateOfCase {
  id: string
  /** The branch that it came out of. */
  branch: string | null
  label: string
  number: string
  code: string
  ready: boolean
}

/** Certificates of a case, for a caller that has found the actor may read the case. */
export async function certificatesOf(ctx: Context, of: string): Promise<CertificateOfCase[]> {
  ctx.tx.open('documents_document', 'read', { ...OPEN_BOX, case: [of, of] })
  return (await ctx.tx.rows(certificatesOfCase(of))) as unknown as CertificateOfCase[]
}

/** Days before the end of a certificate from which its holder is told that it ends soon. */
const soon = 90

/** A certificate as its holder finds it. */
export interface CertificateOfMine {
  id: string
  label: string
  number: string | null
  /** With which anybody can verify it. */
  code: string
  /** Whom or what it is about: the enterprise, where one holds it. */
  subject: string
  issuedBy: string
  /** Moment of issue, ISO 8601. */
  issued: string
  /** Last valid day. */
  validUntil: string | null
  /** `expiring`: valid, and its last day is at most 90 days away. */
  state: 'valid' | 'expiring' | 'expired' | 'revoked' | 'superseded'
  ready: boolean
  case: string | null
}

/** The actor's own certificates of whatever state, at most 200, the latest first. */
export async function certificatesOfMine(ctx: Context): Promise<CertificateOfMine[]> {
  const { person } = ctx.actor
  if (!person) return []
  const today = localDate(ctx.now, ctx.ground.timezone)
  ctx.tx.open('documents_document', 'read', ownBox(person))
  const rows = (await ctx.tx.rows(certificatesOfHolder(person, today, 200))) as unknown as CertificateOfMine[]
  const before = addCalendarDays(today, soon)
  return rows.map((row) =>
    row.state === 'valid' && row.validUntil !== null && row.validUntil <= before ? { ...row, state: 'expiring' } : row,
  )
}
