import { createHash } from 'node:crypto'
import { mkdir, open } from 'node:fs/promises'
import type { FastifyRequest } from 'fastify'
import { Invalid } from '#kernel/errors'
import { EncodingSense } from './encoding.ts'
import { dropFile, keptFile, pathOf, placeOf, type FileParts } from './kept-file.ts'
import { MOST_BYTES } from './limits.ts'
import { detectFormat, shapeOfText, type Shape } from './source.ts'

/** A file that was taken in: where it lies and how it is read. */
export interface Taken {
  name: string
  bytes: number
  digest: Buffer
  shape: Shape
}

const tooLarge = () => new Invalid(`文件超过 ${MOST_BYTES / 1024 / 1024} MB，请分成几个文件`, { code: 'import.large', path: 'file' })

/**
 * Writes the one file of a form to disk while it arrives, and finds out how it is read.
 * @throws Invalid for a file that is empty, too large, of no format or encoding that can be read, or without a header
 */
export async function takeUpload(request: FastifyRequest, parts: FileParts, batch: string): Promise<Taken> {
  if (!request.isMultipart()) throw new Invalid('请用表单上传一个文件', { code: 'import.form', path: 'file' })
  const part = await request.file({ limits: { fileSize: MOST_BYTES } })
  if (!part) throw new Invalid('没有收到文件', { code: 'import.form', path: 'file' })
  const taken = await takeFile(part.file, parts, batch).catch((error: Error & { code?: string }) => {
    part.file.resume()
    throw error.code === 'FST_REQ_FILE_TOO_LARGE' ? tooLarge() : error
  })
  if (part.file.truncated) {
    await dropFile(parts, batch)
    throw tooLarge()
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

/** Keeps a file, sealed and readable by this installation's user alone; what can't be brought in is taken away again. */
export async function takeFile(source: AsyncIterable<Buffer>, parts: FileParts, batch: string): Promise<Omit<Taken, 'name'>> {
  await mkdir(parts.folder, { recursive: true, mode: 0o700 })
  const hash = createHash('sha256')
  const sense = new EncodingSense()
  let beginning = Buffer.alloc(0)
  let bytes = 0
  const seen = async function* () {
    for await (const piece of source) {
      bytes += piece.length
      if (bytes > MOST_BYTES) throw tooLarge()
      if (beginning.length < 1024) beginning = Buffer.concat([beginning, piece.subarray(0, 1024)])
      hash.update(piece)
      sense.pass(piece)
      yield piece
    }
  }
  try {
    const handle = await open(pathOf(parts.folder, batch), 'wx', 0o600)
    try {
      for await (const sealed of parts.sealer.sealPieces(seen(), placeOf(batch))) await handle.writeFile(sealed)
      sense.pass(Buffer.alloc(0), true)
      await handle.sync()
    } finally {
      await handle.close()
    }
    const format = detectFormat(beginning)
    const shape = await shapeOfText(keptFile(parts, batch), format, sense.found())
    return { bytes, digest: hash.digest(), shape }
  } catch (error) {
    await dropFile(parts, batch)
    throw error
  }
}
