import { Link } from 'react-router'
import { paperAddress } from '../api/calls.ts'
import type { Paper } from '../api/types.ts'
import { useSigns, useText } from '../texts.ts'
import { caseTexts } from './texts.ts'

/** A document to look at: its name is the link to the PDF, once that is made; its number stands below. */
export function PaperLink({ paper }: { paper: Paper }) {
  const t = useText(caseTexts)
  return (
    <span>
      {paper.ready ? (
        <a href={paperAddress(paper.document ?? paper.id)} target="_blank" rel="noopener" className="paper">
          {paper.label}
          <span className="small"> PDF</span>
        </a>
      ) : (
        <>
          {paper.label} <span className="small soft">{t.making}</span>
        </>
      )}
      {paper.number && <span className="paper-number small soft">{paper.number}</span>}
    </span>
  )
}

/** Documents with the way to verify each. */
export function Papers({ papers, empty }: { papers: readonly Paper[]; empty: string }) {
  const t = useText(caseTexts)
  const signs = useSigns()
  if (papers.length === 0) return <p className="soft">{empty}</p>
  return (
    <ul className="papers papers-verified">
      {papers.map((paper) => (
        <li key={paper.id} className="row row-between">
          <PaperLink paper={paper} />
          {paper.code && paper.ready && (
            <Link className="small" to={`/verify/${paper.code}`} aria-label={`${t.verify}${signs.colon}${paper.label}`}>
              {t.verify}
            </Link>
          )}
        </li>
      ))}
    </ul>
  )
}
