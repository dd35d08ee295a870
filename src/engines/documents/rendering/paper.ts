import PDFDocument from 'pdfkit'
import type { Line } from './lines.ts'
import { faceFor, faceOf, type FaceName } from './fonts.ts'

/** An element of the tree that makes a PDF readable aloud. */
export type Element = ReturnType<PDFKit.PDFDocument['struct']>

/** Points in a millimetre. */
export const mm = 72 / 25.4

export const ink = { black: '#1a1a1a', grey: '#5c5c5c', red: '#c8102e', gold: '#a67c34', frame: '#8c1c13' } as const

/** What every drawing function is given: the PDF being written and the tree of its structure. */
export interface Paper {
  readonly doc: PDFKit.PDFDocument
  readonly width: number
  readonly height: number
  readonly root: Element
}

export interface PaperOptions {
  /** Points. */
  width: number
  height: number
  title: string
  author: string
  subject: string
  keywords: string
  /** Written as date of creation and change, so that the same input gives the same bytes. */
  at: Date
  /** Draws what lies under everything on each page. */
  ground: (paper: Paper) => void
}

/** Opens a tagged PDF/A-2b in Chinese with its first page, and gathers its bytes. */
export function openPaper({ width, height, title, author, subject, keywords, at, ground }: PaperOptions): {
  paper: Paper
  finished: Promise<Buffer>
} {
  const doc = new PDFDocument({
    autoFirstPage: false,
    bufferPages: true,
    size: [width, height],
    margin: 0,
    // The library reads a built-in Latin face when none is named, which PDF/A does not allow to be left unembedded.
    font: faceOf('regular').bytes as unknown as string,
    pdfVersion: '1.7',
    subset: 'PDF/A-2b' as 'PDF/A-2',
    tagged: true,
    lang: 'zh-CN',
    displayTitle: true,
    info: {
      Title: title,
      Author: author,
      Subject: subject,
      Keywords: keywords,
      Creator: 'Chengshu',
      Producer: 'Chengshu',
      CreationDate: at,
      ModDate: at,
    },
  })
  const chunks: Buffer[] = []
  const finished = new Promise<Buffer>((resolve, reject) => {
    doc.on('data', (chunk: Buffer) => chunks.push(chunk))
    doc.on('end', () => resolve(Buffer.concat(chunks)))
    doc.on('error', reject)
  })
  doc.registerFont('regular', faceOf('regular').bytes)
  doc.registerFont('bold', faceOf('bold').bytes)
  const root = doc.struct('Document')
  doc.addStructure(root)
  const paper = { doc, width, height, root }
  doc.on('pageAdded', () => artifact(paper, () => ground(paper)))
  doc.addPage()
  return { paper, finished }
}

/** Adds an element to the tree of the document; close it with {@link endElement}. */
export function beginElement(paper: Paper, tag: string, parent: Element = paper.root, alt?: string): Element {
  const element = paper.doc.struct(tag, alt ? { alt } : {})
  parent.add(element)
  return element
}

/** Draws content that belongs to an element. */
export function within(paper: Paper, element: Element, tag: string, draw: () => void): void {
  const content = paper.doc.markStructureContent(tag)
  draw()
  paper.doc.endMarkedContent()
  element.add(content)
}

/** Draws what a reader's voice passes over: frames, grounds, page numbers. */
export function artifact(paper: Paper, draw: () => void): void {
  paper.doc.markContent('Artifact', { type: 'Layout' })
  draw()
  paper.doc.endMarkedContent()
}

export interface TextStyle {
  face?: FaceName
  size: number
  colour?: string
  /** Added to the gap after each character, in points. */
  spacing?: number
  opacity?: number
}

/** Width of one character in ems, in whichever face has it. */
export const advanceIn = (face: FaceName) => (character: string) => faceOf(faceFor(character, face) ?? face).advance(character)

/** Width of a text in points. */
export function widthOf(text: string, { face = 'regular', size, spacing = 0 }: TextStyle): number {
  const characters = [...text]
  return characters.reduce((sum, character) => sum + advanceIn(face)(character) * size, 0) + spacing * Math.max(0, characters.length - 1)
}

/** Writes a text on one line from `x`, its letters standing on `baseline`; rare characters change face by themselves. */
export function write(paper: Paper, text: string, x: number, baseline: number, style: TextStyle): void {
  const { face = 'regular', size, colour = ink.black, spacing = 0, opacity = 1 } = style
  const { doc } = paper
  const put = (run: string, name: FaceName, at: number) => {
    if (name === 'rare') doc.registerFont('rare', faceOf('rare').bytes)
    doc.font(name).fontSize(size).fillColor(colour, opacity)
    doc.text(run, at, baseline, { lineBreak: false, baseline: 'alphabetic', characterSpacing: spacing })
  }
  let run = ''
  let name: FaceName = face
  let from = x
  for (const character of text) {
    const own = faceFor(character, face) ?? face
    if (own !== name && run !== '') {
      put(run, name, from)
      from += widthOf(run, { face, size, spacing }) + spacing
      run = ''
    }
    name = own
    run += character
  }
  if (run !== '') put(run, name, from)
}

/** Writes a line of {@link breakLines}. */
export function writeLine(paper: Paper, line: Line, x: number, baseline: number, style: TextStyle): void {
  write(paper, line.text, x + line.indent, baseline, { ...style, spacing: line.spacing })
}

/** Where letters stand in a row of this height: the em box, which reaches 0.88 em over the baseline, is centred in it. */
export const baselineIn = (top: number, height: number, size: number) => top + (height - size) / 2 + 0.88 * size
