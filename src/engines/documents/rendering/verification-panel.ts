import { breakLines } from './lines.ts'
import { advanceIn, baselineIn, beginElement, ink, mm, within, write, writeLine, type Paper } from './paper.ts'
import { drawQr } from './qr.ts'

/** What lets anybody check the document. */
export interface VerificationPanel {
  url: string
  /** In groups of four, as a person reads it aloud. */
  code: string
  number?: string
  /** Other sentences, such as the mark of a demonstration. */
  notes: readonly string[]
}

export const panelHeight = (scale = 1) => 26 * mm * scale

/** Draws the QR code with the number and the code beside it. */
export function drawPanel(paper: Paper, panel: VerificationPanel, x: number, y: number, width: number, scale = 1): void {
  const side = 23 * mm * scale
  const size = 8.5 * scale
  const pitch = size * 1.5
  const figure = beginElement(paper, 'Figure', paper.root, `二维码，核验网址 ${panel.url}`)
  within(paper, figure, 'Figure', () => drawQr(paper, panel.url, x, y, side))
  figure.end()
  const left = x + side + 4 * mm * scale
  const room = x + width - left
  const element = beginElement(paper, 'P')
  within(paper, element, 'P', () => {
    let top = y
    write(paper, `核验码 ${panel.code}`, left, baselineIn(top, pitch * 1.3, size * 1.2), { face: 'bold', size: size * 1.2 })
    top += pitch * 1.3
    const sentences = [
      ...(panel.number ? [`编号：${panel.number}`] : []),
      `扫描二维码或在 ${panel.url} 输入核验码，可核验真伪。`,
      ...panel.notes,
    ]
    for (const sentence of sentences) {
      for (const line of breakLines(sentence, { width: room, size, advance: advanceIn('regular') })) {
        writeLine(paper, line, left, baselineIn(top, pitch, size), { size, colour: ink.grey })
        top += pitch
      }
    }
  })
  element.end()
}
