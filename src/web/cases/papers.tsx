import { Link } from 'react-router'
import { paperAddress } from '../api/calls.ts'
import type { Paper } from '../api/types.ts'
import { useText } from '../texts.ts'
import { caseTexts } from './texts.ts'

/** A document to look at: its name is the link to the PDF, once that is made. */
export function PaperLink({ paper }: { paper: Paper }) {
  const t = useText(caseTexts)
  const name = paper.number ? `${paper.label}（${paper.number}）` : paper.label
  if (!paper.ready)
    return (
      <span>
        {name} <span className="small soft">{t.making}</span>
      </span>
    )
  return (
    <a href={paperAddress(paper.document ?? paper.id)} target="_blank" rel="noopener" className="paper">
      {name}
      <span className="small"> PDF</span>
    </a>
  )
}

/** Documents with the way to verify each. */
export function Papers({ papers, empty }: { papers: readonly Paper[]; empty: string }) {
  const t = useText(caseTexts)
  if (papers.length === 0) return <p className="soft">{empty}</p>
  return (
    <ul className="papers">
      {papers.map((paper) => (
        <li key={paper.id} className="row row-between">
          <PaperLink paper={paper} />
          {paper.code && (
            <Link className="small" to={`/verify/${paper.code}`} aria-label={`${t.verify}：${paper.label}`}>
              {t.verify}
            </Link>
          )}
        </li>
      ))}
    </ul>
  )
}
