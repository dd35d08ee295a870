import { useText } from '../texts.ts'
import { SearchBox } from './finding.tsx'
import { readingTexts } from './texts.ts'

export interface ProblemProps {
  status: number
  /** The server's own sentence. */
  detail: string | null
  /** Number to quote. */
  number: string | null
}

/** What went wrong and what to do next. */
export function ProblemPage({ status, detail, number }: ProblemProps) {
  const t = useText(readingTexts)
  const lost = status === 404
  return (
    <div className="stack">
      <div className="page-head">
        <h1>{lost ? t.notFoundTitle : t.troubleTitle}</h1>
        <p className="soft prose">{lost ? t.notFoundLead : (detail ?? t.troubleLead)}</p>
      </div>
      <SearchBox />
      {number && status >= 500 && (
        <p className="small soft">
          {t.number} <span className="number">{number}</span>
        </p>
      )}
      <p>
        <a href="/">{t.backHome}</a>
      </p>
    </div>
  )
}
