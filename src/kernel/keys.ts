import { randomBytes } from 'node:crypto'

let lastMillis = 0
let counter = 0

/** Chance is drawn for many keys at once: asking the system for sixteen bytes costs more than all the rest of a key. */
const DRAWN = 4096
let drawn = Buffer.alloc(0)
let used = 0

function chance(): Buffer {
  if (used + 16 > drawn.length) {
    drawn = randomBytes(DRAWN)
    used = 0
  }
  used += 16
  return drawn.subarray(used - 16, used)
}

/** A new UUIDv7 (RFC 9562): ordered by time within this process, unique over installations. */
export function newKey(): string {
  const bytes = chance()
  const millis = Date.now()
  if (millis > lastMillis) {
    lastMillis = millis
    counter = bytes.readUInt16BE(6) & 0x7ff
  } else if (++counter > 0xfff) {
    lastMillis++
    counter = 0
  }
  bytes.writeUIntBE(lastMillis, 0, 6)
  bytes.writeUInt16BE(0x7000 | counter, 6)
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

/** Stands for "none" in key columns that policies compare. */
export const NO_KEY = '00000000-0000-0000-0000-000000000000'
/** The greatest key, the end of an open range. */
export const LAST_KEY = 'ffffffff-ffff-ffff-ffff-ffffffffffff'

/** Whether a text has the shape of a key. */
export const isKey = (value: unknown): value is string =>
  typeof value === 'string' && /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(value)
