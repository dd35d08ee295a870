import { createHash } from 'node:crypto'
import { mkdir, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { FastifyRequest } from 'fastify'
import { Invalid } from '#kernel/errors'
import { EncodingSense } from './encoding.ts'
import { MOST_BYTES } from './limits.ts'
import { detectFormat, shapeOfText, type Shape } from './source.ts'

/** A file that was taken in: where it lies and how it is read. */
export interface Taken {
  name: string
  bytes: number
  digest: Buffer
  shape: Shape
}

/** Where the file of a batch lies. */
export const fileOf = (folder: string, batch: string): string => join(folder, batch)

const tooLarge = () => new Invalid(`文件超过 ${MOST_BYTES / 1024 / 1024} MB，请分成几个文件`, { code: 'import.large', path: 'file' })

/**
 * Writes the one file of a form to disk while it arrives, and finds out how it is read.
 * @throws Invalid for a file that is empty, too large, of no format or encoding that can be read, or without a header
 */
export async function takeUpload(request: FastifyRequest, folder: string, batch: string): Promise<Taken> {
  if (!request.isMultipart()) throw new Invalid('请用表单上传一个文件', { code: 'import.form', path: 'file' })
  const part = await request.file({ limits: { fileSize: MOST_BYTES } })
  if (!part) throw new Invalid('没有收到文件', { code: 'import.form', path: 'file' })
  const taken = await takeFile(part.file, folder, batch).catch((error: Error & { code?: string }) => {
    part.file.resume()
    throw error.code === 'FST_REQ_FILE_TOO_LARGE' ? tooLarge() : error
  })
  if (part.file.truncated) {
    await rm(fileOf(folder, batch), { force: true })
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

/** Keeps a file, readable by this installation's user alone; what can't be brought in is taken away again. */
export async function takeFile(source: AsyncIterable<Buffer>, folder: string, batch: string): Promise<Omit<Taken, 'name'>> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const path = fileOf(folder, batch)
  const hash = createHash('sha256')
  const sense = new EncodingSense()
  let beginning = Buffer.alloc(0)
  let bytes = 0
  try {
    const handle = await open(path, 'wx', 0o600)
    try {
      for await (const piece of source) {
        bytes += piece.length
        if (bytes > MOST_BYTES) throw tooLarge()
        if (beginning.length < 1024) beginning = Buffer.concat([beginning, piece.subarray(0, 1024)])
        hash.update(piece)
        sense.pass(piece)
        await handle.write(piece)
      }
      sense.pass(Buffer.alloc(0), true)
      await handle.sync()
    } finally {
      await handle.close()
    }
    const format = detectFormat(beginning)
    const shape = await shapeOfText(path, format, sense.found())
    return { bytes, digest: hash.digest(), shape }
  } catch (error) {
    await rm(path, { force: true })
    throw error
  }
}
