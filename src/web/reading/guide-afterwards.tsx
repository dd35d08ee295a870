import { useContext } from 'react'
import type { Remedy } from '../api/types.ts'
import { Notice } from '../blocks/notice.tsx'
import { Panel } from '../blocks/panel.tsx'
import { citationOf } from '../cases/citation.ts'
import { LocaleContext, useSigns, useText } from '../texts.ts'
import { Declared } from './finding.tsx'
import { Ground, nameOf, unique, type PartProps } from './guide-parts.tsx'
import { guideTexts, remedyNames } from './guide-texts.ts'

/** What comes after handing in: messages, results, and where to turn when it goes wrong. */
export function Then({ detail, needed }: PartProps) {
  const t = useText(guideTexts)
  const signs = useSigns()
  const locale = useContext(LocaleContext)
  const results = unique(
    needed.flatMap((one) => one.results),
    ({ name }) => name,
  ).map(({ name, validYears }) => (validYears ? t.resultValid(name, validYears) : name))
  const way = ({ kind, to, withinDays, withinMonths }: Remedy) => [kind, to, withinDays, withinMonths].join()
  const remedies = unique(
    needed.flatMap((one) => one.remedies),
    way,
  )
  const decided = needed.filter((one) => one.remedies.length > 0)
  // Where one office's decisions go elsewhere than the others', each way says whose it is.
  const differ = decided.some((one) => !remedies.every((remedy) => one.remedies.some((other) => way(other) === way(remedy))))
  const whose = (remedy: Remedy) =>
    decided.filter((one) => one.remedies.some((other) => way(other) === way(remedy))).map(({ matter }) => nameOf(detail, matter))
  return (
    <>
      <Panel title={t.next}>
        <p>{t.nextNotice}</p>
        {results.length > 0 && <p>{t.nextResult(signs.list(results))}</p>}
      </Panel>
      {remedies.length > 0 && (
        <Panel title={t.remedies}>
          <ul className="material-list">
            {remedies.map((remedy) => (
              <li key={way(remedy)}>
                <b>{remedyNames[locale][remedy.kind] ?? remedy.kind}</b>{' '}
                {t.remedy(remedy.to, remedy.withinDays ? t.days(remedy.withinDays) : t.months(remedy.withinMonths ?? 0))}{' '}
                <Ground basis={remedy.basis} />
                {differ && (
                  <p className="small soft">
                    <Declared>{t.remedyOf(signs.list(whose(remedy)))}</Declared>
                  </p>
                )}
              </li>
            ))}
          </ul>
        </Panel>
      )}
    </>
  )
}

export function LegalBasis({ needed }: PartProps) {
  const t = useText(guideTexts)
  const told = needed.flatMap((one) => one.basis).map((basis) => ({ basis, ...citationOf(basis, false) }))
  // A law of which an article is named is not named once more.
  const grounds = unique(told, ({ law, article, says }) => law + article + says).filter(
    (one) => one.article || one.says || !told.some(({ law, article, says }) => law === one.law && (article || says)),
  )
  if (grounds.length === 0) return null
  return (
    <details className="filters">
      <summary>
        {t.basis} <span className="number">{t.groundsIn(grounds.length)}</span>
      </summary>
      <ul className="material-list">
        {grounds.map(({ basis, law, article, says }) => (
          <li key={law + article + says}>
            <Ground basis={basis} />
            {says && (
              <p>
                <Declared>{says}</Declared>
              </p>
            )}
          </li>
        ))}
      </ul>
    </details>
  )
}

/** What the list that a matter was taken from doesn't say, and whom to ask. */
export function Unknown({ detail, needed }: PartProps) {
  const t = useText(guideTexts)
  const locale = useContext(LocaleContext)
  const { origin } = detail.matter
  const words: Readonly<Record<string, string>> = { limits: t.unknownLimits, materials: t.unknownMaterials, fees: t.unknownFees }
  const what = [...new Set(needed.flatMap(({ unknown }) => unknown ?? []))].flatMap((one) => words[one] ?? [])
  if (what.length === 0 && !origin) return null
  return (
    <Notice tone="warn" title={what.length > 0 ? t.unknownTitle : undefined}>
      {what.length > 0 && (
        <>
          <p>{t.unknownOf(what.join(locale === 'en' ? ', ' : '、'))}</p>
          <p>{t.unknownAsk(needed[0]!.organisation.name)}</p>
        </>
      )}
      {origin && <p className="small soft">{t.originOf(origin.place, origin.list, origin.fetched)}</p>}
    </Notice>
  )
}
