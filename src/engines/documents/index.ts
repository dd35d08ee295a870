/** Documents: files, templates, rendering, sealing, signing, verifying. */
import { join } from 'node:path'
import type pg from 'pg'
import { logTriggers } from '#kernel/changes'
import type { Template } from '#declare'
import type { Context, Ground } from '#kernel/context'
import { Broken } from '#kernel/errors'
import { migrate, migrationsBeside } from '#kernel/migrate'
import { attach, factsOf, forgetUploads, keep, ownFiles, sendFile, sendKept, takeUpload } from './files.ts'
import { issue, numberingOf, revoke, takePast, type NewDocument, type PastDocument } from './issuing.ts'
import { jobsOf, makeDocument } from './making.ts'
import type { DocumentParts, DocumentsOptions } from './parts.ts'
import { certificatesOf, certificatesOfMine, sendDocument, titlesOf } from './reading.ts'
import type { SigningIdentity } from './sign.ts'
import { keepSigner, rootsOf } from './signers.ts'
import { verifyCode, verifyFile } from './verifying.ts'

export { makeVerificationCode } from './verification.ts'
export type { NewDocument, PastDocument } from './issuing.ts'
export type { CertificateOfMine } from './reading.ts'
export { documentRoles } from './roles.ts'
export { readUpload, routes as documentRoutes } from './routes.ts'
export { dropFile, openFile, putFile } from './storage.ts'
export { openLimiter, type VerifiedDocument, type VerifiedFile } from './verifying.ts'

/** Module of the tasks that the compute pool is opened over. */
export const documentTasks = new URL('./tasks.ts', import.meta.url).href

const columnsOfDocument =
  'branch template label kind number code data subject organisation organisation_name holder holder_masked case_id issued valid_until state reason demo sha256 size pages'
/** What history keeps of each table beside the head. */
const logged = {
  file: ['name', 'type', 'size', 'sha256', 'scanned', 'uploaded_by', 'organisation', 'holder', 'case_id'],
  document: columnsOfDocument.split(' '),
}

/** Makes or upgrades the engine's tables and what writes their envelopes, as the migrator role. */
export async function applyDocuments(client: pg.Client, log: (line: string) => void): Promise<void> {
  await migrate(client, [migrationsBeside('documents', import.meta.url)], log)
  for (const [name, columns] of Object.entries(logged))
    await client.query(logTriggers({ register: `documents.${name}`, schema: 'documents', table: name, columns }))
}

/** Makes the engine. */
export function createDocuments(ground: Ground, options: DocumentsOptions) {
  const parts: DocumentParts = { ...options, ground, files: join(options.dataDir, 'files') }
  if (!options.scan) ground.log.info('uploads are not checked for viruses: no scanner is set up')
  return {
    /** @throws Broken when no template has that name */
    template(name: string): Template {
      const found = options.templates.get(name)
      if (!found) throw new Broken(`no template is called ${name}`)
      return found
    },
    issue: (ctx: Context, document: NewDocument) => issue(parts, ctx, document),
    /** The counter of a document's numbers in a year, for whoever takes in the past. */
    numberingOf,
    takePast: (ctx: Context, documents: readonly PastDocument[]) => takePast(parts, ctx, documents),
    revoke: (ctx: Context, id: string, reason: string) => revoke(parts, ctx, id, reason),
    titles: (ctx: Context, ids: readonly string[]) => titlesOf(parts, ctx, ids),
    sendDocument: (ctx: Context, id: string) => sendDocument(parts, ctx, id, (of) => makeDocument(parts, of)),
    certificatesOf,
    certificatesOfMine,
    takeUpload: (ctx: Context, upload: { name: string; bytes: Uint8Array }) => takeUpload(parts, ctx, upload),
    sendFile: (ctx: Context, id: string) => sendFile(parts, ctx, id),
    /** Facts of files by key, for a caller that has found the actor may read what names them. */
    files: factsOf,
    /** Of these files, those that the actor may still use. */
    ownFiles,
    keep,
    /** A file of a record, for a caller that has found the actor may read the record. */
    sendKept: (ctx: Context, id: string, record: string) => sendKept(parts, ctx, id, record),
    attach,
    forgetUploads,
    verifyCode,
    verifyFile: (ctx: Context, pdf: Uint8Array, code?: string) => verifyFile(parts, ctx, pdf, code),
    roots: rootsOf,
    /** Brings in an organisation's licensed certificate with its key; only the system. */
    addSigner: (ctx: Context, organisation: string, identity: SigningIdentity) =>
      keepSigner(parts, ctx, 'organisation', organisation, identity),
    jobs: jobsOf(parts),
  }
}

export type Documents = ReturnType<typeof createDocuments>
