import { randomBytes } from 'node:crypto'

/** Gives the keys of a past case: of the moment at which each of its rows came about, so that they sort as live ones would. */
export type Keys = (at: Date) => string

/** A UUIDv7 (RFC 9562) of a moment: `count` orders the keys of one millisecond, the other eight bytes make it unique. */
export function keyOf(at: Date, count: number, tail: Uint8Array): string {
  const time = at.getTime().toString(16).padStart(12, '0')
  const order = (0x7000 | (count & 0xfff)).toString(16)
  const hex = Buffer.from(tail).toString('hex')
  const variant = ((Number.parseInt(hex.slice(0, 2), 16) & 0x3f) | 0x80).toString(16)
  return `${time.slice(0, 8)}-${time.slice(8)}-${order}-${variant}${hex.slice(2, 4)}-${hex.slice(4, 16)}`
}

/** Keys that nobody else has, for one case; rising as its rows come about. */
export function newKeys(tail: () => Uint8Array = () => randomBytes(8)): Keys {
  let count = 0
  return (at) => keyOf(at, count++, tail())
}
