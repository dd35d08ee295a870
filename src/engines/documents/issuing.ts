import { maskName, type Template } from '#declare'
import type { Context } from '#kernel/context'
import { localDate } from '#kernel/days'
import { Broken, Invalid, NotFound } from '#kernel/errors'
import { addJob } from '#kernel/jobs'
import { newKey, NO_KEY } from '#kernel/keys'
import type { DocumentParts } from './parts.ts'
import { checkDocumentData } from './rendering/filling.ts'
import { findDocument } from './reading.ts'
import { issueDocument, issueDocuments, revokeDocument } from './sql.ts'
import { makeVerificationCode } from './verification.ts'

/** A document to be issued. */
export interface NewDocument {
  template: Template
  data: Record<string, unknown>
  /** Key of the person whose document it is. */
  holder: string
  /** What it is about, in words that anybody may read on the verifying page: nothing personal. */
  subject: string
  case?: string
  /** The branch of the case that it comes out of. */
  branch?: string
  /** Who issues it. `mark` is its word in numbers (机关代字), such as 清市监; the name stands in when there is none. */
  organisation: { id: string; name: string; mark?: string }
  /** Where it belongs; the actor's own region when not said. */
  region?: string
  /** Last day on which it is valid, `YYYY-MM-DD`. */
  validUntil?: string
  /** A number given by a rule of its own; otherwise the next of organisation, template and year. */
  number?: string
  /** The person's name; only its first character is kept. */
  holderName?: string
  /** An enterprise's name, which is public and kept whole. */
  enterpriseName?: string
  /** A valid document of the same issuer, holder and template that this one replaces. */
  supersedes?: string
  /** The same key again gives the document that was issued under it. */
  id?: string
}

export interface IssuedDocument {
  id: string
  /** Null when the template has none. */
  number: string | null
  /** Verification code of 16 signs. */
  code: string
}

const isDate = (text: string) => /^\d{4}-\d\d-\d\d$/.test(text) && new Date(`${text}T00:00:00Z`).toISOString().startsWith(text)

function check(parts: DocumentParts, { template, data, subject, validUntil }: NewDocument) {
  if (parts.templates.get(template.name) !== template) throw new Broken(`template ${template.name} is not among those of the installation`)
  const problems = checkDocumentData(template, data).map(({ path, message }) => ({ path: `data.${path}`, message }))
  if (subject.trim() === '') problems.push({ path: 'subject', message: '不能为空' })
  if (validUntil !== undefined && !isDate(validUntil)) problems.push({ path: 'validUntil', message: '应为日期，如 2026-03-01' })
  if (problems.length > 0)
    throw new Invalid(`文书《${template.label}》的内容有误：${problems[0]!.message}`, {
      code: 'documents.data',
      path: problems[0]!.path,
      problems,
    })
}

/** A document as the database's door takes it. */
async function rowOf(parts: DocumentParts, ctx: Context, wanted: NewDocument, at: Date) {
  check(parts, wanted)
  const { template, organisation } = wanted
  const region = wanted.region ?? ctx.actor.region.id
  const place = await parts.places.get(region)
  return {
    id: wanted.id ?? newKey(),
    template: template.name,
    label: template.label,
    kind: template.kind,
    numbered: template.number,
    mark: counterOf(wanted),
    year: Number(localDate(at, ctx.ground.timezone).slice(0, 4)),
    number: wanted.number ?? null,
    code: makeVerificationCode(),
    data: wanted.data,
    subject: wanted.subject.trim(),
    region: place.id,
    regionCode: place.code,
    regionPath: place.path,
    organisation: organisation.id,
    organisationName: organisation.name,
    holder: wanted.holder,
    holderMasked: wanted.enterpriseName ?? (wanted.holderName ? maskName(wanted.holderName) : null),
    case: wanted.case ?? NO_KEY,
    branch: wanted.branch ?? null,
    issued: at.toISOString(),
    validUntil: wanted.validUntil ?? null,
    supersedes: wanted.supersedes ?? null,
  }
}

const counterOf = ({ organisation, template }: Pick<NewDocument, 'organisation' | 'template'>) =>
  `${organisation.mark ?? organisation.name}${template.label}`

/** The counter of a document's numbers in a year and what comes before the number: what a document without a number of its own is given. */
export function numberingOf(wanted: Pick<NewDocument, 'organisation' | 'template'>, year: string): { counter: string; prefix: string } {
  const mark = counterOf(wanted)
  return { counter: `documents.${mark}:${year}`, prefix: `${mark}〔${year}〕` }
}

/** Writes the row of a document, with its number, in the acting transaction. */
export async function writeDocument(parts: DocumentParts, ctx: Context, wanted: NewDocument): Promise<IssuedDocument> {
  const row = await ctx.tx.row(issueDocument(await rowOf(parts, ctx, wanted, ctx.now)))
  const { id, number, code } = row!.issued as IssuedDocument
  return { id, number, code }
}

/** A document of the past: it has its number, and a verification code. */
export interface PastDocument extends NewDocument {
  id: string
  number: string
  code: string
  issued: Date
}

/**
 * Takes in documents that were issued in the past, with their numbers; only the installation itself. None is rendered: that is done when
 * somebody opens one.
 */
export async function takePast(parts: DocumentParts, ctx: Context, wanted: readonly PastDocument[]): Promise<void> {
  const rows = []
  for (const one of wanted) rows.push({ ...(await rowOf(parts, ctx, one, one.issued)), code: one.code })
  if (rows.length > 0) await ctx.tx.query(issueDocuments(rows))
}

/**
 * Issues a document: numbered now, in the acting transaction; rendered, sealed and signed right after it by a job.
 * @throws Invalid with the path of what is wrong in the data; NotAllowed when the actor may not issue it; Conflict when a number or key is taken
 */
export async function issue(parts: DocumentParts, ctx: Context, wanted: NewDocument): Promise<IssuedDocument> {
  const issued = await writeDocument(parts, ctx, wanted)
  await addJob(ctx, 'documents-render', { document: issued.id }, { key: `document:${issued.id}` })
  return issued
}

/**
 * Takes a document back. The verifying page says so at once.
 * @throws NotFound when there is none that is valid, that the actor may change, and that the own organisation issued
 */
export async function revoke(parts: DocumentParts, ctx: Context, id: string, reason: string): Promise<void> {
  if (reason.trim() === '') throw new Invalid('请写明撤销的理由', { code: 'documents.reason', path: 'reason' })
  const mine = await findDocument(parts, ctx, id, 'change')
  const done = mine && (await ctx.tx.row(revokeDocument(id, reason.trim())))!.done
  if (!done) throw new NotFound('没有这份有效的文书，或不是本机关制发的', { code: 'documents.none' })
}
