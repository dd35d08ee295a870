import { createHash, randomUUID } from 'node:crypto'
import { createReadStream, type ReadStream } from 'node:fs'
import { access, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Invalid, NotFound } from '#kernel/errors'

/** A stored file: its name is what it holds. */
export interface StoredFile {
  /** Lower-case hexadecimal. */
  sha256: string
  /** Bytes. */
  size: number
}

const incoming = 'incoming'
const pattern = /^[0-9a-f]{64}$/

/** Files lie two folders deep, so that no folder grows past what a file system likes. */
function placeOf(dir: string, sha256: string): { folder: string; path: string } {
  if (!pattern.test(sha256)) throw new NotFound('没有这个文件', { code: 'documents.no-file' })
  const folder = join(dir, sha256.slice(0, 2), sha256.slice(2, 4))
  return { folder, path: join(folder, sha256) }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function* partsOf(source: AsyncIterable<Uint8Array> | Uint8Array): AsyncIterable<Uint8Array> {
  if (source instanceof Uint8Array) yield source
  else yield* source
}

/**
 * Keeps a file under its SHA-256 below `dir`. It is written elsewhere, forced to disk and then renamed, so that a crash
 * leaves either the whole file under its name or nothing; the same content twice is kept once.
 * @throws Invalid when it is empty or has more than `maxBytes`
 */
export async function putFile(
  dir: string,
  source: AsyncIterable<Uint8Array> | Uint8Array,
  { maxBytes = Number.POSITIVE_INFINITY }: { maxBytes?: number } = {},
): Promise<StoredFile> {
  const waiting = join(dir, incoming)
  await mkdir(waiting, { recursive: true })
  const temporary = join(waiting, randomUUID())
  const hash = createHash('sha256')
  let size = 0
  try {
    const handle = await open(temporary, 'wx')
    try {
      for await (const part of partsOf(source)) {
        size += part.byteLength
        if (size > maxBytes) throw new Invalid(`文件超过 ${Math.floor(maxBytes / 1024 / 1024)} MB`, { code: 'documents.too-large' })
        hash.update(part)
        await handle.writeFile(part)
      }
      await handle.sync()
    } finally {
      await handle.close()
    }
    if (size === 0) throw new Invalid('文件是空的', { code: 'documents.empty' })
    const sha256 = hash.digest('hex')
    const { folder, path } = placeOf(dir, sha256)
    if ((await mkdir(folder, { recursive: true })) !== undefined) {
      await syncFolder(join(folder, '..'))
      await syncFolder(dir)
    }
    await rename(temporary, path)
    await syncFolder(folder)
    return { sha256, size }
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}

/** Opens a stored file for reading, or a part of it with its first and last byte; the stream is the caller's to consume. @throws NotFound */
export async function openFile(
  dir: string,
  sha256: string,
  part?: { first: number; last: number },
): Promise<{ size: number; stream: ReadStream }> {
  const { path } = placeOf(dir, sha256)
  const found = await stat(path).catch(() => undefined)
  if (!found) throw new NotFound('没有这个文件', { code: 'documents.no-file' })
  return { size: found.size, stream: createReadStream(path, part ? { start: part.first, end: part.last } : {}) }
}

/** Whether a stored file is there and still holds what its name says. */
export async function checkFile(dir: string, sha256: string): Promise<'whole' | 'missing' | 'damaged'> {
  const { path } = placeOf(dir, sha256)
  if (
    !(await access(path).then(
      () => true,
      () => false,
    ))
  )
    return 'missing'
  const hash = createHash('sha256')
  for await (const part of createReadStream(path)) hash.update(part as Buffer)
  return hash.digest('hex') === sha256 ? 'whole' : 'damaged'
}

/** Removes what writers that died left behind more than `olderThanHours` ago; gives how many. */
export async function clearIncoming(dir: string, olderThanHours: number): Promise<number> {
  const waiting = join(dir, incoming)
  const names = await readdir(waiting).catch(() => [])
  const before = Date.now() - olderThanHours * 3_600_000
  let cleared = 0
  for (const name of names) {
    const path = join(waiting, name)
    const found = await stat(path).catch(() => undefined)
    if (!found || found.mtimeMs > before) continue
    await rm(path, { force: true })
    cleared++
  }
  return cleared
}

/**
 * Removes a stored content that nothing names, unless it was written within the last `minutes`: whoever just stored it again is about to
 * name it. It is moved aside first, so that what is stored meanwhile is not lost.
 * @returns whether it is gone
 */
export async function dropFile(
  dir: string,
  sha256: string,
  { minutes, isNamed }: { minutes: number; isNamed(): Promise<boolean> },
): Promise<boolean> {
  const { path } = placeOf(dir, sha256)
  const aside = join(dir, incoming, randomUUID())
  await mkdir(join(dir, incoming), { recursive: true })
  const moved = await rename(path, aside).then(
    () => true,
    () => false,
  )
  if (!moved) return false
  const { mtimeMs } = await stat(aside)
  if (mtimeMs > Date.now() - minutes * 60_000 || (await isNamed())) {
    await rename(aside, path)
    return false
  }
  await rm(aside, { force: true })
  return true
}
