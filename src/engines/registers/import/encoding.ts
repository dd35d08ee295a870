import { Invalid } from '#kernel/errors'

export type Encoding = 'utf-8' | 'gb18030' | 'utf-16le' | 'utf-16be'

/** Letters of several bytes after which nobody takes a text for another encoding by chance. */
const SURE = 24

/**
 * Finds out the encoding of a text while its bytes pass: by its mark, else UTF-8 where every byte is, else GB18030 (GB 18030-2022) where every
 * byte is. A text that was clearly UTF-8 before its first bad byte is damaged, and not taken for another encoding.
 */
export class EncodingSense {
  readonly #decoders = new Map<Encoding, TextDecoder>()
  /** The first bytes, until there are enough of them for a mark. */
  #beginning: Buffer | undefined = Buffer.alloc(0)
  #utf8Letters = 0
  #lines: Record<string, number> = { 'utf-8': 1, gb18030: 1 }
  #marked: Encoding | undefined

  constructor() {
    for (const encoding of ['utf-8', 'gb18030'] as const) this.#decoders.set(encoding, new TextDecoder(encoding, { fatal: true }))
  }

  pass(piece: Buffer, last = false): void {
    let bytes = piece
    if (this.#beginning) {
      bytes = Buffer.concat([this.#beginning, piece])
      this.#beginning = bytes.length < 2 && !last ? bytes : undefined
      if (this.#beginning) return
      if (bytes[0] === 0xff && bytes[1] === 0xfe) this.#marked = 'utf-16le'
      else if (bytes[0] === 0xfe && bytes[1] === 0xff) this.#marked = 'utf-16be'
    }
    if (this.#marked) return
    for (const [encoding, decoder] of this.#decoders) {
      try {
        const text = decoder.decode(bytes, { stream: !last })
        for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.#lines[encoding]!++
        if (encoding === 'utf-8' && this.#utf8Letters < SURE)
          for (let i = 0; i < text.length && this.#utf8Letters < SURE; i++) if (text.charCodeAt(i) > 0x7f) this.#utf8Letters++
      } catch {
        this.#decoders.delete(encoding)
        // What came before in the same piece counts too.
        if (encoding === 'utf-8' && this.#utf8Letters < SURE) this.#utf8Letters += lettersBefore(bytes)
      }
    }
  }

  /** @throws Invalid when the bytes are in neither encoding, with the line */
  found(): Encoding {
    if (this.#marked) return this.#marked
    if (this.#decoders.has('utf-8')) return 'utf-8'
    if (this.#decoders.has('gb18030') && this.#utf8Letters < SURE) return 'gb18030'
    const broken = this.#utf8Letters >= SURE
    const line = this.#lines[broken ? 'utf-8' : 'gb18030']!
    throw new Invalid(
      broken
        ? `文件是 UTF-8 编码，但第 ${line} 行或稍后有损坏的字节，请重新导出`
        : `文件既不是 UTF-8 也不是 GB18030 编码，第 ${line} 行或稍后有读不出的字节`,
      { code: 'import.encoding', path: 'file' },
    )
  }
}

/** How many letters of several bytes stand before the first bad byte. */
function lettersBefore(bytes: Buffer): number {
  const text = new TextDecoder('utf-8').decode(bytes.subarray(0, 65_536))
  const bad = text.indexOf('\uFFFD')
  let count = 0
  for (const letter of text.slice(0, Math.max(bad, 0))) if (letter.charCodeAt(0) > 0x7f) count++
  return count
}
