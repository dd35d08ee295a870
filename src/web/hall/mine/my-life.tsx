import type { LifeStage } from '#declare'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { calls } from '../../api/calls.ts'
import type { MyOccasion } from '../../api/mine.ts'
import type { MatterSummary } from '../../api/types.ts'
import { Failure, Page, Skeleton, Tabs, Tag, To } from '../../blocks/index.ts'
import { SignedIn } from '../../shell/signed-in.tsx'
import { useText } from '../../texts.ts'
import { BackToMyself } from './back-to-myself.tsx'
import { Occasions, useOccasions } from './occasions.tsx'
import { stagesOfBusiness, stagesOfPerson } from './stages.ts'
import { stageTexts, stageWords } from './stage-texts.ts'
import { mineTexts } from './texts.ts'

/** As many matters of a stage as are named; the others are found by searching. */
const named = 3

function OneStage({ stage, matters, due }: { stage: LifeStage; matters: readonly MatterSummary[]; due: readonly MyOccasion[] }) {
  const t = useText(mineTexts)
  const names = useText(stageTexts)
  const search = `/search?q=${encodeURIComponent(useText(stageWords)[stage])}`
  return (
    <li className="stack-tight stage">
      <h3 className="row">
        {names[stage]}
        {due.length > 0 && <Tag tone="warn">{t.stageDue}</Tag>}
      </h3>
      {due.length > 0 && <Occasions occasions={due} whole={false} />}
      {matters.length > 0 && (
        <ul className="plain-list" aria-label={t.stageMatters(matters.length)}>
          {matters.slice(0, named).map(({ name, label }) => (
            <li key={name}>
              <To to={`/matters/${name}`}>{label}</To>
            </li>
          ))}
          {matters.length > named && (
            <li>
              <To to={search}>{t.stageMore(matters.length - named)}</To>
            </li>
          )}
        </ul>
      )}
      {matters.length === 0 && <p className="soft">{t.stageNone}</p>}
    </li>
  )
}

function Life() {
  const t = useText(mineTexts)
  const [open, setOpen] = useState<'person' | 'enterprise'>('person')
  const { data, error, refetch } = useQuery({ queryKey: ['matters'], queryFn: calls.matters, staleTime: 300_000 })
  const due = useOccasions().data?.items ?? []
  const stages = open === 'person' ? stagesOfPerson : stagesOfBusiness
  return (
    <Page title={t.lifeTitle} lead={t.lifeLead} up={{ to: '/me', label: t.title }}>
      <div className="stack">
        <BackToMyself />
        {error && <Failure error={error} retry={() => void refetch()} />}
        <Tabs
          label={t.lifeTitle}
          tabs={[
            { key: 'person', label: t.life },
            { key: 'enterprise', label: t.business },
          ]}
          open={open}
          onOpen={(key) => setOpen(key as typeof open)}
        >
          {!data && !error && <Skeleton />}
          {data && (
            <ol className="stages">
              {stages.map((stage) => (
                <OneStage
                  key={stage}
                  stage={stage}
                  matters={data.filter((one) => one.stages.includes(stage))}
                  due={due.filter((one) => one.stage === stage)}
                />
              ))}
            </ol>
          )}
        </Tabs>
      </div>
    </Page>
  )
}

/** The stages of a life and of a business, with what there is to do at each and what comes due. */
export const MyLife = () => (
  <SignedIn>
    <Life />
  </SignedIn>
)
