import type { Paper } from './paper.ts'

/** A strip of a document that is never cut: a line of text, a row of a table, the signature. Pages are filled with these. */
export interface Piece {
  /** Points. */
  height: number
  /** Stays on one page with the piece after it. */
  keep: boolean
  /** Lies at the foot of its page. */
  pinned?: boolean
  draw: (top: number) => void
}

export interface PageRoom {
  /** Where the first page and the others begin and all end, in points from the upper edge. */
  firstTop: number
  top: number
  bottom: number
  /** How low a pinned piece may lie on the first page, which bears no number. */
  firstFoot: number
}

/** Whether all pieces go on the first page. */
export const fitsFirstPage = (pieces: readonly Piece[], { firstTop, bottom, firstFoot }: PageRoom): boolean =>
  firstTop + pieces.reduce((sum, piece) => sum + piece.height, 0) <= (pieces.at(-1)?.pinned ? firstFoot : bottom) + 0.01

/** Keeps the first two and the last two lines of a paragraph together, so that none stands alone on a page. */
export const keepsLine = (index: number, count: number) => count > 1 && (index === 0 || index === count - 2)

/** Lays pieces on as many pages as they need. */
export function fillPages(paper: Paper, pieces: readonly Piece[], room: PageRoom): void {
  const { firstTop, top, bottom, firstFoot } = room
  let at = firstTop
  let first = true
  const turn = () => {
    paper.doc.addPage()
    first = false
    at = top
  }
  for (let start = 0; start < pieces.length;) {
    let end = start
    while (end < pieces.length - 1 && pieces[end]!.keep) end++
    const bound = pieces.slice(start, end + 1)
    const height = bound.reduce((sum, piece) => sum + piece.height, 0)
    const foot = (piece: Piece) => (first && piece.pinned ? firstFoot : bottom)
    const fresh = at === (first ? firstTop : top)
    if (at + height > foot(bound.at(-1)!) + 0.01 && !fresh && height <= bottom - top) turn()
    for (const piece of bound) {
      if (at + piece.height > foot(piece) + 0.01 && at > top) turn()
      piece.draw(piece.pinned ? foot(piece) - piece.height : at)
      at += piece.height
    }
    start = end + 1
  }
}
