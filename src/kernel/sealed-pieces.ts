import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { Broken } from './errors.ts'

/** The first byte of what is sealed piece by piece. */
const FORMAT = 2
const SALT = 32
const TAG = 16
/** Bytes of a piece before it is sealed. */
const PIECE = 64 * 1024

/** Every file has a key of its own, so that counting is enough for nonces. */
const keyOf = (key: Buffer, salt: Buffer, place: string) => Buffer.from(hkdfSync('sha256', key, salt, place, 32))

/** Which piece it is, and whether it is the last: pieces can't be left out, moved or cut off at the end (the STREAM construction, Hoang et al. 2015). */
function nonceOf(n: number, isLast: boolean): Buffer {
  const nonce = Buffer.alloc(12)
  nonce.writeUIntBE(n, 5, 6)
  nonce[11] = isLast ? 1 : 0
  return nonce
}

/** Bytes in pieces of one length, each with whether it is the last; the last may be shorter or empty. */
async function* cut(source: AsyncIterable<Uint8Array>, length: number): AsyncGenerator<[Buffer, boolean]> {
  let held: Uint8Array[] = []
  let size = 0
  for await (const bytes of source) {
    held.push(bytes)
    size += bytes.length
    if (size <= length) continue
    let all = Buffer.concat(held)
    // A whole piece waits for what comes next: it may be the last.
    while (all.length > length) {
      yield [all.subarray(0, length), false]
      all = all.subarray(length)
    }
    held = [all]
    size = all.length
  }
  yield [Buffer.concat(held), true]
}

export async function* sealPieces(key: Buffer, source: AsyncIterable<Uint8Array>, place: string): AsyncGenerator<Buffer> {
  const salt = randomBytes(SALT)
  const own = keyOf(key, salt, place)
  yield Buffer.concat([Buffer.of(FORMAT), salt])
  let n = 0
  for await (const [piece, isLast] of cut(source, PIECE)) {
    const cipher = createCipheriv('aes-256-gcm', own, nonceOf(n++, isLast))
    yield Buffer.concat([cipher.update(piece), cipher.final(), cipher.getAuthTag()])
  }
}

export async function* openPieces(key: Buffer, source: AsyncIterable<Uint8Array>, place: string): AsyncGenerator<Buffer> {
  const iterator = source[Symbol.asyncIterator]()
  try {
    let head = Buffer.alloc(0)
    while (head.length < 1 + SALT) {
      const { value, done } = await iterator.next()
      if (done) throw new Broken(`the sealed file of ${place} is cut off`)
      head = Buffer.concat([head, value as Uint8Array])
    }
    if (head[0] !== FORMAT) throw new Broken(`unknown format of the sealed file of ${place}`)
    const own = keyOf(key, head.subarray(1, 1 + SALT), place)
    const rest = async function* () {
      yield head.subarray(1 + SALT)
      for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value
    }
    let n = 0
    for await (const [piece, isLast] of cut(rest(), PIECE + TAG)) {
      if (piece.length < TAG) throw new Broken(`the sealed file of ${place} is cut off`)
      const decipher = createDecipheriv('aes-256-gcm', own, nonceOf(n++, isLast))
      decipher.setAuthTag(piece.subarray(-TAG))
      const opened = decipher.update(piece.subarray(0, -TAG))
      try {
        decipher.final()
      } catch (error) {
        throw new Broken(`the sealed file of ${place} was changed`, { cause: error })
      }
      yield opened
    }
  } finally {
    await iterator.return?.()
  }
}
