import { useRef } from 'react'
import type { CaseView } from '../api/types.ts'
import { Facts, FailedPage, Page, Panel, Skeleton, Tag, useDays } from '../blocks/index.ts'
import { AnswersView } from '../forms/answers-view.tsx'
import { useText } from '../texts.ts'
import { ActBar } from './act-bar.tsx'
import './cases.css'
import { Asked } from './asked.tsx'
import { Clocks } from './clocks.tsx'
import { Law } from './law.tsx'
import { Materials } from './materials.tsx'
import { Moves } from './moves.tsx'
import { Papers } from './papers.tsx'
import { Related } from './related.tsx'
import { mineOf, Tasks } from './tasks.tsx'
import { caseTexts } from './texts.ts'
import { useCase } from './use-case.ts'

const stateTones = { open: 'info', concluded: 'good', withdrawn: 'plain', refused: 'bad' } as const
const branchTones = {
  waiting: 'plain',
  running: 'info',
  granted: 'good',
  rejected: 'bad',
  refused: 'bad',
  done: 'good',
  withdrawn: 'plain',
  'not-needed': 'plain',
} as const

function Branches({ view }: { view: CaseView }) {
  const t = useText(caseTexts)
  return (
    <Panel title={t.branches}>
      <ul className="branches">
        {view.branches.map((branch) => {
          const clocks = view.clocks.filter((clock) => clock.branch === branch.key)
          return (
            <li key={branch.key} className="stack-tight">
              <div className="row row-between">
                <h3>{branch.label}</h3>
                <Tag tone={branchTones[branch.state]}>{t[`branch_${branch.state}`]}</Tag>
              </div>
              {branch.state !== 'not-needed' && (
                <p className="small soft">{[branch.organisation?.name, branch.stageLabel].filter(Boolean).join(' · ')}</p>
              )}
              {clocks.length > 0 && <Clocks clocks={clocks} />}
            </li>
          )
        })}
      </ul>
    </Panel>
  )
}

/** One case: what is asked of whoever looks, until when, what is known, what happened, what the law says. The same page for applicant and officer. */
export function CasePage({
  id,
  up,
  mineTitle,
  fold = false,
}: {
  id: string
  up: { to: string; label: string }
  mineTitle: string
  /** Folds away what was written and handed in: whoever applied knows it, and a phone is short. */
  fold?: boolean
}) {
  const t = useText(caseTexts)
  const days = useDays()
  const asked = useRef<HTMLDivElement>(null)
  const { data: view, error, refetch } = useCase(id)
  if (error && !view) return <FailedPage error={error} retry={() => void refetch()} up={up} />
  if (!view)
    return (
      <div className="case">
        <Skeleton lines={10} />
        <Skeleton lines={5} />
      </div>
    )
  const whole = view.clocks.filter((clock) => clock.branch === null)
  const mine = mineOf(view)
  // What came out leads once all is done; until then, what is to be done does.
  const certificates = view.certificates.length > 0 && (
    <Panel title={t.certificates}>
      <Papers papers={view.certificates} empty="" />
    </Panel>
  )
  return (
    <Page title={view.title} up={up} mark={<Tag tone={stateTones[view.state]}>{t[`state_${view.state}`]}</Tag>}>
      <div className="case">
        <div className="case-main">
          {view.state !== 'open' && certificates}
          <div ref={asked} className="case-asked">
            <Tasks view={view} mineTitle={mineTitle} />
          </div>
          {view.state === 'open' && certificates}
          {view.ask?.register && <Asked of={view.ask} />}
          {whole.length > 0 && (
            <Panel title={t.due}>
              <Clocks clocks={whole} />
            </Panel>
          )}
          {view.branches.length > 0 && <Branches view={view} />}
          <Panel title={t.happened}>
            <Moves view={view} />
          </Panel>
          {view.form &&
            (fold ? (
              <details className="filters guide-answers">
                <summary>{t.known}</summary>
                <AnswersView form={view.form} values={view.answers} context={view.guide} titles={view.titles} />
              </details>
            ) : (
              <Panel title={t.known}>
                <AnswersView form={view.form} values={view.answers} context={view.guide} titles={view.titles} />
              </Panel>
            ))}
          {view.guideForm && (
            <details className="filters guide-answers">
              <summary>{t.guide}</summary>
              <AnswersView form={view.guideForm} values={view.guide} />
            </details>
          )}
        </div>
        <div className="case-side">
          <Panel title={t.number}>
            <p className="number">{view.number}</p>
            <Facts
              lines
              items={[
                [t.opened, days.dayOf(view.opened)],
                ...(view.concluded ? [[t.concluded, days.dayOf(view.concluded)] as const] : []),
                [t.applicant, view.applicant.name],
                ...(view.entity ? [[t.entity, view.entity.name] as const] : []),
                [t.where, view.region.name],
                [t.lead, view.organisation.name],
              ]}
            />
          </Panel>
          <Panel title={t.papers}>
            <Papers papers={view.instruments} empty={t.noPapers} />
          </Panel>
          {fold ? (
            <details className="filters guide-answers">
              <summary>{t.materials}</summary>
              <Materials materials={view.materials} />
            </details>
          ) : (
            <Panel title={t.materials}>
              <Materials materials={view.materials} />
            </Panel>
          )}
          <Law view={view} />
          <Related id={view.id} />
        </div>
        {mine[0] && <ActBar panel={asked} label={[mine[0].branchLabel, mine[0].stageLabel].filter(Boolean).join(' · ')} />}
      </div>
    </Page>
  )
}
