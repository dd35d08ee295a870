import type { Anonymity } from './anonymity.ts'
import type { Difference } from './difference.ts'
import type { Found } from './identifiers.ts'
import type { Subject } from './openable.ts'

/** Why a version may not be published as it is. */
export type Block = 'empty' | 'identifiers' | 'anonymity' | 'cells' | 'difference'

/** What the privacy check of a version found; kept with it. */
export interface Report {
  subject: Subject
  /** Rows that were looked at, and those of them that stay out. */
  rows: number
  held: number
  identifiers: Found[]
  /** Of records about persons alone. */
  anonymity: Anonymity | null
  /** Of tables of counts alone. */
  cells: { cells: number; primary: number; complementary: number; rounded: boolean } | null
  /** From the second version on. */
  difference: Difference | null
  blocks: Block[]
}

/** What everybody is told of a report: that it was made and what came of it, without the values of small classes. */
export interface PublicReport {
  subject: Subject
  k: number | null
  held: number
  leftOut: number | null
  rounded: boolean
}

export const publicReport = ({ subject, anonymity, held, cells }: Report): PublicReport => ({
  subject,
  k: anonymity?.k ?? null,
  held,
  leftOut: cells && !cells.rounded ? cells.primary + cells.complementary : null,
  rounded: cells?.rounded ?? false,
})
