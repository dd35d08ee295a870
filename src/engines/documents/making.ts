import { systemActor } from '#engines/identity'
import { inContext, OPEN_BOX, type Context } from '#kernel/context'
import { Broken } from '#kernel/errors'
import type { JobCode } from '#kernel/jobs'
import { writeDocument } from './issuing.ts'
import type { DocumentParts } from './parts.ts'
import { signingIdentity } from './signers.ts'
import { documentToMake, isNamed, setRendered } from './sql.ts'
import { clearIncoming, dropFile, putFile } from './storage.ts'
import type { FinishedDocument, RenderAndSign } from './tasks.ts'

interface ToMake {
  id: string
  template: string
  number: string | null
  code: string
  data: Record<string, unknown>
  organisation: string
  organisationName: string
  issued: string
  demo: boolean
  sha256: string | null
}

const asSystem = async <T>({ ground, places }: DocumentParts, work: (ctx: Context) => Promise<T>, now?: Date): Promise<T> =>
  inContext(ground, systemActor(await places.root()), { kind: 'system', what: '制作文书' }, work, now ? { now } : {})

/**
 * Renders, seals, signs and stores a document. Again, it does nothing; two at once make the same bytes, and the first row counts.
 * Characters that no face has are printed as code points and told to the log.
 */
export async function makeDocument(parts: DocumentParts, id: string): Promise<void> {
  const row = (await asSystem(parts, async (ctx) => {
    ctx.tx.open('documents_document', 'read', OPEN_BOX)
    return ctx.tx.row(documentToMake(id))
  })) as ToMake | undefined
  if (!row) throw new Broken(`there is no document ${id} to make`)
  if (row.sha256) return
  const template = parts.templates.get(row.template)
  if (!template) throw new Broken(`document ${id} wants the template ${row.template}, which is gone`)
  const identity = await signingIdentity(parts, { id: row.organisation, name: row.organisationName }, row.issued)
  const input: RenderAndSign = {
    template,
    data: row.data,
    identity,
    options: {
      organisation: row.organisationName,
      at: row.issued,
      demo: row.demo,
      timezone: parts.ground.timezone,
      ...(row.number ? { number: row.number } : {}),
      ...(template.verify ? { verificationCode: row.code, verifyUrl: `${parts.baseUrl}/verify/${row.code}` } : {}),
    },
  }
  const { pdf, pages, missing } = await parts.compute.run<FinishedDocument>('renderAndSign', input)
  if (missing.length > 0) parts.ground.log.warn({ document: id, missing }, 'characters that no face has stand in a document as code points')
  const stored = await putFile(parts.files, pdf)
  await asSystem(parts, (ctx) => ctx.tx.query(setRendered(id, { ...stored, pages })))
}

/** Issues the document of an instrument under the instrument's own key, makes it, and tells that it is ready. */
async function makeInstrument(parts: DocumentParts, instrument: string): Promise<void> {
  const { instruments } = parts
  if (!instruments) throw new Broken('nobody keeps instruments here')
  const facts = await asSystem(parts, (ctx) => instruments.get(ctx, instrument))
  if (facts.document) return
  const said = (key: string) => (typeof facts.data[key] === 'string' ? (facts.data[key] as string) : undefined)
  const [applicant, enterprise] = [said('applicant'), said('entity')]
  const { id, code } = await asSystem(
    parts,
    (ctx) =>
      writeDocument(parts, ctx, {
        id: facts.id,
        template: facts.template,
        data: facts.data,
        holder: facts.holder,
        subject: said('matter') ?? facts.label,
        case: facts.case,
        region: facts.region,
        organisation: { id: facts.organisation, name: facts.organisationName },
        ...(facts.number ? { number: facts.number } : {}),
        ...(enterprise ? { enterpriseName: enterprise } : applicant ? { holderName: applicant } : {}),
      }),
    new Date(facts.issued),
  )
  await makeDocument(parts, id)
  await asSystem(parts, (ctx) => instruments.ready(ctx, instrument, id, code))
}

/** Jobs of this engine by name; each may be run again. */
export const jobsOf = (parts: DocumentParts): Readonly<Record<string, JobCode>> => ({
  'documents-render': async ({ document, instrument }) => {
    if (typeof document === 'string') await makeDocument(parts, document)
    else if (typeof instrument === 'string') await makeInstrument(parts, instrument)
    else throw new Broken('documents-render wants a document or an instrument')
  },
  /** Removes the content of uploads that were thrown away, when nothing names it any more. */
  'documents-forget': async ({ sha256 }) => {
    if (typeof sha256 !== 'string') throw new Broken('documents-forget wants a content')
    const named = async () => (await asSystem(parts, (ctx) => ctx.tx.row(isNamed(sha256))))?.named === true
    if (!(await named())) await dropFile(parts.files, sha256, { minutes: 60, isNamed: named })
  },
  /** Removes what uploads that broke off left behind; once a day. */
  'documents-clear': async () => {
    await clearIncoming(parts.files, 24)
  },
})
