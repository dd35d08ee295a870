import { advanceIn, ink, write, type Paper } from './paper.ts'
import { faceFor } from './fonts.ts'

export interface SealDrawing {
  /** Centre, in points from the page's upper left corner. */
  x: number
  y: number
  /** Points. A work department of a city or county has 42 mm (国发〔1999〕25号). */
  diameter: number
  /** Read from left to right along the arc. */
  organisation: string
  /** Set level below the star, as on seals for a special use. */
  caption: string
}

/** How much of what lies beneath the ink hides. */
const coverage = 0.86

/** The arc that the name takes: from 8 o'clock over 12 to 4 o'clock, less for short names. */
const widestArc = (250 / 180) * Math.PI

/**
 * Draws a round seal in red: a ring, the name along the arc, a five-pointed star, a caption below. Shape after
 * 国务院关于国家行政机关和企业事业单位社会团体印章管理的规定 (国发〔1999〕25号): round, star in the middle, name around it
 * from left to right in Song type. It is a picture; what gives a document force is its digital signature.
 */
export function drawSeal(paper: Paper, { x, y, diameter, organisation, caption }: SealDrawing): void {
  const { doc } = paper
  const radius = diameter / 2
  const rim = diameter * 0.026
  doc.save()
  doc.opacity(coverage)
  doc
    .circle(x, y, radius - rim / 2)
    .lineWidth(rim)
    .stroke(ink.red)
  drawStar(paper, x, y, radius * 0.29)
  drawArc(paper, { x, y, radius, rim, text: organisation })
  drawCaption(paper, { x, y: y + radius * 0.62, width: radius * 1.12, size: radius * 0.2, text: caption })
  doc.restore()
}

function drawStar({ doc }: Paper, x: number, y: number, radius: number): void {
  // The inner points of a pentagram lie at 0.382 of the radius.
  const points = Array.from({ length: 10 }, (_, index): [number, number] => {
    const reach = index % 2 === 0 ? radius : radius * 0.382
    const angle = (Math.PI / 5) * index - Math.PI / 2
    return [x + reach * Math.cos(angle), y + reach * Math.sin(angle)]
  })
  doc.polygon(...points).fill(ink.red)
}

function drawArc(paper: Paper, { x, y, radius, rim, text }: { x: number; y: number; radius: number; rim: number; text: string }): void {
  const { doc } = paper
  const characters = [...text]
  const height = radius * 0.3
  const inner = radius - rim - radius * 0.07 - height
  // Letters are as wide as their share of the arc allows, and never wider than four fifths of their height.
  const step = Math.min(widestArc / Math.max(1, characters.length - 1), (height * 1.05) / (inner + height / 2))
  const wide = Math.min(0.8, (step * (inner + height * 0.25) * 0.94) / height)
  characters.forEach((character, index) => {
    const angle = step * (index - (characters.length - 1) / 2)
    const face = faceFor(character, 'bold') ?? 'bold'
    doc.save()
    doc.translate(x, y).rotate((angle * 180) / Math.PI)
    doc.translate(0, -inner).scale(wide, 1)
    write(paper, character, (-advanceIn(face)(character) * height) / 2, -0.12 * height, {
      face,
      size: height,
      colour: ink.red,
      opacity: coverage,
    })
    doc.restore()
  })
}

function drawCaption(paper: Paper, { x, y, width, size, text }: { x: number; y: number; width: number; size: number; text: string }): void {
  const { doc } = paper
  const natural = [...text].reduce((sum, character) => sum + advanceIn('bold')(character) * size, 0)
  const wide = Math.min(1, width / natural)
  doc.save()
  doc.translate(x, y).scale(wide, 1)
  write(paper, text, -natural / 2, 0, { face: 'bold', size, colour: ink.red, opacity: coverage })
  doc.restore()
}
