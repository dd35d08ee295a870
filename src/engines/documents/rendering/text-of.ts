import { inflateSync } from 'node:zlib'

/** The streams of a PDF written by our renderer, by object number; packed ones unpacked. For tests of what a reader sees. */
function objectsOf(pdf: Buffer): Map<number, { head: string; stream: string }> {
  const text = pdf.toString('latin1')
  const objects = new Map<number, { head: string; stream: string }>()
  for (const match of text.matchAll(/(\d+) 0 obj\n([\s\S]*?)\nendobj/g)) {
    const body = match[2]!
    const at = body.indexOf('\nstream\n')
    const head = at < 0 ? body : body.slice(0, at)
    const bytes = at < 0 ? Buffer.alloc(0) : Buffer.from(body.slice(at + 8, body.lastIndexOf('\nendstream')), 'latin1')
    const unpacked = head.includes('/FlateDecode') && !head.includes('/Subtype /Image') ? inflateSync(bytes) : bytes
    objects.set(Number(match[1]), { head, stream: unpacked.toString('latin1') })
  }
  return objects
}

/** Glyph numbers to characters, from a ToUnicode map. */
function charactersOf(map: string): string[] {
  const characters: string[] = []
  for (const [, first, , list] of map.matchAll(/<([0-9a-f]{4})> <([0-9a-f]{4})> \[([^\]]*)\]/gi)) {
    ;[...list!.matchAll(/<([^>]*)>/g)].forEach(([, code], index) => {
      const bytes = Buffer.from(code!.replaceAll(' ', ''), 'hex')
      characters[Number.parseInt(first!, 16) + index] = bytes.swap16().toString('utf16le')
    })
  }
  return characters
}

/** All text of a PDF made by our renderer, page by page, in the order it was drawn. */
export function textOf(pdf: Buffer): string[] {
  const objects = objectsOf(pdf)
  const pages = [...objects.values()].filter(({ head }) => /\/Type \/Page\n/.test(head))
  return pages.map(({ head }) => {
    const resources = objects.get(Number(/\/Resources (\d+)/.exec(head)![1]))!.head
    const fonts = new Map(
      [...resources.slice(resources.indexOf('/Font')).matchAll(/\/(F\d+) (\d+) 0 R/g)].map(([, name, number]) => {
        const map = /\/ToUnicode (\d+)/.exec(objects.get(Number(number))!.head)!
        return [name!, charactersOf(objects.get(Number(map[1]))!.stream)]
      }),
    )
    const content = objects.get(Number(/\/Contents (\d+)/.exec(head)![1]))!.stream
    let font: string[] = []
    let text = ''
    for (const [, name, glyphs] of content.matchAll(/\/(F\d+) [\d.]+ Tf|\[([^\]]*)\] TJ/g)) {
      if (name) font = fonts.get(name)!
      else
        for (const [, hex] of glyphs!.matchAll(/<([0-9a-f]*)>/g))
          text +=
            hex!
              .match(/.{4}/g)
              ?.map((glyph) => font[Number.parseInt(glyph, 16)] ?? '�')
              .join('') ?? ''
    }
    return text
  })
}
