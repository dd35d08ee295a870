import { drawSeal } from './seal.ts'
import { balancedLines, sizeThatFits, type Line } from './lines.ts'
import { advanceIn, baselineIn, beginElement, mm, widthOf, within, write, writeLine, type Paper } from './paper.ts'

/** The organ's name over the day of issue, with the seal across both. */
export interface SignatureBlock {
  organisation: string
  date: string
  seal?: SealChoice
}

/** The seal of a document: drawn by us for a demonstration, or the picture that the organ's seal maker delivered (PNG). */
export type SealChoice = { drawn: { organisation: string; caption: string } } | { picture: Uint8Array }

/** 42 mm: a work department of a city or county (国发〔1999〕25号, article 13). */
export const sealDiameter = 42 * mm

export interface SignaturePlace {
  top: number
  /** The right end of the date. */
  right: number
  /** No part of a long name goes beyond these. */
  leftEdge: number
  rightEdge: number
  size: number
  pitch: number
  diameter: number
}

export interface SignatureShape {
  width: number
  size: number
  pitch: number
  diameter: number
}

/** A long name becomes a little smaller, and then takes several lines. */
function nameLines(name: string, width: number, size: number): { lines: Line[]; size: number } {
  const advance = advanceIn('regular')
  const fitted = Math.max(size * 0.85, sizeThatFits(name, size, width, 0, advance))
  return { lines: balancedLines(name, { width, size: fitted, advance }), size: fitted }
}

/** Room that the block takes; the seal's upper rim starts within one line under the text (GB/T 9704-2012, 7.3.5.1). */
export function signatureHeight(block: SignatureBlock, { width, size, pitch, diameter }: SignatureShape): number {
  const { lines } = nameLines(block.organisation, width, size)
  return Math.max(block.seal ? diameter + pitch * 0.45 : 0, pitch * (lines.length + 2.2))
}

/** Draws the block: name centred over the date, both a little below the middle of the seal (GB/T 9704-2012, 7.3.5.1). */
export function drawSignature(paper: Paper, block: SignatureBlock, place: SignaturePlace): void {
  const { right, leftEdge, rightEdge, size, pitch, diameter } = place
  const element = beginElement(paper, 'P')
  const dateWidth = widthOf(block.date, { size })
  const name = nameLines(block.organisation, rightEdge - leftEdge, size)
  const widest = Math.max(...name.lines.map((line) => line.width))
  const middle = Math.min(right - dateWidth / 2, rightEdge - widest / 2)
  const sealMiddle = place.top + pitch * 0.35 + diameter / 2
  const dateTop = block.seal ? sealMiddle + pitch * 0.08 : place.top + pitch * (name.lines.length + 1)
  within(paper, element, 'P', () => {
    name.lines.forEach((line, index) => {
      const top = dateTop - (name.lines.length - index) * pitch
      writeLine(paper, line, middle - line.width / 2, baselineIn(top, pitch, name.size), { size: name.size })
    })
    write(paper, block.date, middle - dateWidth / 2, baselineIn(dateTop, pitch, size), { size })
  })
  element.end()
  if (!block.seal) return
  const { seal } = block
  const figure = beginElement(paper, 'Figure', paper.root, `${block.organisation}印章${'drawn' in seal ? `（${seal.drawn.caption}）` : ''}`)
  within(paper, figure, 'Figure', () => {
    if ('drawn' in seal) drawSeal(paper, { ...seal.drawn, x: middle, y: sealMiddle, diameter })
    else paper.doc.image(Buffer.from(seal.picture), middle - diameter / 2, sealMiddle - diameter / 2, { fit: [diameter, diameter] })
  })
  figure.end()
}
