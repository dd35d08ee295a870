import { ink, widthOf, write, type Paper } from './paper.ts'

/** Writes 演示 DEMO across the page, pale and under the text, so that nobody takes the paper for a real one. */
export function drawDemoMark(paper: Paper): void {
  const { doc, width, height } = paper
  const size = Math.min(width, height) / 6.4
  const text = '演示 DEMO'
  const turn = (Math.atan2(height, width) * 180) / Math.PI
  doc.save()
  doc.translate(width / 2, height / 2).rotate(-Math.min(turn, 45))
  write(paper, text, -widthOf(text, { face: 'bold', size }) / 2, size * 0.36, { face: 'bold', size, colour: ink.grey, opacity: 0.1 })
  doc.restore()
}

/** A rosette of fine lines like those of security paper, behind the text of a certificate. */
function drawRosette({ doc }: Paper, x: number, y: number, radius: number): void {
  doc.save()
  doc.lineWidth(0.35).strokeColor(ink.gold, 0.16)
  for (let ring = 0; ring < 14; ring++) {
    const reach = radius * (0.34 + ring * 0.05)
    const wave = radius * (0.1 - ring * 0.004)
    const steps = 360
    for (let step = 0; step <= steps; step++) {
      const angle = (2 * Math.PI * step) / steps
      const at = reach + wave * Math.sin(angle * 12 + ring * 0.4)
      const point: [number, number] = [x + at * Math.cos(angle), y + at * Math.sin(angle)]
      if (step === 0) doc.moveTo(...point)
      else doc.lineTo(...point)
    }
    doc.stroke()
  }
  doc.restore()
}

/** One cell of the meander 回纹, as a line through a grid of eight. */
const meander: readonly (readonly [number, number])[] = [
  [0, 7],
  [0, 0],
  [7, 0],
  [7, 6],
  [2, 6],
  [2, 2],
  [5, 2],
  [5, 4],
  [4, 4],
]

/** Cells of a meander side by side from `x` along a line that was turned to run to the right. */
function drawBand({ doc }: Paper, length: number, band: number): void {
  const count = Math.max(1, Math.round(length / (band * 1.12)))
  const step = length / count
  const unit = band / 8
  for (let index = 0; index < count; index++) {
    const at = index * step + (step - 7 * unit) / 2
    meander.forEach(([column, row], point) => {
      const to: [number, number] = [at + column * unit, row * unit + unit / 2]
      if (point === 0) doc.moveTo(...to)
      else doc.lineTo(...to)
    })
  }
  doc.stroke()
}

/** Draws the frame of a certificate: a heavy and a fine line with a meander between them, and a square at each corner. */
export function drawFrame(paper: Paper, scale: number): void {
  const { doc, width, height } = paper
  const edge = 24 * scale
  const band = 15 * scale
  const gap = 3.2 * scale
  drawRosette(paper, width / 2, height / 2, Math.min(width, height) * 0.4)
  doc.save()
  doc.strokeColor(ink.frame, 1).lineJoin('miter')
  doc
    .lineWidth(2.4 * scale)
    .rect(edge, edge, width - 2 * edge, height - 2 * edge)
    .stroke()
  const inner = edge + band + 2 * gap
  doc
    .lineWidth(0.8 * scale)
    .rect(inner, inner, width - 2 * inner, height - 2 * inner)
    .stroke()
  doc.strokeColor(ink.gold, 1).lineWidth(0.95 * scale)
  const corner = band + gap
  const sides: [x: number, y: number, turn: number, length: number][] = [
    [edge + gap, edge + gap, 0, width - 2 * (edge + gap)],
    [width - edge - gap, edge + gap, 90, height - 2 * (edge + gap)],
    [width - edge - gap, height - edge - gap, 180, width - 2 * (edge + gap)],
    [edge + gap, height - edge - gap, 270, height - 2 * (edge + gap)],
  ]
  for (const [x, y, turn, length] of sides) {
    doc.save()
    doc.translate(x, y).rotate(turn)
    doc.rect(0.6 * scale, 0.6 * scale, band - 1.2 * scale, band - 1.2 * scale).stroke()
    doc.rect(band * 0.32, band * 0.32, band * 0.36, band * 0.36).fillAndStroke(ink.frame, ink.gold)
    doc.translate(corner, 0)
    drawBand(paper, length - 2 * corner, band)
    doc.restore()
  }
  doc.restore()
}
