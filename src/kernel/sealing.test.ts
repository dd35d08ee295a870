import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { readSealingKey, sealer } from './sealing.ts'

const folder = mkdtempSync(join(tmpdir(), 'cs-seal-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const file = join(folder, 'keys', 'seal.key')
const { seal, open, blind } = sealer(readSealingKey(file))
const place = 'population.person.personId'

test('what was sealed is opened again, never looks the same twice, and does not show', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (value) => {
      const one = seal(value, place)
      expect(open(one, place)).toBe(value)
      expect(one.equals(seal(value, place))).toBe(false)
      if (value.length > 5) expect(one.includes(Buffer.from(value))).toBe(false)
    }),
  )
})

/** What authentication says, or the format's first byte. */
const refused = /unable to authenticate|unknown format/

test('a value that was changed by one bit anywhere, or moved to another place, is not opened', () => {
  const sealed = seal('441802199001011234', place)
  for (let bit = 0; bit < sealed.length * 8; bit++) {
    const changed = Buffer.from(sealed)
    changed[bit >> 3]! ^= 1 << (bit & 7)
    expect(() => open(changed, place), `bit ${bit}`).toThrow(refused)
  }
  expect(() => open(sealed, 'population.person.phone')).toThrow(refused)
  expect(() => open(sealed.subarray(0, sealed.length - 1), place)).toThrow(refused)
  expect(() => sealer(Buffer.alloc(32, 1)).open(sealed, place)).toThrow(refused)
})

test('the blind index is the same for the same value in the same place alone, and under the same key alone', () => {
  const one = blind('441802199001011234', place)
  expect(one).toHaveLength(32)
  expect(blind('441802199001011234', place)).toEqual(one)
  for (const other of [
    blind('441802199001011235', place),
    blind('441802199001011234', 'a.b'),
    sealer(Buffer.alloc(32, 1)).blind('441802199001011234', place),
  ])
    expect(other.equals(one)).toBe(false)
})

test('the key is made once, readable by its owner alone, and a damaged one is refused', () => {
  expect(readSealingKey(file)).toEqual(readSealingKey(file))
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(readFileSync(file, 'utf8')).toMatch(/^[\w-]{43}$/)
  const damaged = join(folder, 'damaged.key')
  writeFileSync(damaged, 'short')
  chmodSync(damaged, 0o600)
  expect(() => readSealingKey(damaged)).toThrow('damaged')
})

async function* inPieces(bytes: Buffer, sizes: readonly number[]): AsyncGenerator<Buffer> {
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length]!
    yield bytes.subarray(at, at + size)
    at += size
  }
}
async function whole(pieces: AsyncIterable<Buffer>): Promise<Buffer> {
  const all: Buffer[] = []
  for await (const piece of pieces) all.push(piece)
  return Buffer.concat(all)
}

test('a file that is sealed while it passes is opened again, however its bytes come, and never looks the same twice', async () => {
  const { sealPieces, openPieces } = sealer(readSealingKey(file))
  for (const length of [0, 1, 65_535, 65_536, 65_537, 131_072, 200_000]) {
    const bytes = Buffer.alloc(length, 'abc')
    const sealed = await whole(sealPieces(inPieces(bytes, [1, 70_000, 13]), place))
    expect(sealed.equals(await whole(sealPieces(inPieces(bytes, [4096]), place)))).toBe(false)
    expect(sealed.includes('abcabc')).toBe(false)
    expect((await whole(openPieces(inPieces(sealed, [7, 100_000, 1]), place))).equals(bytes), `${length} bytes`).toBe(true)
  }
})

test('a sealed file that was changed, cut off, put together anew or moved to another place is not opened', async () => {
  const { sealPieces, openPieces } = sealer(readSealingKey(file))
  const sealed = await whole(sealPieces(inPieces(Buffer.alloc(200_000, 'abc'), [65_536]), place))
  const head = 33
  const piece = 65_536 + 16
  const open = (bytes: Buffer, at = place) => whole(openPieces(inPieces(bytes, [50_000]), at))
  const wrong = (at: number) => {
    const changed = Buffer.from(sealed)
    changed[at]! ^= 1
    return changed
  }
  for (const at of [0, 1, head - 1, head, head + piece, sealed.length - 1])
    await expect(open(wrong(at)), `byte ${at}`).rejects.toThrow(/was changed|unknown format/)
  for (const end of [0, 20, head, head + 5, head + piece, head + 2 * piece, sealed.length - 1])
    await expect(open(sealed.subarray(0, end)), `${end} bytes`).rejects.toThrow(/was changed|cut off/)
  const swapped = Buffer.concat([
    sealed.subarray(0, head),
    sealed.subarray(head + piece, head + 2 * piece),
    sealed.subarray(head, head + piece),
  ])
  await expect(open(swapped)).rejects.toThrow('was changed')
  await expect(open(sealed, 'another')).rejects.toThrow('was changed')
})
