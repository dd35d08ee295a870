import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'react-router'
import { calls } from '../api/calls.ts'
import { useSession } from '../api/session.tsx'
import type { MatterSummary } from '../api/types.ts'
import { Failure, Loading, Page, Panel, Tag } from '../blocks/index.ts'
import { useText } from '../texts.ts'
import { CaseCards, useMyCases } from './case-cards.tsx'
import { answersTo } from './needs.ts'
import { applicantLabels, hallTexts, kindLabels } from './texts.ts'

function MatterCard({ matter }: { matter: MatterSummary }) {
  const t = useText(hallTexts)
  return (
    <li className="card">
      <h3>
        <Link to={`/matters/${matter.name}`}>{matter.label}</Link>
      </h3>
      <p>{matter.about}</p>
      <p className="row">
        <Tag>{kindLabels[matter.kind]}</Tag>
        {matter.components.length > 0 && <Tag tone="plain">{t.contains(matter.components.length)}</Tag>}
        {matter.applicants.map((applicant) => (
          <Tag key={applicant} tone="plain">
            {applicantLabels[applicant]}
          </Tag>
        ))}
        {!matter.alone && <span className="small soft">{t.partOnly}</span>}
      </p>
    </li>
  )
}

function MyOpenCases() {
  const t = useText(hallTexts)
  const { data } = useMyCases()
  const open = data?.items.filter((one) => one.state === 'open') ?? []
  if (open.length === 0) return null
  return (
    <Panel title={t.myOpen} aside={<Link to="/me">{t.allMine}</Link>}>
      <CaseCards cases={open.slice(0, 3)} />
    </Panel>
  )
}

/** Starts from what people want to do. */
export function Home() {
  const t = useText(hallTexts)
  const { actor } = useSession()
  const [words, setWords] = useState('')
  const { data, error, refetch } = useQuery({ queryKey: ['matters'], queryFn: calls.matters, staleTime: 300_000 })
  const found = (data ?? []).filter((matter) => answersTo(matter, words))
  const joint = found.filter((matter) => matter.components.length > 0)
  const single = found.filter((matter) => matter.components.length === 0)
  return (
    <Page title={t.homeTitle} lead={t.homeLead}>
      <div className="stack">
        <form role="search" className="home-search" onSubmit={(event) => event.preventDefault()}>
          <label htmlFor="words" className="unseen">
            {t.search}
          </label>
          <input
            id="words"
            type="search"
            className="input"
            placeholder={t.search}
            value={words}
            onChange={(event) => setWords(event.target.value)}
          />
        </form>
        <p className={words ? 'small soft' : 'unseen'} role="status">
          {words && data ? t.found(found.length) : ''}
        </p>
        {error && <Failure error={error} retry={() => void refetch()} />}
        {!data && !error && <Loading />}
        {actor?.person && <MyOpenCases />}
        {[[t.joint, joint] as const, [t.single, single] as const].map(
          ([title, matters]) =>
            matters.length > 0 && (
              <section key={title} className="stack-tight">
                <h2>{title}</h2>
                <ul className="cards">
                  {matters.map((matter) => (
                    <MatterCard key={matter.name} matter={matter} />
                  ))}
                </ul>
              </section>
            ),
        )}
        <ul className="cards">
          <li className="card">
            <h3>
              <Link to="/me">{t.myCard}</Link>
            </h3>
            <p>{t.myCardText}</p>
          </li>
          <li className="card">
            <h3>
              <Link to="/verify">{t.verifyCard}</Link>
            </h3>
            <p>{t.verifyCardText}</p>
          </li>
        </ul>
      </div>
    </Page>
  )
}
