import { createHash } from 'node:crypto'
import { mkdir, open } from 'node:fs/promises'
import type { Multipart } from '@fastify/multipart'
import type { FastifyRequest } from 'fastify'
import type { Compute } from '#kernel/compute'
import { Invalid } from '#kernel/errors'
import { delimiterIn } from './described-file.ts'
import { EncodingSense } from './encoding.ts'
import { dropFile, keptFile, pathOf, placeOf, type FileParts } from './kept-file.ts'
import { MOST_BYTES, MOST_METADATA, MOST_WORKBOOK } from './limits.ts'
import { detectFormat, shapeOf, type Shape } from './source.ts'

export interface UploadParts extends FileParts {
  /** Runs the tasks of imports. */
  compute: Compute
}

/** A file that was taken in: where it lies and how it is read. */
export interface Taken {
  name: string
  bytes: number
  digest: Buffer
  shape: Shape
}

/** What a file is recognised by. */
const LOOKED_AT = 1024

const tooLarge = (most: number) => new Invalid(`文件超过 ${most / 1024 / 1024} MB，请分成几个文件`, { code: 'import.large', path: 'file' })

/**
 * Writes the one file of a form to disk while it arrives, and finds out how it is read.
 * @throws Invalid for a file that is empty, too large, of no format or encoding that can be read, or without a header
 */
export async function takeUpload(request: FastifyRequest, parts: UploadParts, batch: string): Promise<Taken> {
  if (!request.isMultipart()) throw new Invalid('请用表单上传一个文件', { code: 'import.form', path: 'file' })
  const part = await request.file({ limits: { fileSize: MOST_BYTES } })
  if (!part) throw new Invalid('没有收到文件', { code: 'import.form', path: 'file' })
  const metadata = metadataIn(part.fields.metadata)
  const taken = await takeFile(part.file, parts, batch, metadata).catch((error: Error & { code?: string }) => {
    part.file.resume()
    throw error.code === 'FST_REQ_FILE_TOO_LARGE' ? tooLarge(MOST_BYTES) : error
  })
  if (part.file.truncated) {
    await dropFile(parts, batch)
    throw tooLarge(MOST_BYTES)
  }
  return {
    ...taken,
    name:
      part.filename
        .normalize('NFC')
        .replaceAll(/[\p{Cc}/\\]/gu, '')
        .slice(-200) || '未命名',
  }
}

/** The metadata that a form brings before its file. @throws Invalid for one that is too large */
function metadataIn(field: Multipart | Multipart[] | undefined): string | undefined {
  const [first] = [field].flat()
  if (first?.type !== 'field') return undefined
  const text = String(first.value)
  if (first.valueTruncated || text.length > MOST_METADATA)
    throw new Invalid(`说明文件超过 ${MOST_METADATA} 个字符`, { code: 'import.metadata', path: 'metadata' })
  return text
}

/** A workbook is not kept as it came, but as the rows of its sheet: it is read once, in a thread of its own. */
async function rowsOfWorkbook({ compute }: UploadParts, bytes: Uint8Array): Promise<Uint8Array> {
  try {
    return await compute.run<Uint8Array>('readSheet', { bytes })
  } catch (error) {
    if ((error as { code?: string }).code !== 'ERR_WORKER_OUT_OF_MEMORY') throw error
    throw new Invalid('表格展开后太大，请分成几个文件，或者另存为 CSV', { code: 'import.large', path: 'file', cause: error })
  }
}

/** Keeps a file, sealed and readable by this installation's user alone; what can't be brought in is taken away again. */
export async function takeFile(
  source: AsyncIterable<Buffer>,
  parts: UploadParts,
  batch: string,
  metadata?: string,
): Promise<Omit<Taken, 'name'>> {
  await mkdir(parts.folder, { recursive: true, mode: 0o700 })
  const hash = createHash('sha256')
  const sense = new EncodingSense()
  let beginning = Buffer.alloc(0)
  let format: Shape['format'] | undefined
  let bytes = 0
  /** What is kept of the file, while it passes; of a workbook only once it is whole. */
  const kept = async function* () {
    const workbook: Buffer[] = []
    for await (const piece of source) {
      bytes += piece.length
      if (bytes > MOST_BYTES) throw tooLarge(MOST_BYTES)
      hash.update(piece)
      if (beginning.length < LOOKED_AT) beginning = Buffer.concat([beginning, piece.subarray(0, LOOKED_AT)])
      // Four bytes tell a workbook; a file may come in pieces of one.
      format ??= beginning.length >= 4 ? detectFormat(beginning) : undefined
      if (format !== 'xlsx') sense.pass(piece)
      else if (bytes > MOST_WORKBOOK) throw tooLarge(MOST_WORKBOOK)
      workbook.push(piece)
      if (format !== undefined && format !== 'xlsx') for (const one of workbook.splice(0)) yield one
    }
    if (format === 'xlsx') yield await rowsOfWorkbook(parts, Buffer.concat(workbook))
    else yield* workbook
  }
  try {
    const handle = await open(pathOf(parts.folder, batch), 'wx', 0o600)
    try {
      for await (const sealed of parts.sealer.sealPieces(kept(), placeOf(batch))) await handle.writeFile(sealed)
      sense.pass(Buffer.alloc(0), true)
      await handle.sync()
    } finally {
      await handle.close()
    }
    // Blanks may stand before what tells the format of a text.
    const found = detectFormat(beginning)
    if (metadata !== undefined && found !== 'csv')
      throw new Invalid('只有 CSV 文件可以带说明文件', { code: 'import.metadata', path: 'metadata' })
    const said = metadata === undefined ? undefined : await delimiterIn(metadata)
    const shape = await shapeOf(keptFile(parts, batch), found, found === 'xlsx' ? 'utf-8' : sense.found(), said)
    return { bytes, digest: hash.digest(), shape: metadata === undefined ? shape : { ...shape, metadata } }
  } catch (error) {
    await dropFile(parts, batch)
    throw error
  }
}
