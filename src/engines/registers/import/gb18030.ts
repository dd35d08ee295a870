/**
 * Writes GB18030. The platform's library reads it and doesn't write it, so the tables are asked of its reader once: two bytes where there
 * are two, else the four that stand in order (GB 18030-2022, 5.2).
 */
let pairs: Map<number, number> | undefined
let fours: Map<number, number> | undefined

const SUPPLEMENTARY = 189_000

function fourBytes(pointer: number): [number, number, number, number] {
  const last = pointer % 10
  const third = Math.floor(pointer / 10) % 126
  const second = Math.floor(pointer / 1260) % 10
  return [0x81 + Math.floor(pointer / 12_600), 0x30 + second, 0x81 + third, 0x30 + last]
}

function read() {
  const decoder = new TextDecoder('gb18030')
  const two: number[] = []
  for (let lead = 0x81; lead <= 0xfe; lead++) for (let trail = 0x40; trail <= 0xfe; trail++) if (trail !== 0x7f) two.push(lead, trail, 0x0a)
  pairs = new Map()
  for (const [i, text] of decoder.decode(Uint8Array.from(two)).split('\n').entries()) {
    const point = text.codePointAt(0)
    if (point !== undefined && point !== 0xfffd && !pairs.has(point)) pairs.set(point, (two[i * 3]! << 8) | two[i * 3 + 1]!)
  }
  const four: number[] = []
  for (let pointer = 0; pointer < 39_420; pointer++) four.push(...fourBytes(pointer), 0x0a)
  fours = new Map()
  for (const [i, text] of decoder.decode(Uint8Array.from(four)).split('\n').entries()) {
    const point = text.codePointAt(0)
    if (point !== undefined && point !== 0xfffd && !fours.has(point)) fours.set(point, i)
  }
}

/** A text in GB18030. A letter that the encoding has no place for becomes a question mark. */
export function encodeGb18030(text: string): Buffer {
  if (!pairs || !fours) read()
  const bytes: number[] = []
  for (const letter of text) {
    const point = letter.codePointAt(0)!
    if (point < 0x80) bytes.push(point)
    else if (point > 0xffff) bytes.push(...fourBytes(point - 0x10000 + SUPPLEMENTARY))
    else {
      const pair = pairs!.get(point)
      const four = fours!.get(point)
      if (pair !== undefined) bytes.push(pair >> 8, pair & 0xff)
      else if (four !== undefined) bytes.push(...fourBytes(four))
      else bytes.push(0x3f)
    }
  }
  return Buffer.from(bytes)
}
