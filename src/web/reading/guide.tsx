import { useContext } from 'react'
import type { MatterDetail } from '../api/types.ts'
import { Icon } from '../blocks/icon.tsx'
import { Notice } from '../blocks/notice.tsx'
import { Panel } from '../blocks/panel.tsx'
import { Tag } from '../blocks/tag.tsx'
import { neededImplementations, standsAlone } from '../hall/needs.ts'
import { LocaleContext, useText } from '../texts.ts'
import { applyAddress } from './answers.ts'
import { Declared, Titled, useKind } from './finding.tsx'
import { LegalBasis, Then, Unknown } from './guide-afterwards.tsx'
import { AtAGlance, Conditions, Fees, HowLong, Materials, WhereTo, type TownWindow } from './guide-parts.tsx'
import { guideTexts } from './guide-texts.ts'
import { Needed } from './needed.tsx'
import { Questions, type PlaceOption } from './questions.tsx'
import { readingTexts } from './texts.ts'

export interface GuideProps {
  detail: MatterDetail
  answers: Record<string, unknown>
  counties: readonly PlaceOption[]
  county: string | null
  towns: readonly PlaceOption[]
  town: string | null
  townWindow: TownWindow | null
  /** Joint matters that this one is a part of. */
  within: readonly { name: string; label: string }[]
}

/** A matter's guide: can I, what do I need, where, how long, how much, then what. */
export function Guide({ detail, answers, counties, county, towns, town, townWindow, within }: GuideProps) {
  const t = useText(guideTexts)
  const r = useText(readingTexts)
  const locale = useContext(LocaleContext)
  const kindOf = useKind()
  const { matter } = detail
  const needed = neededImplementations(detail, answers)
  const parts = { detail, needed, answers }
  const known = needed.length > 0
  const free = standsAlone(detail)
  const apply = matter.procedure && (
    <a className="button button-primary" href={applyAddress(matter.name, county, answers)} rel="nofollow">
      {t.apply}
    </a>
  )
  return (
    <div className="stack">
      <div className="page-head">
        <p className="way">
          <a href="/">
            <Icon name="back" size={1} />
            {r.home}
          </a>
        </p>
        <div className="row row-between">
          <h1 tabIndex={-1}>
            <Titled>{matter.label}</Titled>
          </h1>
          <div id="apply-top" className="row actions">
            {apply}
          </div>
        </div>
        {matter.about && (
          <p className="soft prose">
            <Declared>{matter.about}</Declared>
          </p>
        )}
        <p className="row small">
          <Tag>{kindOf(matter.kind)}</Tag>
          <span>
            {t.forWhom}
            {locale === 'en' ? ': ' : '：'}
            {matter.applicants.map((applicant) => (applicant === 'person' ? t.persons : t.enterprises)).join(locale === 'en' ? ', ' : '、')}
          </span>
          {matter.code && (
            <span className="soft">
              {t.code} <span className="number">{matter.code}</span>
            </span>
          )}
        </p>
      </div>
      {!matter.procedure && within.length > 0 && (
        <Notice>
          <p>
            {t.partOnly}{' '}
            {within.map(({ name, label }) => (
              <a key={name} href={`/matters/${encodeURIComponent(name)}`}>
                <Declared>{label}</Declared>
              </a>
            ))}
          </p>
        </Notice>
      )}
      <Panel title={matter.guide ? t.askTitle : t.askWhere}>
        <div className={detail.components.length > 0 ? 'guide' : undefined}>
          <Questions
            action={`/matters/${encodeURIComponent(matter.name)}`}
            guide={matter.guide}
            {...{ answers, counties, county, towns, town }}
          />
          {detail.components.length > 0 && <Needed detail={detail} answers={answers} />}
        </div>
      </Panel>
      <div id="answers" className="stack" aria-busy="false">
        {!known && <Notice tone={county && !free ? 'warn' : 'info'}>{!county ? t.chooseWhere : free ? t.notPublished : t.notHere}</Notice>}
        {known && (
          <>
            <Unknown {...parts} />
            <AtAGlance {...parts} />
            <Conditions {...parts} />
            <Materials {...parts} />
            <WhereTo {...parts} townWindow={townWindow} near={town ? `/near?town=${town}` : county ? `/near?region=${county}` : '/near'} />
            <HowLong {...parts} />
            <Fees {...parts} />
            <Then {...parts} />
            <LegalBasis {...parts} />
          </>
        )}
        {apply && <p className="actions">{apply}</p>}
      </div>
    </div>
  )
}
