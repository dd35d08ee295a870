import { Notice } from '../blocks/notice.tsx'
import { useText } from '../texts.ts'
import { MatterCards, SearchBox, type MatterCard } from './finding.tsx'
import { readingTexts } from './texts.ts'

export interface SearchProps {
  q: string
  applicant: 'person' | 'enterprise' | null
  items: readonly MatterCard[]
  total: number
  page: number
  pages: number
  corrected: string | null
}

/** The address of a page of results. */
function searchAddress({ q, applicant, page }: Pick<SearchProps, 'q' | 'applicant' | 'page'>): string {
  const query = new URLSearchParams({ q })
  if (applicant) query.set('for', applicant)
  if (page > 1) query.set('page', String(page))
  return `/search?${query.toString()}`
}

/** What was found for a question in somebody's own words. */
export function Search(props: SearchProps) {
  const t = useText(readingTexts)
  const { q, applicant, items, total, page, pages, corrected } = props
  const filter = (value: SearchProps['applicant'], words: string) => (
    <li key={words}>
      <a href={searchAddress({ q, applicant: value, page: 1 })} aria-current={applicant === value ? 'true' : undefined}>
        {words}
      </a>
    </li>
  )
  return (
    <div className="stack">
      <div className="page-head">
        <h1>{q ? t.resultsTitle(q) : t.searchTitle}</h1>
      </div>
      <SearchBox q={q} />
      {q && (
        <>
          <div className="row row-between">
            <p role="status">{total > 0 ? t.found(total) : t.foundNone}</p>
            <nav aria-label={t.forWhom}>
              <ul className="choices-line">
                {filter(null, t.everybody)}
                {filter('person', t.forPersons)}
                {filter('enterprise', t.forEnterprises)}
              </ul>
            </nav>
          </div>
          {corrected && <p className="soft">{t.takenAs(corrected)}</p>}
        </>
      )}
      {q && total === 0 && (
        <Notice>
          <p>{t.tryOther}</p>
          <p>
            <a href="/life">{t.lifeTitle}</a>
          </p>
        </Notice>
      )}
      {!q && <p className="soft">{t.typeSomething}</p>}
      <MatterCards matters={items} under={1} />
      {pages > 1 && (
        <nav className="row" aria-label={t.more}>
          {page > 1 && (
            <a className="button button-plain" rel="prev" href={searchAddress({ ...props, page: page - 1 })}>
              {t.before}
            </a>
          )}
          {page < pages && (
            <a className="button button-plain" rel="next" href={searchAddress({ ...props, page: page + 1 })}>
              {t.more}
            </a>
          )}
        </nav>
      )}
    </div>
  )
}
