import { useQuery } from '@tanstack/react-query'
import { calls } from '../api/calls.ts'
import type { CaseView, Implementation, Remedy } from '../api/types.ts'
import { Panel } from '../blocks/index.ts'
import { useSigns, useText } from '../texts.ts'
import type { citationOf } from './citation.ts'
import { caseTexts } from './texts.ts'
import { useCitation } from './use-citation.ts'

function Article({ law, article, says }: ReturnType<typeof citationOf>) {
  const t = useText(caseTexts)
  const signs = useSigns()
  return (
    <>
      {t
        .byLaw(law, article)
        .replace(/^[，,]\s*/, '')
        .trimEnd()}
      {says && (
        <span className="soft">
          {signs.colon}
          {says}
        </span>
      )}
    </>
  )
}

function RemedyLine({ remedy }: { remedy: Remedy }) {
  const t = useText(caseTexts)
  const cite = useCitation()
  const within = remedy.withinMonths ? t.withinMonths(remedy.withinMonths) : remedy.withinDays ? t.withinDays(remedy.withinDays) : ''
  const kind = remedy.kind === 'reconsideration' ? t.reconsideration : remedy.kind === 'litigation' ? t.litigation : remedy.kind
  return (
    <li>
      <b>{kind}</b> {t.remedyTo(remedy.to, within)}
      {remedy.basis && (
        <p className="small soft">
          <Article {...cite(remedy.basis)} />
        </p>
      )}
    </li>
  )
}

/** The implementations of a case: the branches' own, or that of the whole. */
function implementationsOf(view: CaseView, all: Readonly<Record<string, Implementation>>): [label: string, Implementation][] {
  const branches = view.branches
    .filter(({ state }) => state !== 'not-needed')
    .flatMap(({ matter, label }): [string, Implementation][] => (all[matter] ? [[label, all[matter]]] : []))
  if (branches.length > 0) return branches
  const own = all[view.matter.name]
  return own ? [[view.matter.label, own]] : []
}

/** What the law says about this case: on what its matters rest, and what can be done against a decision. */
export function Law({ view }: { view: CaseView }) {
  const t = useText(caseTexts)
  const cite = useCitation()
  const { data } = useQuery({
    queryKey: ['matter', view.matter.name, view.region.id],
    queryFn: () => calls.matter(view.matter.name, view.region.id),
    staleTime: 300_000,
  })
  const found = data ? implementationsOf(view, data.implementations) : []
  if (found.every(([, one]) => one.basis.length === 0 && one.remedies.length === 0)) return null
  return (
    <Panel title={t.law}>
      {found.map(([label, { id, basis, remedies }]) => (
        <details key={id} className="fold" open={found.length === 1}>
          <summary>{label}</summary>
          {basis.length > 0 && (
            <>
              <h3>{t.grounds}</h3>
              <ul className="law-list">
                {[...new Map(basis.map(cite).map((one) => [`${one.law} ${one.article} ${one.says}`, one]))].map(([key, one]) => (
                  <li key={key}>
                    <Article {...one} />
                  </li>
                ))}
              </ul>
            </>
          )}
          {remedies.length > 0 && (
            <>
              <h3>{t.remedies}</h3>
              <ul className="law-list">
                {remedies.map((one) => (
                  <RemedyLine key={`${one.kind} ${one.to}`} remedy={one} />
                ))}
              </ul>
            </>
          )}
        </details>
      ))}
    </Panel>
  )
}
