import { useQuery } from '@tanstack/react-query'
import { calls } from '../api/calls.ts'
import type { CaseView } from '../api/types.ts'
import { dayOfMoment } from '../blocks/days.ts'
import { Facts, Failure, Loading, Page, Panel, Tag } from '../blocks/index.ts'
import { AnswersView } from '../forms/answers-view.tsx'
import { useText } from '../texts.ts'
import './cases.css'
import { Clocks } from './clocks.tsx'
import { Materials } from './materials.tsx'
import { Moves } from './moves.tsx'
import { Papers } from './papers.tsx'
import { Tasks } from './tasks.tsx'
import { branchStateWords, caseTexts, stateWords } from './texts.ts'

const stateTones = { open: 'info', concluded: 'good', withdrawn: 'plain', refused: 'bad' } as const
const branchTones = { waiting: 'plain', running: 'info', granted: 'good', rejected: 'bad', refused: 'bad', 'not-needed': 'plain' } as const

/** While a document is being made, the case is asked for again every few seconds. */
const making = (view: CaseView | undefined) => [...(view?.instruments ?? []), ...(view?.certificates ?? [])].some((paper) => !paper.ready)

export const useCase = (id: string) =>
  useQuery({ queryKey: ['case', id], queryFn: () => calls.case(id), refetchInterval: ({ state }) => (making(state.data) ? 2_000 : 30_000) })

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
                <Tag tone={branchTones[branch.state]}>{branchStateWords[branch.state]}</Tag>
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

/** One case: what is asked of whoever looks, until when, what is known, what happened. The same page for applicant and officer. */
export function CasePage({ id, up, mineTitle }: { id: string; up: { to: string; label: string }; mineTitle: string }) {
  const t = useText(caseTexts)
  const { data: view, error, refetch } = useCase(id)
  if (error && !view) return <Failure error={error} retry={() => void refetch()} />
  if (!view) return <Loading />
  const whole = view.clocks.filter((clock) => clock.branch === null)
  // What came out leads once all is done; until then, what is to be done does.
  const certificates = view.certificates.length > 0 && (
    <Panel title={t.certificates}>
      <Papers papers={view.certificates} empty="" />
    </Panel>
  )
  return (
    <Page title={view.title} up={up} actions={<Tag tone={stateTones[view.state]}>{stateWords[view.state]}</Tag>}>
      <div className="case">
        <div className="case-main">
          {view.state !== 'open' && certificates}
          <Tasks view={view} mineTitle={mineTitle} />
          {view.state === 'open' && certificates}
          {whole.length > 0 && (
            <Panel title={t.due}>
              <Clocks clocks={whole} />
            </Panel>
          )}
          {view.branches.length > 0 && <Branches view={view} />}
          <Panel title={t.happened}>
            <Moves view={view} />
          </Panel>
          {view.form && (
            <Panel title={t.known}>
              <AnswersView form={view.form} values={view.answers} context={view.guide} />
            </Panel>
          )}
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
              items={[
                [t.opened, dayOfMoment(view.opened)],
                ...(view.concluded ? [[t.concluded, dayOfMoment(view.concluded)] as const] : []),
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
          <Panel title={t.materials}>
            <Materials materials={view.materials} />
          </Panel>
        </div>
      </div>
    </Page>
  )
}
