import { useContext, type ReactNode } from 'react'
import type { Basis, Implementation, Limit, Material, MatterDetail } from '../api/types.ts'
import { Panel } from '../blocks/panel.tsx'
import { Tag } from '../blocks/tag.tsx'
import { citationOf } from '../cases/citation.ts'
import { fromApplicant, isNeeded, limitPairs, neededMaterials } from '../hall/needs.ts'
import { LocaleContext, useText } from '../texts.ts'
import { Declared } from './finding.tsx'
import { fromNames, guideTexts, limitNames } from './guide-texts.ts'
import { Course, useDays } from './course.tsx'

export interface PartProps {
  detail: MatterDetail
  needed: readonly Implementation[]
  answers: Record<string, unknown>
}

export const nameOf = ({ matter, components }: MatterDetail, name: string): string =>
  name === matter.name ? matter.label : (components.find((component) => component.matter === name)?.label ?? name)

/** What is known of several offices, once only when it is the same thing. */
export const unique = <T,>(items: readonly T[], key: (item: T) => string): T[] => [
  ...new Map(items.map((item) => [key(item), item])).values(),
]

/** The implementation whose limits are those of the whole. */
const mainOf = ({ detail, needed }: Pick<PartProps, 'detail' | 'needed'>) =>
  needed.find(({ matter }) => matter === detail.matter.name) ?? needed[0]!

const isUnknown = (needed: readonly Implementation[], what: string) => needed.some(({ unknown }) => unknown?.includes(what))

const yuan = (fen: number, locale: 'zh' | 'en') => {
  const amount = (fen / 100).toLocaleString('zh-CN', { minimumFractionDigits: fen % 100 === 0 ? 0 : 2 })
  return locale === 'en' ? `${amount} yuan` : `${amount} 元`
}

export function Ground({ basis }: { basis: Basis | null | undefined }) {
  const locale = useContext(LocaleContext)
  if (!basis) return null
  const { law, article } = citationOf(basis, false)
  const words = <Declared>{locale === 'en' ? [law, article].filter(Boolean).join(', ') : `《${law}》${article}`}</Declared>
  return <span className="small soft">{basis.reads ? <a href={basis.reads}>{words}</a> : words}</span>
}

/** The four things that people ask first, in one line each. */
export function AtAGlance(props: PartProps) {
  const t = useText(guideTexts)
  const locale = useContext(LocaleContext)
  const days = useDays()
  const { detail, needed, answers } = props
  const main = limitPairs(mainOf(props).limits, answers).find(({ what }) => what === 'joint' || what === 'statutory')
  const first = main?.promise ?? main?.law
  const materials = neededMaterials(needed, answers)
  const give = materials.filter(fromApplicant).length
  const paid = needed.flatMap(({ fees }) => fees).reduce((sum, { amountFen }) => sum + amountFen, 0)
  const offices = unique(needed, ({ organisation }) => organisation.id)
  const open = detail.components.some(({ matter }) => isNeeded(detail, matter, answers) === undefined)
  const fact = (name: string, known: boolean, value: string, more?: ReactNode) => (
    <div>
      <dt>{name}</dt>
      <dd>
        <b>{known ? value : t.notKnown}</b>
        <span className="small soft">{known ? more : t.askFirst}</span>
      </dd>
    </div>
  )
  // Where nothing is published the notice above says it once.
  if (first === undefined && isUnknown(needed, 'materials') && isUnknown(needed, 'fees')) return null
  return (
    <Panel title={t.glance}>
      {open && <p className="small soft">{t.asMost}</p>}
      <dl className="glance">
        {fact(
          t.glanceHow,
          first !== undefined,
          first ? days(first) : '',
          first && (
            <>
              {fromNames[locale][first.from] && t.fromStart(fromNames[locale][first.from]!)}
              {main?.promise && main.law && `${locale === 'en' ? '; ' : '，'}${t.glanceLaw(days(main.law))}`}
            </>
          ),
        )}
        {fact(
          t.glanceBring,
          !isUnknown(needed, 'materials'),
          t.papers(give),
          materials.length > give && t.glanceFree(materials.length - give),
        )}
        {fact(t.glanceFees, !isUnknown(needed, 'fees'), paid === 0 ? t.free : yuan(paid, locale))}
        {fact(
          t.glanceOffice,
          true,
          offices.length === 1 ? offices[0]!.organisation.name : t.offices(offices.length),
          detail.components.length > 0 && t.sideBySide,
        )}
      </dl>
    </Panel>
  )
}

export function Conditions({ detail, needed }: PartProps) {
  const t = useText(guideTexts)
  const locale = useContext(LocaleContext)
  const stated = needed.filter(({ conditions }) => conditions.length > 0)
  const who = detail.matter.applicants
    .map((applicant) => (applicant === 'person' ? t.persons : t.enterprises))
    .join(locale === 'en' ? ' and ' : '、')
  return (
    <Panel title={t.can}>
      {stated.length === 0 && <p>{t.canAll(who)}</p>}
      {stated.map(({ matter, conditions }) => (
        <details key={matter} open={matter === detail.matter.name || stated.length === 1} className="fold">
          <summary>
            <Declared>{nameOf(detail, matter)}</Declared>
          </summary>
          <ul className="plain-list">
            {conditions.map((condition) => (
              <li key={condition}>
                <Declared>{condition}</Declared>
              </li>
            ))}
          </ul>
        </details>
      ))}
    </Panel>
  )
}

