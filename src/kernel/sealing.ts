import { createCipheriv, createDecipheriv, createHmac, createSecretKey, hkdfSync, randomBytes } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { Broken } from './errors.ts'
import { openPieces, sealPieces } from './sealed-pieces.ts'

/** Encrypts field values (AES-256-GCM) and makes their blind index (HMAC-SHA-256), by which an exact value is found without being readable. */
export interface Sealer {
  /** `place` (register and field) is bound into both, so that a value can't be moved to another column. */
  seal(value: string, place: string): Buffer
  open(sealed: Buffer, place: string): string
  blind(value: string, place: string): Buffer
  /** Seals something long while it passes, such as a file; it is opened in the same place alone, and nothing of it may be missing. */
  sealPieces(source: AsyncIterable<Uint8Array>, place: string): AsyncGenerator<Buffer>
  /** @throws Broken where it was changed or cut off, once that place is reached */
  openPieces(source: AsyncIterable<Uint8Array>, place: string): AsyncGenerator<Buffer>
}

/** Reads the installation's sealing key, or makes it at the first start. Losing it loses every sealed value: back it up apart from the database. */
export function readSealingKey(file: string): Buffer {
  if (!existsSync(file)) {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    const handle = openSync(file, 'wx', 0o600)
    writeSync(handle, randomBytes(32).toString('base64url'))
    fsyncSync(handle)
    closeSync(handle)
  }
  const key = Buffer.from(readFileSync(file, 'utf8').trim(), 'base64url')
  if (key.length !== 32) throw new Broken(`the sealing key in ${file} is damaged`)
  return key
}

/** Nonces, none twice: chance is drawn for many at once, because asking the system each time costs as much as sealing. */
function nonces(): () => Buffer {
  let drawn = Buffer.alloc(0)
  let used = 0
  return () => {
    if (used + 12 > drawn.length) {
      drawn = randomBytes(12 * 512)
      used = 0
    }
    used += 12
    return drawn.subarray(used - 12, used)
  }
}

/** A sealer over one key. The first byte of a sealed value names the format. */
export function sealer(key: Buffer): Sealer {
  const encryption = createSecretKey(Buffer.from(hkdfSync('sha256', key, '', 'chengshu field encryption', 32)))
  const long = Buffer.from(hkdfSync('sha256', key, '', 'chengshu file encryption', 32))
  const index = createSecretKey(Buffer.from(hkdfSync('sha256', key, '', 'chengshu blind index', 32)))
  // A page of records opens hundreds of values of a few places.
  const places = new Map<string, Buffer>()
  const bound = (place: string) => {
    const known = places.get(place) ?? Buffer.from(place)
    places.set(place, known)
    return known
  }
  const nonce = nonces()
  return {
    seal(value, place) {
      const once = nonce()
      const cipher = createCipheriv('aes-256-gcm', encryption, once).setAAD(bound(place))
      // In this mode everything comes out at once; `final` only makes the tag.
      const body = cipher.update(value, 'utf8')
      cipher.final()
      const sealed = Buffer.allocUnsafe(29 + body.length)
      sealed[0] = 1
      once.copy(sealed, 1)
      cipher.getAuthTag().copy(sealed, 13)
      body.copy(sealed, 29)
      return sealed
    },
    open(sealed, place) {
      if (sealed[0] !== 1) throw new Broken(`unknown format of a sealed value of ${place}`)
      const decipher = createDecipheriv('aes-256-gcm', encryption, sealed.subarray(1, 13)).setAAD(bound(place))
      decipher.setAuthTag(sealed.subarray(13, 29))
      // In this mode everything comes out at once; `final` only checks that nothing was changed.
      const value = decipher.update(sealed.subarray(29))
      decipher.final()
      return value.toString('utf8')
    },
    blind: (value, place) => createHmac('sha256', index).update(`${place}\u0000${value}`).digest(),
    sealPieces: (source, place) => sealPieces(long, source, place),
    openPieces: (source, place) => openPieces(long, source, place),
  }
}
