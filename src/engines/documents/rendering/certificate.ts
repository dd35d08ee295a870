import { Invalid } from '#kernel/errors'
import { breakLines, sizeThatFits, type Line } from './lines.ts'
import type { FilledTemplate } from './filling.ts'
import { drawFrame } from './ground.ts'
import { advanceIn, artifact, baselineIn, beginElement, mm, widthOf, within, write, writeLine, type Paper } from './paper.ts'
import { drawSignature, sealDiameter, signatureHeight, type SealChoice } from './signature.ts'
import { drawPanel, panelHeight, type VerificationPanel } from './verification-panel.ts'

export interface CertificateContent {
  filled: FilledTemplate
  number?: string
  seal?: SealChoice
  panel?: VerificationPanel
}

/** Sizes grow with the sheet: 1 on A4, 1.41 on 420 × 297 mm. */
export const scaleOf = (paper: Pick<Paper, 'width' | 'height'>) => Math.min(paper.width, paper.height) / (210 * mm)

/** The text is made smaller, in steps, down to this share of its size, until the sheet holds it. */
const smallest = 0.5

interface Strip {
  height: number
  draw: (top: number) => void
}

/** Label letters pushed apart to one width, as forms print 名　　称. */
function writeSpread(paper: Paper, label: string, x: number, baseline: number, width: number, size: number): void {
  const count = [...label].length
  const natural = widthOf(label, { face: 'bold', size })
  const spacing = count > 1 && natural < width ? (width - natural) / (count - 1) : 0
  write(paper, label, x, baseline, { face: 'bold', size, spacing })
}

/** Everything between title and signature, at one size of type. */
function bodyStrips(paper: Paper, { filled }: CertificateContent, x: number, width: number, size: number): Strip[] {
  const pitch = size * 1.62
  const advance = advanceIn('regular')
  const strips: Strip[] = []
  const text = (content: string, shape: { tag: string; face: 'regular' | 'bold'; indent: number; centred: boolean }) => {
    const lines = breakLines(content, { width, size, advance: advanceIn(shape.face), indent: shape.indent, justify: !shape.centred })
    strips.push({
      height: lines.length * pitch + size * 0.5,
      draw: (top) => {
        const element = beginElement(paper, shape.tag)
        within(paper, element, shape.tag, () =>
          lines.forEach((line, index) =>
            writeLine(paper, line, x + (shape.centred ? (width - line.width) / 2 : 0), baselineIn(top + index * pitch, pitch, size), {
              face: shape.face,
              size,
            }),
          ),
        )
        element.end()
      },
    })
  }
  const row = (label: string, lines: readonly Line[], labelWidth: number) =>
    strips.push({
      height: Math.max(1, lines.length) * pitch + size * 0.22,
      draw: (top) => {
        const element = beginElement(paper, 'P')
        within(paper, element, 'P', () => {
          writeSpread(paper, label, x, baselineIn(top, pitch, size), labelWidth, size)
          lines.forEach((line, index) =>
            writeLine(paper, line, x + labelWidth + size * 1.6, baselineIn(top + index * pitch, pitch, size), { size }),
          )
        })
        element.end()
      },
    })
  for (const block of filled.blocks) {
    if (block.block === 'rows') {
      const natural = Math.max(...block.rows.map((each) => widthOf(each.label, { face: 'bold', size })))
      const labelWidth = Math.min(natural, width * 0.4)
      for (const each of block.rows) {
        const lines = breakLines(each.text, { width: width - labelWidth - size * 1.6, size, advance })
        row(each.label, lines, labelWidth)
      }
    } else if (block.block === 'list') {
      block.items.forEach((item, index) => text(`${index + 1}. ${item}`, { tag: 'P', face: 'regular', indent: 0, centred: false }))
    } else if (block.block === 'blanks') {
      for (const label of block.labels) text(`${label}：`, { tag: 'P', face: 'regular', indent: 0, centred: false })
    } else if (block.block !== 'signature') {
      const heading = block.block === 'heading'
      const centred = block.block === 'paragraph' && block.align === 'center'
      const indent = block.block === 'paragraph' && block.indent ? 2 * size : 0
      text(block.text, { tag: heading ? 'H2' : 'P', face: heading ? 'bold' : 'regular', indent, centred })
    }
  }
  return strips
}

function drawTitle(paper: Paper, title: string, top: number, scale: number, width: number): void {
  const size = sizeThatFits(title, 38 * scale, width, 12 * scale, advanceIn('bold'))
  const free = width - widthOf(title, { face: 'bold', size })
  const spacing = Math.min(size * 0.5, Math.max(0, free / Math.max(1, [...title].length)))
  const whole = widthOf(title, { face: 'bold', size, spacing })
  const element = beginElement(paper, 'H1')
  within(paper, element, 'H1', () => write(paper, title, (paper.width - whole) / 2, top + 0.88 * size, { face: 'bold', size, spacing }))
  element.end()
}

/**
 * Draws a certificate on one sheet: frame, title, rows, code at the lower left, seal at the lower right.
 * @throws Invalid when the text does not fit at half its size
 */
export function drawCertificate(paper: Paper, content: CertificateContent): void {
  const { filled, number, seal, panel } = content
  const scale = scaleOf(paper)
  artifact(paper, () => drawFrame(paper, scale))
  const landscape = paper.width > paper.height
  const margin = (landscape ? 82 : 66) * scale
  const width = paper.width - 2 * margin
  let top = (landscape ? 68 : 96) * scale
  drawTitle(paper, filled.title, top, scale, width)
  top += 38 * scale + 12 * scale
  if (number) {
    const text = `编号：${number}`
    const size = sizeThatFits(text, 12 * scale, width, 6 * scale, advanceIn('regular'))
    const element = beginElement(paper, 'P')
    within(paper, element, 'P', () => write(paper, text, margin + width - widthOf(text, { size }), top + size, { size }))
    element.end()
    top += 12 * scale + 14 * scale
  }
  const block = filled.blocks.find((each) => each.block === 'signature')
  const signature = block && { ...block, ...(seal ? { seal } : {}) }
  const signatureSize = 13 * scale
  const signaturePitch = signatureSize * 1.7
  // A seal keeps the size that it has in law on every sheet.
  const footHeight = Math.max(
    panel ? panelHeight(scale) : 0,
    signature ? signatureHeight(signature, { width: width * 0.44, size: signatureSize, pitch: signaturePitch, diameter: sealDiameter }) : 0,
  )
  const foot = paper.height - 52 * scale - footHeight
  const room = foot - top

  let size = (landscape ? 16 : 15) * scale
  let strips = bodyStrips(paper, content, margin, width, size)
  const height = () => strips.reduce((sum, strip) => sum + strip.height, 0)
  const least = size * smallest
  while (height() > room && size > least) {
    size *= 0.96
    strips = bodyStrips(paper, content, margin, width, size)
  }
  if (height() > room) throw new Invalid('证照内容过多，一页印不下', { code: 'documents.too-long', path: 'data' })
  // What is left over is shared out between the rows, up to a line each.
  const extra = Math.min(size * 0.75, (room - height()) / (strips.length + 1))
  top += extra
  for (const strip of strips) {
    strip.draw(top)
    top += strip.height + extra
  }
  if (panel) drawPanel(paper, panel, margin, paper.height - 56 * scale - panelHeight(scale), width * 0.52, scale)
  if (signature)
    drawSignature(paper, signature, {
      top: foot,
      right: margin + width - 2 * signatureSize,
      leftEdge: margin + width * 0.56,
      rightEdge: margin + width,
      size: signatureSize,
      pitch: signaturePitch,
      diameter: sealDiameter,
    })
}
