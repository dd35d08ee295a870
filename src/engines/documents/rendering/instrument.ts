import { balancedLines, breakLines, sizeThatFits } from './lines.ts'
import type { FilledBlock, FilledTemplate } from './filling.ts'
import { fillPages, fitsFirstPage, keepsLine, type Piece } from './pages.ts'
import {
  advanceIn,
  artifact,
  baselineIn,
  beginElement,
  ink,
  mm,
  widthOf,
  within,
  write,
  writeLine,
  type Element,
  type Paper,
} from './paper.ts'
import { drawSignature, sealDiameter, signatureHeight, type SealChoice } from './signature.ts'
import { drawPanel, panelHeight, type VerificationPanel } from './verification-panel.ts'

/**
 * The measures of GB/T 9704-2012: text area 156 × 225 mm with 37 mm above and 28 mm to the left (5.2.1), 22 lines of 28
 * characters of 三号 (5.2.2, 5.2.3), titles in 二号 (7.3.1); head and red lines of the letter format (10.1).
 */
const left = 28 * mm
const areaWidth = 156 * mm
const areaHeight = 225 * mm
const areaTop = 37 * mm
const lineCount = 22
const charactersPerLine = 28
const fullPitch = areaHeight / lineCount
/** How far lines may close up so that the seal stays on the page of its text (GB/T 9704-2012, 7.3.5.5). */
const closestLines = 0.84
const bodySize = areaWidth / charactersPerLine
const titleSize = 22
const tableSize = 14
const tablePitch = 21
const rowsPerPiece = 12

export interface InstrumentContent {
  filled: FilledTemplate
  organisation: string
  number?: string
  seal?: SealChoice
  panel?: VerificationPanel
}

/** The name of the organ and the two red double lines; gives the y under which the text begins. */
function drawHead(paper: Paper, organisation: string): number {
  const { doc } = paper
  const advance = advanceIn('bold')
  const fitted = sizeThatFits(organisation, 34, areaWidth, 0, advance)
  const size = Math.max(fitted, 20)
  const lines = balancedLines(organisation, { width: areaWidth, size, advance })
  const top = 30 * mm
  const element = beginElement(paper, 'P')
  within(paper, element, 'P', () =>
    lines.forEach(({ text, width }, index) => {
      const free = areaWidth - width
      const spacing = lines.length > 1 ? 0 : Math.min(size * 0.35, free / [...text].length)
      const whole = width + spacing * ([...text].length - 1)
      write(paper, text, left + (areaWidth - whole) / 2, top + (0.88 + index * 1.25) * size, {
        face: 'bold',
        size,
        colour: ink.red,
        spacing,
      })
    }),
  )
  element.end()
  const rule = top + (1 + (lines.length - 1) * 1.25) * size + 4 * mm
  const from = left + areaWidth / 2 - 85 * mm
  const foot = paper.height - 20 * mm
  artifact(paper, () => {
    doc.rect(from, rule, 170 * mm, 2.4).fill(ink.red)
    doc.rect(from, rule + 4, 170 * mm, 0.8).fill(ink.red)
    doc.rect(from, foot, 170 * mm, 0.8).fill(ink.red)
    doc.rect(from, foot + 1.8, 170 * mm, 2.4).fill(ink.red)
  })
  return rule + 5
}

interface TextShape {
  pitch: number
  tag: string
  face?: 'regular' | 'bold'
  indent?: boolean
  align?: 'left' | 'center' | 'right'
  keep?: boolean
}

function textPieces(
  paper: Paper,
  text: string,
  { tag, pitch, face = 'regular', indent = false, align = 'left', keep = false }: TextShape,
): Piece[] {
  const lines = breakLines(text, {
    width: areaWidth,
    size: bodySize,
    advance: advanceIn(face),
    indent: indent ? 2 * bodySize : 0,
    justify: align === 'left',
  })
  let element: Element | undefined
  return lines.map((line, index) => ({
    height: pitch,
    keep: keep || keepsLine(index, lines.length),
    draw: (top) => {
      element ??= beginElement(paper, tag)
      const free = areaWidth - line.width
      const x = left + (align === 'center' ? free / 2 : align === 'right' ? free : 0)
      within(paper, element, tag, () => writeLine(paper, line, x, baselineIn(top, pitch, bodySize), { face, size: bodySize }))
      if (index === lines.length - 1) element.end()
    },
  }))
}

