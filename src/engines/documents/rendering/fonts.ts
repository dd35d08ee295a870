import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { inflateSync } from 'node:zlib'
import { create, type Font } from 'fontkit'

/** The faces of the house: Noto Serif SC (宋体) in two weights, and LXGW WenKai (楷体) for the rare characters that Noto lacks. */
export type FaceName = 'regular' | 'bold' | 'rare'

/** A face that is read once per process; `bytes` is what a PDF embeds a subset of. */
export interface Face {
  bytes: Buffer
  has(codePoint: number): boolean
  /** Width of one character in ems. */
  advance(character: string): number
}

const require = createRequire(import.meta.url)
const files: Record<FaceName, string> = {
  regular: '@expo-google-fonts/noto-serif-sc/400Regular/NotoSerifSC_400Regular.ttf',
  bold: '@expo-google-fonts/noto-serif-sc/700Bold/NotoSerifSC_700Bold.ttf',
  rare: '@fontsource/lxgw-wenkai/files/lxgw-wenkai-latin-500-normal.woff',
}

/**
 * Unpacks a WOFF 1 file into the TrueType file it was made from (W3C WOFF File Format 1.0, sections 3–5). The PDF library
 * would read WOFF itself, with an inflate in JavaScript that takes two seconds for a Chinese face.
 */
function unpackWoff(woff: Buffer): Buffer<ArrayBuffer> {
  const tables = Array.from({ length: woff.readUInt16BE(12) }, (_, index) => {
    const at = 44 + index * 20
    const offset = woff.readUInt32BE(at + 4)
    const packed = woff.subarray(offset, offset + woff.readUInt32BE(at + 8))
    const length = woff.readUInt32BE(at + 12)
    return {
      tag: woff.subarray(at, at + 4),
      checksum: woff.readUInt32BE(at + 16),
      bytes: packed.length < length ? inflateSync(packed) : packed,
    }
  })
  const header = Buffer.alloc(12 + 16 * tables.length)
  const power = 2 ** Math.floor(Math.log2(tables.length))
  header.writeUInt32BE(woff.readUInt32BE(4), 0)
  header.writeUInt16BE(tables.length, 4)
  header.writeUInt16BE(power * 16, 6)
  header.writeUInt16BE(Math.log2(power), 8)
  header.writeUInt16BE((tables.length - power) * 16, 10)
  const parts: Buffer[] = [header]
  let offset = header.length
  tables.forEach(({ tag, checksum, bytes }, index) => {
    const at = 12 + 16 * index
    tag.copy(header, at)
    header.writeUInt32BE(checksum, at + 4)
    header.writeUInt32BE(offset, at + 8)
    header.writeUInt32BE(bytes.length, at + 12)
    const padding = Buffer.alloc((4 - (bytes.length % 4)) % 4)
    parts.push(bytes, padding)
    offset += bytes.length + padding.length
  })
  return Buffer.concat(parts)
}

function open(name: FaceName): Face {
  const file = readFileSync(require.resolve(files[name]))
  const bytes = file.toString('latin1', 0, 4) === 'wOFF' ? unpackWoff(file) : file
  const font = create(bytes) as Font
  const advances = new Map<string, number>()
  return {
    bytes,
    has: (codePoint) => font.hasGlyphForCodePoint(codePoint),
    advance(character) {
      let advance = advances.get(character)
      if (advance === undefined) {
        advance = font.glyphForCodePoint(character.codePointAt(0)!).advanceWidth / font.unitsPerEm
        advances.set(character, advance)
      }
      return advance
    },
  }
}

const opened = new Map<FaceName, Face>()

/** A face, read when first asked for: the rare one costs a document nothing that does not need it. */
export function faceOf(name: FaceName): Face {
  let face = opened.get(name)
  if (!face) opened.set(name, (face = open(name)))
  return face
}

/** The face that has this character when `wanted` is asked for; undefined when none of ours has it. */
export function faceFor(character: string, wanted: FaceName): FaceName | undefined {
  const codePoint = character.codePointAt(0)!
  if (faceOf(wanted).has(codePoint)) return wanted
  return faceOf('rare').has(codePoint) ? 'rare' : undefined
}

/** How a character that no face has is written, so that it is never lost without a trace: 〔U+2E26A〕. */
export const markOf = (character: string) => `〔U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}〕`

/**
 * A text that can be drawn whole: line ends and blanks made plain, each character that no face has replaced by its
 * mark and added to `missing`.
 */
export function drawable(text: string, missing: Set<string>): string {
  const plain = text
    .normalize('NFC')
    .replace(/\r\n?/g, '\n')
    .replace(/[\t\u00a0]/g, ' ')
  let drawn = ''
  for (const character of plain) {
    if (character === '\n' || faceFor(character, 'regular')) drawn += character
    // Variation selectors and joiners have no ink of their own: the base character is drawn.
    else if (/[\p{Variation_Selector}\p{Join_Control}\u200b]/u.test(character)) continue
    else {
      missing.add(character)
      drawn += markOf(character)
    }
  }
  return drawn
}