export function Materials({ needed, answers }: PartProps) {
  const t = useText(guideTexts)
  const materials = neededMaterials(needed, answers)
  const groups = [
    [t.bringYours, materials.filter(fromApplicant)],
    [t.bringShared, materials.filter(({ source }) => source === 'shared-data')],
    [t.bringMade, materials.filter(({ source }) => source === 'made-by-form')],
  ] as const
  const row = ({ key, name, required, note, why, source }: Material) => (
    <li key={key}>
      <p className="row">
        <Declared>{name}</Declared>
        {source === 'applicant' && <Tag tone={required ? 'warn' : 'plain'}>{required ? t.must : t.may}</Tag>}
      </p>
      {note && (
        <p className="small soft">
          <Declared>{note}</Declared>
        </p>
      )}
      <Ground basis={why} />
    </li>
  )
  return (
    <Panel title={t.bring}>
      {groups[0][1].length === 0 && <p>{t.bringNothing}</p>}
      {groups.map(
        ([title, list]) =>
          list.length > 0 && (
            <div key={title}>
              <h3>
                {title} <span className="soft number">{t.papersIn(list.length)}</span>
              </h3>
              <ul className="material-list">{list.map(row)}</ul>
            </div>
          ),
      )}
    </Panel>
  )
}

export function HowLong(props: PartProps) {
  const t = useText(guideTexts)
  const locale = useContext(LocaleContext)
  const days = useDays()
  const { detail, needed, answers } = props
  const rows = needed.flatMap((one) => limitPairs(one.limits, answers).map((pair) => ({ ...pair, matter: one.matter })))
  const cell = (given: Limit | undefined) =>
    given ? (
      <>
        <b className="number">{days(given)}</b>
        <br />
        <span className="small soft">{fromNames[locale][given.from] && t.fromStart(fromNames[locale][given.from]!)}</span>{' '}
        <Ground basis={given.basis} />
      </>
    ) : (
      <span className="soft">{t.none}</span>
    )
  return (
    <Panel title={t.how}>
      <Course limits={mainOf(props).limits} answers={answers} />
      {rows.length > 0 && (
        <details className="filters">
          <summary>{t.allLimits}</summary>
          <div className="table-frame">
            <table className="table" aria-label={t.how}>
              <thead>
                <tr>
                  <th scope="col">{t.limit}</th>
                  <th scope="col">{t.promise}</th>
                  <th scope="col">{t.law}</th>
                </tr>
              </thead>
              <tbody>
                {rows.map((row) => (
                  <tr key={`${row.matter}.${row.what}`}>
                    <td data-label={t.limit}>
                      <div>
                        {limitNames[locale][row.what] ?? row.what}
                        {needed.length > 1 && (
                          <>
                            <br />
                            <span className="small soft">
                              <Declared>{nameOf(detail, row.matter)}</Declared>
                            </span>
                          </>
                        )}
                      </div>
                    </td>
                    <td data-label={t.promise}>
                      <div>{cell(row.promise)}</div>
                    </td>
                    <td data-label={t.law}>
                      <div>{cell(row.law)}</div>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </details>
      )}
    </Panel>
  )
}

/** A window or hall that is known for the place that was chosen. */
export interface TownWindow {
  name: string
}

export function WhereTo({ detail, needed, townWindow, near }: PartProps & { townWindow: TownWindow | null; near: string }) {
  const t = useText(guideTexts)
  const windows = unique(
    needed.flatMap((one) => one.windows),
    String,
  )
  const offices = unique(needed, ({ organisation }) => organisation.id)
  return (
    <Panel title={t.where}>
      <dl className="facts">
        {detail.matter.procedure && (
          <div>
            <dt>{t.online}</dt>
            <dd>{t.onlineHow}</dd>
          </div>
        )}
        {windows.length > 0 && (
          <div>
            <dt>{t.windows}</dt>
            <dd>
              <ul>
                {windows.map((window) => (
                  <li key={window}>
                    <Declared>{window}</Declared>
                  </li>
                ))}
              </ul>
            </dd>
          </div>
        )}
        <div>
          <dt>{t.office}</dt>
          <dd>
            <ul>
              {offices.map(({ organisation }) => (
                <li key={organisation.id}>
                  <Declared>{organisation.name}</Declared>
                </li>
              ))}
            </ul>
          </dd>
        </div>
        {townWindow && (
          <div>
            <dt>{t.townWindow}</dt>
            <dd>
              <Declared>{townWindow.name}</Declared>
            </dd>
          </div>
        )}
      </dl>
      <p>
        <a href={near}>{t.nearLink}</a>
      </p>
    </Panel>
  )
}

export function Fees({ needed }: PartProps) {
  const t = useText(guideTexts)
  const locale = useContext(LocaleContext)
  if (isUnknown(needed, 'fees')) return null
  const fees = needed.flatMap(({ fees: of, matter }) => of.filter(({ amountFen }) => amountFen > 0).map((fee) => ({ ...fee, matter })))
  return (
    <Panel title={t.fees}>
      {fees.length === 0 ? (
        <p>
          {t.free} <Ground basis={needed.flatMap((one) => one.fees)[0]?.basis} />
        </p>
      ) : (
        <ul className="plain-list">
          {fees.map((fee) => (
            <li key={fee.matter + fee.name}>
              <Declared>{fee.name}</Declared> {yuan(fee.amountFen, locale)} <Ground basis={fee.basis} />
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}
