/** Bytes before the values of an array of one dimension, as PostgreSQL receives it (array_recv of its source, arrayfuncs.c). */
const HEAD = 20
const INTEGER = 23
const TEXT = 25
const BYTEA = 17

function writeHead(to: Buffer, type: number, count: number): void {
  to.writeInt32BE(1, 0)
  // Some values may be missing; the server looks for itself.
  to.writeInt32BE(1, 4)
  to.writeInt32BE(type, 8)
  to.writeInt32BE(count, 12)
  to.writeInt32BE(1, 16)
}

/** `integer[]` in the server's own form. */
export function integerArray(values: readonly (number | null)[]): Buffer {
  const to = Buffer.allocUnsafe(HEAD + 8 * values.length)
  writeHead(to, INTEGER, values.length)
  let at = HEAD
  for (const value of values) {
    at = to.writeInt32BE(value === null ? -1 : 4, at)
    if (value !== null) at = to.writeInt32BE(value, at)
  }
  return to.subarray(0, at)
}

/** UTF-8 takes three bytes at most for each half of UTF-16. */
const MOST_BYTES = 3
let scratch = Buffer.allocUnsafe(256 * 1024)

function roomFor(at: number, bytes: number): void {
  if (at + bytes <= scratch.length) return
  const wider = Buffer.allocUnsafe(2 * (at + bytes))
  scratch.copy(wider, 0, 0, at)
  scratch = wider
}

/** `text[]` in the server's own form: nothing is quoted here, and nothing is looked through there. */
export function textArray(values: readonly (string | null)[]): Buffer {
  writeHead(scratch, TEXT, values.length)
  let at = HEAD
  for (const value of values) {
    roomFor(at, 4 + MOST_BYTES * (value?.length ?? 0))
    const bytes = value === null ? 0 : scratch.write(value, at + 4)
    scratch.writeInt32BE(value === null ? -1 : bytes, at)
    at += 4 + bytes
  }
  return Buffer.from(scratch.subarray(0, at))
}

/** `bytea[]` in the server's own form. */
export function bytesArray(values: readonly Buffer[]): Buffer {
  const head = Buffer.allocUnsafe(HEAD)
  writeHead(head, BYTEA, values.length)
  return Buffer.concat([
    head,
    ...values.flatMap((value) => {
      const length = Buffer.allocUnsafe(4)
      length.writeInt32BE(value.length)
      return [length, value]
    }),
  ])
}
