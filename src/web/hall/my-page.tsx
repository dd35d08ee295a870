import { useQueries } from '@tanstack/react-query'
import { Link } from 'react-router'
import { calls } from '../api/calls.ts'
import type { CaseSummary } from '../api/types.ts'
import { ButtonLink, Empty, Failure, Loading, Page, Panel } from '../blocks/index.ts'
import '../cases/cases.css'
import { Papers } from '../cases/papers.tsx'
import { SignedIn } from '../shell/signed-in.tsx'
import { useMessages } from '../shell/header.tsx'
import { useText } from '../texts.ts'
import { CaseCards, useMyCases } from './case-cards.tsx'
import { hallTexts } from './texts.ts'

/** Certificates that came out of the person's latest concluded cases. */
function MyCertificates({ cases }: { cases: readonly CaseSummary[] }) {
  const t = useText(hallTexts)
  const papers = useQueries({
    queries: cases
      .filter((one) => one.state === 'concluded')
      .slice(0, 10)
      .map((one) => ({ queryKey: ['case', one.id], queryFn: () => calls.case(one.id) })),
    combine: (answers) => answers.flatMap(({ data }) => data?.certificates ?? []),
  })
  return (
    <Panel title={t.myCertificates}>
      <Papers papers={papers} empty={t.noCertificates} />
    </Panel>
  )
}

function Mine() {
  const t = useText(hallTexts)
  const { data, error, refetch } = useMyCases()
  const unread = useMessages().data?.items.filter((message) => !message.read) ?? []
  return (
    <Page title={t.myTitle}>
      <div className="stack">
        {error && <Failure error={error} retry={() => void refetch()} />}
        {!data && !error && <Loading />}
        {unread.length > 0 && (
          <Panel title={t.myMessages} aside={<Link to="/messages">{t.allMine}</Link>}>
            <ul className="plain-list">
              {unread.slice(0, 3).map((message) => (
                <li key={message.id}>{message.title}</li>
              ))}
            </ul>
          </Panel>
        )}
        {data && (
          <Panel title={t.myCases}>
            {data.items.length === 0 ? (
              <Empty>
                <p>{t.noCases}</p>
                <ButtonLink to="/">{t.goFind}</ButtonLink>
              </Empty>
            ) : (
              <CaseCards cases={data.items} />
            )}
          </Panel>
        )}
        {data && <MyCertificates cases={data.items} />}
      </div>
    </Page>
  )
}

/** What is under way for me and whose turn it is, what I hold, what I was told. */
export const MyPage = () => (
  <SignedIn>
    <Mine />
  </SignedIn>
)
