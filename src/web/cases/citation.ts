import type { Basis } from '../api/types.ts'

/** Where nobody could check the number of an article, its place says so. */
const noNumber = /未核|not verified/

/**
 * What a reader is told of the law behind a rule. What nobody has read in the text itself is no statement of the law: of it the public is
 * told the law's name alone, and officers, who answer for it, all that is kept.
 */
export function citationOf(basis: Basis, toOfficers: boolean): { law: string; article: string; says: string } {
  const { law, verified } = basis
  const article = basis.article ?? ''
  const says = basis.says ?? ''
  if (toOfficers) return { law, article, says }
  if (verified === false) return { law, article: '', says: '' }
  return { law, article: noNumber.test(article) ? '' : article, says }
}