function tablePieces(paper: Paper, rows: readonly { label: string; text: string }[]): Piece[] {
  const advance = advanceIn('regular')
  const pad = 6
  const widest = Math.max(...rows.map((row) => widthOf(row.label, { size: tableSize })))
  const labelWidth = Math.min(areaWidth * 0.36, Math.max(areaWidth * 0.2, widest + 2 * pad))
  const cut = (text: string, width: number) => breakLines(text, { width: width - 2 * pad, size: tableSize, advance })
  let table: Element | undefined
  const pieces: Piece[] = [gap(6)]
  rows.forEach((row, rowIndex) => {
    const label = cut(row.label, labelWidth)
    const text = cut(row.text, areaWidth - labelWidth)
    const count = Math.max(label.length, text.length)
    for (let from = 0; from < count; from += rowsPerPiece) {
      const lines = Math.min(rowsPerPiece, count - from)
      const height = lines * tablePitch + 2 * pad
      pieces.push({
        height,
        keep: false,
        draw: (top) => {
          table ??= beginElement(paper, 'Table')
          const tr = beginElement(paper, 'TR', table)
          artifact(paper, () => {
            paper.doc.lineWidth(0.6).strokeColor(ink.black, 1)
            paper.doc.rect(left, top, areaWidth, height).stroke()
            paper.doc
              .moveTo(left + labelWidth, top)
              .lineTo(left + labelWidth, top + height)
              .stroke()
          })
          const cells = [
            { tag: 'TH', part: label.slice(from, from + lines), x: left + pad },
            { tag: 'TD', part: text.slice(from, from + lines), x: left + labelWidth + pad },
          ]
          for (const { tag, part, x } of cells) {
            const cell = beginElement(paper, tag, tr)
            const start = top + pad + ((lines - part.length) * tablePitch) / 2
            within(paper, cell, tag, () =>
              part.forEach((line, index) =>
                writeLine(paper, line, x, baselineIn(start + index * tablePitch, tablePitch, tableSize), { size: tableSize }),
              ),
            )
            cell.end()
          }
          tr.end()
          if (rowIndex === rows.length - 1 && from + lines >= count) table.end()
        },
      })
    }
  })
  return [...pieces, gap(6)]
}

const gap = (height: number): Piece => ({ height, keep: false, draw: () => {} })

function blankPieces(paper: Paper, labels: readonly string[], pitch: number): Piece[] {
  return labels.map((label) => ({
    height: pitch * 1.35,
    keep: false,
    draw: (top) => {
      const text = `${label}：`
      const baseline = baselineIn(top, pitch * 1.35, bodySize)
      const element = beginElement(paper, 'P')
      within(paper, element, 'P', () => write(paper, text, left, baseline, { size: bodySize }))
      element.end()
      artifact(paper, () => {
        paper.doc.lineWidth(0.6).strokeColor(ink.black, 1)
        paper.doc
          .moveTo(left + widthOf(text, { size: bodySize }), baseline + 3)
          .lineTo(left + areaWidth, baseline + 3)
          .stroke()
      })
    },
  }))
}

function piecesOf(paper: Paper, block: FilledBlock, seal: SealChoice | undefined, pitch: number): Piece[] {
  switch (block.block) {
    case 'recipient':
      return textPieces(paper, block.text, { tag: 'P', pitch, keep: true })
    case 'heading':
      return textPieces(paper, block.text, { tag: 'H2', pitch, face: 'bold', indent: true, keep: true })
    case 'paragraph':
      return textPieces(paper, block.text, { tag: 'P', pitch, indent: block.indent, align: block.align })
    case 'rows':
      return block.rows.length ? tablePieces(paper, block.rows) : []
    case 'list':
      return block.items.flatMap((item, index) =>
        textPieces(paper, block.items.length > 1 ? `${index + 1}. ${item}` : item, { tag: 'P', pitch, indent: true }),
      )
    case 'blanks':
      return blankPieces(paper, block.labels, pitch)
    case 'signature': {
      const signed = { ...block, ...(seal ? { seal } : {}) }
      return [
        {
          height: signatureHeight(signed, { width: areaWidth, size: bodySize, pitch, diameter: sealDiameter }),
          keep: true,
          draw: (top) =>
            drawSignature(paper, signed, {
              top,
              // The date ends four characters from the edge when a seal lies over it (GB/T 9704-2012, 7.3.5.1).
              right: left + areaWidth - 4 * bodySize,
              leftEdge: left,
              rightEdge: left + areaWidth,
              size: bodySize,
              pitch,
              diameter: sealDiameter,
            }),
        },
      ]
    }
  }
}

