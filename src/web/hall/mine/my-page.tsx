import { Link } from 'react-router'
import { useSession } from '../../api/session.tsx'
import type { CaseSummary } from '../../api/types.ts'
import { ButtonLink, Empty, Failure, Icon, Light, Page, Panel, Skeleton, To, useDays, type IconName } from '../../blocks/index.ts'
import '../../cases/cases.css'
import { useMessages } from '../../shell/header.tsx'
import { SignedIn } from '../../shell/signed-in.tsx'
import { shellTexts } from '../../shell/texts.ts'
import { useSigns, useText } from '../../texts.ts'
import { CaseCards, useMyCases } from '../case-cards.tsx'
import { BackToMyself } from './back-to-myself.tsx'
import { Certificates, holds, useCertificates } from './certificates.tsx'
import { Drafts } from './drafts.tsx'
import { Occasions, useOccasions } from './occasions.tsx'
import { mineTexts } from './texts.ts'

const few = 3

/** What waits for the reader, before everything else. */
function Asked({ cases }: { cases: readonly CaseSummary[] }) {
  const t = useText(mineTexts)
  const signs = useSigns()
  const days = useDays()
  const asked = cases.filter((one) => one.asked)
  if (asked.length === 0) return null
  return (
    <Panel title={t.asked} icon="bell" pressing>
      <ul className="papers">
        {asked.map((one) => (
          <li key={one.id} className="row row-between">
            <div>
              <b>{one.title}</b>
              <p className="row small">
                {signs.list(one.stageLabels)}
                {one.due && <span>{t.askedUntil(days.day(one.due))}</span>}
                {one.light && <Light colour={one.light} />}
              </p>
            </div>
            <ButtonLink to={`/cases/${one.id}`} look="primary">
              {t.goAct}
              <span className="unseen">
                {signs.colon}
                {one.title}
              </span>
            </ButtonLink>
          </li>
        ))}
      </ul>
    </Panel>
  )
}

function Messages() {
  const t = useText(mineTexts)
  const unread = useMessages().data?.items.filter((message) => !message.read) ?? []
  if (unread.length === 0) return null
  return (
    <Panel title={t.unreadOnes} icon="messages" aside={<Link to="/messages">{t.all}</Link>}>
      <ul className="plain-list">
        {unread.slice(0, few).map((message) => (
          <li key={message.id}>{message.title}</li>
        ))}
      </ul>
    </Panel>
  )
}

function Due() {
  const t = useText(mineTexts)
  const { data, error, refetch } = useOccasions()
  return (
    <Panel title={t.due} icon="calendar" aside={data && data.items.length > 0 && <Link to="/me/due">{t.all}</Link>}>
      {error && <Failure error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeleton lines={2} />}
      {data?.items.length === 0 && <p className="soft">{t.noDue}</p>}
      {data && data.items.length > 0 && <Occasions occasions={data.items.slice(0, few)} whole={false} />}
    </Panel>
  )
}

function Holding() {
  const t = useText(mineTexts)
  const { data, error, refetch } = useCertificates()
  const valid = data?.items.filter(holds) ?? []
  return (
    <Panel title={t.certificates} icon="certificate" aside={data && data.items.length > 0 && <Link to="/me/certificates">{t.all}</Link>}>
      {error && <Failure error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeleton lines={2} />}
      {data && valid.length === 0 && <p className="soft">{t.noCertificates}</p>}
      {valid.length > 0 && <Certificates items={valid.slice(0, few)} whole={false} />}
    </Panel>
  )
}

function Cases({ cases }: { cases: readonly CaseSummary[] }) {
  const t = useText(mineTexts)
  const signs = useSigns()
  const open = cases.filter((one) => one.state === 'open')
  const over = cases.filter((one) => one.state !== 'open')
  return (
    <Panel title={open.length > 0 ? t.underWay : t.cases} icon="matters">
      {cases.length === 0 && (
        <Empty>
          <p>{t.noCases}</p>
          <ButtonLink to="/">{t.goFind}</ButtonLink>
        </Empty>
      )}
      <CaseCards cases={open} />
      {over.length > 0 && (
        <details className="fold" open={open.length === 0}>
          <summary>
            {t.over}
            {signs.aside(over.length)}
          </summary>
          <CaseCards cases={over} />
        </details>
      )}
    </Panel>
  )
}

/** Where else one finds one's own. */
function Links() {
  const t = useText(mineTexts)
  const shell = useText(shellTexts)
  const links: [IconName, string, string][] = [
    ['certificate', '/me/certificates', t.certificates],
    ['calendar', '/me/due', t.dueTitle],
    ['star', '/me/life', t.lifeTitle],
    ['registers', '/me/records', t.records],
    ['eye', '/me/access', t.looks],
    ['people', '/me/proxies', t.proxies],
    ['messages', '/messages', t.messages],
    ['settings', '/me/account', t.account],
    ['lock', '/me/sessions', shell.sessions],
  ]
  return (
    <nav className="panel" aria-label={t.links}>
      <ul className="my-links">
        {links.map(([icon, to, label]) => (
          <li key={to}>
            <To to={to}>
              <Icon name={icon} />
              {label}
            </To>
          </li>
        ))}
      </ul>
    </nav>
  )
}

function Mine() {
  const t = useText(mineTexts)
  const { actor } = useSession()
  const acting = actor?.actingFor ?? null
  const { data, error, refetch } = useMyCases()
  return (
    <Page title={t.title} lead={acting ? t.actingNow(acting.name) : t.hello(actor?.name ?? '')} aside={<Links />}>
      <BackToMyself />
      {error && <Failure error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeleton shape="cards" />}
      {data && <Asked cases={data.items} />}
      <Drafts />
      {data && <Cases cases={data.items} />}
      {!acting && <Due />}
      {!acting && <Holding />}
      {!acting && <Messages />}
    </Page>
  )
}

/** What is asked of the reader, what is under way and whose turn it is, what comes due, what the reader holds and was told. */
export const MyPage = () => (
  <SignedIn>
    <Mine />
  </SignedIn>
)
