import { Invalid } from '#kernel/errors'

/** What is needed of a PDF in order to append to it: where its objects lie, and what its trailer says. */
export interface Revision {
  /** The file as bytes-to-characters. */
  text: string
  objects: ReadonlyMap<number, number>
  startxref: number
  size: number
  root: number
  /** The trailer's other entries as they stand, such as `/Info 3 0 R`. */
  info: string
  id: string
}

const refuse = (what: string) => new Invalid(`这份 PDF 不能签名：${what}`, { code: 'documents.unsignable' })

const numberAfter = (dictionary: string, key: string) => {
  const match = new RegExp(`/${key}\\s+(\\d+)`).exec(dictionary)
  return match ? Number(match[1]) : undefined
}

/** Reads the classic cross-reference tables of a PDF (ISO 32000-1, 7.5.4); files with reference streams or encryption are refused. */
export function readRevision(pdf: Uint8Array): Revision {
  const text = Buffer.from(pdf).toString('latin1')
  const end = text.lastIndexOf('startxref')
  const startxref = Number(/^startxref\s+(\d+)\s+%%EOF/.exec(text.slice(end, end + 40))?.[1] ?? Number.NaN)
  if (!text.startsWith('%PDF-') || Number.isNaN(startxref)) throw refuse('不是完整的 PDF 文件')
  const objects = new Map<number, number>()
  let newest: string | undefined
  const seen = new Set<number>()
  for (let at: number | undefined = startxref; at !== undefined;) {
    if (seen.has(at) || !text.startsWith('xref', at)) throw refuse('交叉引用表不是经典格式')
    seen.add(at)
    const trailerAt = text.indexOf('trailer', at)
    const table = text
      .slice(at + 4, trailerAt)
      .trim()
      .split(/\s*[\r\n]+\s*/)
    for (let line = 0; line < table.length;) {
      const [first = 0, count = 0] = table[line++]!.split(/\s+/).map(Number)
      for (let index = 0; index < count; index++, line++) {
        const [offset, , kind] = table[line]!.split(/\s+/)
        if (kind === 'n' && !objects.has(first + index)) objects.set(first + index, Number(offset))
      }
    }
    const trailer: string = text.slice(trailerAt, text.indexOf('startxref', trailerAt))
    newest ??= trailer
    at = numberAfter(trailer, 'Prev')
  }
  if (newest === undefined || newest.includes('/Encrypt')) throw refuse('文件已加密')
  const size = numberAfter(newest, 'Size')
  const root = numberAfter(newest, 'Root')
  if (size === undefined || root === undefined) throw refuse('缺少目录对象')
  return {
    text,
    objects,
    startxref,
    size,
    root,
    info: /\/Info\s+\d+\s+\d+\s+R/.exec(newest)?.[0] ?? '',
    id: /\/ID\s*\[\s*<([0-9a-fA-F]+)>/.exec(newest)?.[1] ?? '',
  }
}

/** The dictionary of an object, from `<<` to its last `>>`. */
export function dictionaryOf({ text, objects }: Revision, number: number): string {
  const at = objects.get(number)
  if (at === undefined) throw refuse(`缺少对象 ${number}`)
  const body = text.slice(at, text.indexOf('endobj', at))
  return body.slice(body.indexOf('<<'), body.lastIndexOf('>>') + 2)
}

/** The number of the first page's object. */
export function firstPageOf(revision: Revision): number {
  let number = numberAfter(dictionaryOf(revision, revision.root), 'Pages')
  for (let depth = 0; number !== undefined && depth < 32; depth++) {
    const kid = /\/Kids\s*\[\s*(\d+)/.exec(dictionaryOf(revision, number))?.[1]
    if (kid === undefined) return number
    number = Number(kid)
  }
  throw refuse('没有页面')
}

/** Adds entries to a dictionary, before its end. */
export const withEntries = (dictionary: string, entries: string) => `${dictionary.slice(0, -2)}${entries}\n>>`

/** Appends objects to a PDF as an incremental update (ISO 32000-1, 7.5.6): what was there stays byte for byte. */
export function appendObjects(revision: Revision, objects: ReadonlyMap<number, string>, changeId: string): string {
  let update = revision.text.endsWith('\n') ? '' : '\n'
  const lines: string[] = []
  for (const [number, body] of [...objects].sort(([a], [b]) => a - b)) {
    lines.push(`${number} 1\n${String(revision.text.length + update.length).padStart(10, '0')} 00000 n \n`)
    update += `${number} 0 obj\n${body}\nendobj\n`
  }
  const start = revision.text.length + update.length
  const size = Math.max(revision.size, ...[...objects.keys()].map((number) => number + 1))
  const id = revision.id ? ` /ID [<${revision.id}> <${changeId}>]` : ''
  const trailer = `trailer\n<< /Size ${size} /Root ${revision.root} 0 R ${revision.info}${id} /Prev ${revision.startxref} >>`
  return `${update}xref\n${lines.join('')}${trailer}\nstartxref\n${start}\n%%EOF\n`
}