/** Everything under the title, from top to bottom. */
function bodyPieces(paper: Paper, { filled, seal, panel }: InstrumentContent, pitch: number): Piece[] {
  const pieces = filled.blocks.flatMap((block) => piecesOf(paper, block, seal, pitch))
  const signatureAt = filled.blocks.findIndex((block) => block.block === 'signature')
  // At least two lines of the text go with the signature, so that no page holds a seal alone.
  const tail = signatureAt < 0 ? 0 : filled.blocks.slice(signatureAt).flatMap((block) => piecesOf(paper, block, seal, pitch)).length
  for (let index = Math.max(0, pieces.length - tail - 2); index < pieces.length - 1; index++) pieces[index]!.keep = true
  if (!panel) return pieces
  const last = pieces.at(-1)
  if (last) last.keep = true
  const draw = (at: number) => {
    // The panel is drawn last, so that the pages there are now are all.
    const { count } = paper.doc.bufferedPageRange()
    const notes = count > 1 ? [`本文书共 ${count} 页。`, ...panel.notes] : panel.notes
    drawPanel(paper, { ...panel, notes }, left, at + 6, areaWidth)
  }
  return [...pieces, { height: panelHeight() + 4, keep: false, pinned: true, draw }]
}

/** Lays out and draws an instrument on as many A4 pages as it needs. */
export function drawInstrument(paper: Paper, content: InstrumentContent): void {
  const { filled, organisation, number } = content
  let top = drawHead(paper, organisation)
  if (number) {
    top += bodySize * 0.875
    const element = beginElement(paper, 'P')
    const size = sizeThatFits(number, bodySize, areaWidth, 0, advanceIn('regular'))
    within(paper, element, 'P', () => write(paper, number, left + areaWidth - widthOf(number, { size }), top + 0.88 * size, { size }))
    element.end()
    top += bodySize
  }
  top += fullPitch * 1.2
  const title = beginElement(paper, 'H1')
  within(paper, title, 'H1', () => {
    for (const line of balancedLines(filled.title, { width: areaWidth, size: titleSize, advance: advanceIn('bold') })) {
      writeLine(paper, line, left + (areaWidth - line.width) / 2, baselineIn(top, fullPitch * 1.2, titleSize), {
        face: 'bold',
        size: titleSize,
      })
      top += fullPitch * 1.2
    }
  })
  title.end()
  top += fullPitch * 0.6

  const room = { firstTop: top, top: areaTop, bottom: areaTop + areaHeight, firstFoot: paper.height - 24 * mm }
  let pieces = bodyPieces(paper, content, fullPitch)
  for (let share = 0.96; share >= closestLines && !fitsFirstPage(pieces, room); share -= 0.04) {
    const closer = bodyPieces(paper, content, fullPitch * share)
    if (fitsFirstPage(closer, room)) pieces = closer
  }
  fillPages(paper, pieces, room)
  numberPages(paper)
}

/** Numbers from the second page on, between dashes, outside the text area (GB/T 9704-2012, 7.5 and 10.1). */
function numberPages(paper: Paper): void {
  const { doc } = paper
  const { count } = doc.bufferedPageRange()
  const size = 14
  for (let index = 1; index < count; index++) {
    doc.switchToPage(index)
    const text = `— ${index + 1} —`
    const width = widthOf(text, { size })
    // One character from the outer edge: right on odd pages, left on even ones.
    const x = index % 2 === 0 ? left + areaWidth - width - size : left + size
    artifact(paper, () => write(paper, text, x, areaTop + areaHeight + 7 * mm + 0.88 * size, { size }))
  }
}
