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
}

/** Keeps the first two and the last two lines of a paragraph together, so that none stands alone on a page. */
export const keepsLine = (index: number, count: number) => count > 1 && (index === 0 || index === count - 2)

/** Lays pieces on as many pages as they need. */
export function fillPages(paper: Paper, pieces: readonly Piece[], { firstTop, top, bottom }: PageRoom): void {
  let at = firstTop
  for (let start = 0; start < pieces.length;) {
    let end = start
    while (end < pieces.length - 1 && pieces[end]!.keep) end++
    const bound = pieces.slice(start, end + 1)
    const height = bound.reduce((sum, piece) => sum + piece.height, 0)
    const fresh = at === firstTop || at === top
    if (at + height > bottom + 0.01 && !fresh && height <= bottom - top) at = turn(paper, top)
    for (const piece of bound) {
      if (at + piece.height > bottom + 0.01 && at > top) at = turn(paper, top)
      piece.draw(piece.pinned ? bottom - piece.height : at)
      at += piece.height
    }
    start = end + 1
  }
}

function turn(paper: Paper, top: number): number {
  paper.doc.addPage()
  return top
}
