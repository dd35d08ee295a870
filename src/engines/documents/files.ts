import { ownBox } from '#engines/registers'
import { OPEN_BOX, type Context } from '#kernel/context'
import { Invalid, NotAllowed, NotFound } from '#kernel/errors'
import { Sending } from '#kernel/http'
import { addJob } from '#kernel/jobs'
import { isKey, newKey, NO_KEY } from '#kernel/keys'
import { checkUpload, fileTypes, type FileType } from './file-types.ts'
import type { DocumentParts } from './parts.ts'
import { caseBox, disposition, noteReading } from './reading.ts'
import {
  addFile,
  attachFiles,
  factsOfFiles,
  fileInBox,
  forgetLoose,
  keepFiles,
  keptFile,
  looseFile,
  looseFiles,
  type OwnUpload,
} from './sql.ts'
import { openFile, putFile } from './storage.ts'

/** A file as whoever may read what it belongs to sees it. */
export interface FileFacts {
  id: string
  name: string
  /** Media type, by content. */
  type: string
  /** Bytes. */
  size: number
}

const accepted = Object.keys(fileTypes) as FileType[]
const longestName = 100

/** The last part of a name without signs that hide, reorder or mean something to a file system; its end is kept when it is long. */
export function cleanName(name: string): string {
  const plain = name
    .split(/[\\/]/)
    .at(-1)!
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, '')
    .replace(/[<>:"|?*]/g, '_')
    .replace(/\s+/g, ' ')
    .replace(/^[.\s]+|[.\s]+$/g, '')
  const signs = [...plain]
  if (signs.length <= longestName) return plain
  const ending = /\.[^.]{1,10}$/.exec(plain)?.[0] ?? ''
  return signs.slice(0, longestName - ending.length).join('') + ending
}

/**
 * Keeps an upload as a loose file of the acting account.
 * @throws Invalid when it is empty, too large, of a kind that is not taken, not what its name says, or infected
 */
export async function takeUpload(
  parts: DocumentParts,
  ctx: Context,
  upload: { name: string; bytes: Uint8Array },
): Promise<FileFacts & { sha256: string; scanned: boolean }> {
  const { actor } = ctx
  if (!actor.account || (actor.kind === 'person' && !actor.person))
    throw new NotAllowed('请先完成实名登记再上传文件', { code: 'documents.uploader' })
  const name = cleanName(upload.name)
  const { mediaType } = checkUpload(name, upload.bytes, { accept: accepted })
  if ((await parts.scan?.({ name, bytes: upload.bytes })) === 'infected')
    throw new Invalid('文件带有病毒，没有收下', { code: 'documents.infected', path: 'file' })
  const stored = await putFile(parts.files, upload.bytes)
  const file = { id: newKey(), name, type: mediaType, size: stored.size, sha256: stored.sha256, scanned: parts.scan !== undefined }
  await ctx.tx.query(
    addFile({
      ...file,
      region: actor.region.id,
      regionCode: actor.region.code,
      regionPath: actor.region.path,
      organisation: actor.organisation ?? NO_KEY,
      // What an officer hands in at work is not a record about the officer.
      holder: actor.kind === 'person' ? actor.person : NO_KEY,
      uploadedBy: actor.account,
    }),
  )
  return file
}

interface FoundFile {
  id: string
  name: string
  type: string
  holder: string
  sha256: string
  through?: string
}

async function findFile(parts: DocumentParts, ctx: Context, id: string): Promise<FoundFile | undefined> {
  const { actor } = ctx
  if (actor.account) {
    const loose = await ctx.tx.row(looseFile(id, actor.account))
    if (loose) return loose as unknown as FoundFile
  }
  const own = actor.kind === 'person' && actor.person && !actor.proxy ? ownBox(actor.person) : undefined
  const box = own ?? (await caseBox(parts, ctx, id))
  if (!box) return undefined
  ctx.tx.open('documents_file', 'read', box)
  const row = await ctx.tx.row(fileInBox(id, box))
  return row && ({ ...row, ...(own ? {} : { through: box.case[0] }) } as unknown as FoundFile)
}

/** A file for its uploader, the person whose it is, or an officer of its case; never shown within our own pages. @throws NotFound */
export async function sendFile(parts: DocumentParts, ctx: Context, id: string): Promise<Sending> {
  const found = await findFile(parts, ctx, id)
  if (!found) throw new NotFound('找不到这个文件，或不归您查看', { code: 'documents.no-file' })
  await noteReading(parts, ctx, 'documents.file', found)
  return sending(parts, found)
}

async function sending(parts: DocumentParts, found: FoundFile): Promise<Sending> {
  const { size, stream } = await openFile(parts.files, found.sha256)
  return new Sending(stream, found.type, {
    'content-length': String(size),
    'content-disposition': disposition('attachment', found.name),
    'content-security-policy': "default-src 'none'; sandbox",
    'cache-control': 'private, no-store',
  })
}

/**
 * Makes loose files part of a record, in the acting transaction: the actor's own, or any where the system acts.
 * @returns those that are part of it now
 */
export async function keep(ctx: Context, ids: readonly string[], record: string): Promise<string[]> {
  const keys = ids.filter(isKey)
  return keys.length === 0 ? [] : (await ctx.tx.rows(keepFiles(keys, record))).map(({ kept }) => kept as string)
}

/** A file of a record, for a caller that has found the actor may read the record. @throws NotFound */
export async function sendKept(parts: DocumentParts, ctx: Context, id: string, record: string): Promise<Sending> {
  const found = isKey(id) && isKey(record) ? await ctx.tx.row(keptFile(id, record)) : undefined
  if (!found) throw new NotFound('找不到这个文件，或不归您查看', { code: 'documents.no-file' })
  return sending(parts, found as unknown as FoundFile)
}

/** Of these files, those that the actor uploaded and that belong to nothing yet; to the system, all that there are. */
export async function ownFiles(ctx: Context, ids: readonly string[]): Promise<FileFacts[]> {
  const { kind, account } = ctx.actor
  if (kind === 'system') return factsOf(ctx, ids)
  const keys = ids.filter(isKey)
  if (!account || keys.length === 0) return []
  return (await ctx.tx.rows(looseFiles(keys, account))) as unknown as FileFacts[]
}

/** Files by key, for a caller that has found the actor may read what names them; those that don't exist are left out. */
export async function factsOf(ctx: Context, ids: readonly string[]): Promise<FileFacts[]> {
  const keys = ids.filter(isKey)
  if (keys.length === 0) return []
  ctx.tx.open('documents_file', 'read', OPEN_BOX)
  return (await ctx.tx.rows(factsOfFiles(keys))) as unknown as FileFacts[]
}

/**
 * Makes loose files of the actor part of a case, in the acting transaction; from then on the case decides who reads them.
 * @throws Invalid when one is not the actor's, or belongs to another case already
 */
export async function attach(ctx: Context, ids: readonly string[], to: { case: string }): Promise<void> {
  const wanted = [...new Set(ids)]
  if (wanted.length === 0) return
  const attached = wanted.every(isKey) ? await ctx.tx.rows(attachFiles(wanted, to.case)) : []
  const there = new Set(attached.map((row) => row.attached as string))
  const problems = wanted.flatMap((id, index) =>
    there.has(id) ? [] : [{ path: `materials.${index}.file`, message: '不是您上传的文件，或已用于别的办件' }],
  )
  if (problems.length > 0) throw new Invalid('有材料不能使用', { code: 'documents.attach', problems })
}

/** Hours after which the content of a forgotten upload is removed from disk, when nothing names it. */
const contentStays = 2

/**
 * Takes away uploads that belong to nothing, in the acting transaction; those that became part of a case stay, and so do those that are
 * not the named uploader's, whoever asks. A person can only take away own ones. Their content goes a little later, by a job.
 */
export async function forgetUploads(ctx: Context, uploads: readonly OwnUpload[]): Promise<void> {
  const named = uploads.filter(({ file }) => isKey(file))
  if (named.length === 0) return
  for (const { content } of await ctx.tx.rows(forgetLoose(named)))
    await addJob(
      ctx,
      'documents-forget',
      { sha256: content as string },
      { key: `documents-forget:${String(content)}`, at: new Date(Date.now() + contentStays * 3_600_000) },
    )
}
