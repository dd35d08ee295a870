import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useParams, useSearchParams } from 'react-router'
import { calls } from '../api/calls.ts'
import { ButtonLink, Failure, Loading, Notice, Page, Panel, Tag } from '../blocks/index.ts'
import { askedAnswers } from '../forms/asked.ts'
import { FormView } from '../forms/form-view.tsx'
import { useText } from '../texts.ts'
import { keepGuide, readGuide } from './guide-answers.ts'
import { AtAGlance, Conditions, HowLong, LegalBasis, MaterialsNeeded, MoneyAndPlace, Needed, Remedies } from './guide-parts.tsx'
import { neededImplementations } from './needs.ts'
import { applicantLabels, hallTexts, kindLabels } from './texts.ts'
import { lastCounty, Where } from './where.tsx'

/** A matter with its implementations around a county. */
export const useMatter = (name: string, region: string | null) =>
  useQuery({
    queryKey: ['matter', name, region],
    queryFn: () => calls.matter(name, region ?? undefined),
    staleTime: 300_000,
    placeholderData: (before) => (before?.matter.name === name ? before : undefined),
  })

/** The county of the address, or the one chosen last in this browser. */
export function useCounty(): [string | null, (county: string | undefined) => void] {
  const [search, setSearch] = useSearchParams()
  const set = (county: string | undefined) => {
    const next = new URLSearchParams(search)
    if (county) next.set('region', county)
    else next.delete('region')
    setSearch(next, { replace: true })
  }
  return [search.get('region') ?? lastCounty(), set]
}

/** A matter's guide: can I, what do I need, how long, how much, on what ground. */
export function MatterPage() {
  const t = useText(hallTexts)
  const { matter: name = '' } = useParams()
  const [county, setCounty] = useCounty()
  const [answers, setAnswers] = useState(() => readGuide(name))
  const { data: detail, error, refetch, isPlaceholderData } = useMatter(name, county)
  if (error) return <Failure error={error} retry={() => void refetch()} />
  if (!detail) return <Loading />
  const { matter } = detail
  const asked = matter.guide ? askedAnswers(matter.guide, answers) : {}
  const needed = neededImplementations(detail, asked)
  const known = needed.length > 0
  const apply = matter.procedure ? (
    <ButtonLink look="primary" to={`/matters/${name}/apply${county ? `?region=${county}` : ''}`}>
      {t.apply}
    </ButtonLink>
  ) : null
  const parts = { detail, needed, answers: asked }
  return (
    <Page title={matter.label} lead={matter.about} up={{ to: '/', label: t.home }} actions={apply}>
      <div className="stack" aria-busy={isPlaceholderData}>
        <p className="row">
          <Tag>{kindLabels[matter.kind]}</Tag>
          <span>
            {t.forWhom}：{matter.applicants.map((applicant) => applicantLabels[applicant]).join('、')}
          </span>
        </p>
        {!matter.procedure && <Notice>{t.notAlone}</Notice>}
        <Panel title={matter.guide ? t.guideTitle : t.where}>
          <div className="stack">
            <Where value={county} onChange={(chosen) => setCounty(chosen?.id)} />
            {matter.guide && (
              <div className="guide">
                <div>
                  <p className="soft">{t.guideLead}</p>
                  <FormView
                    form={matter.guide}
                    values={answers}
                    prefix="guide"
                    onChange={(changed) => {
                      setAnswers(changed)
                      keepGuide(name, changed)
                    }}
                  />
                </div>
                {detail.components.length > 0 && <Needed detail={detail} answers={asked} />}
              </div>
            )}
          </div>
        </Panel>
        {!known && <Notice tone="warn">{county ? t.notHere : t.chooseWhere}</Notice>}
        {known && (
          <>
            <AtAGlance {...parts} />
            <Conditions {...parts} />
            <MaterialsNeeded {...parts} />
            <HowLong {...parts} />
            <MoneyAndPlace needed={needed} />
            <Remedies {...parts} />
            <LegalBasis {...parts} />
          </>
        )}
        {apply}
      </div>
    </Page>
  )
}
