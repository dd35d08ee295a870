import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { useNavigate } from 'react-router'
import { calls } from '../../api/calls.ts'
import { mine, type Proxy } from '../../api/mine.ts'
import { useSession, useSetSession } from '../../api/session.tsx'
import {
  Button,
  ButtonLink,
  Dialog,
  Facts,
  Failure,
  goOnFromTitle,
  Page,
  Section,
  Skeleton,
  Tag,
  useDays,
  useSay,
} from '../../blocks/index.ts'
import { SignedIn } from '../../shell/signed-in.tsx'
import { shellTexts } from '../../shell/texts.ts'
import { useSigns, useText } from '../../texts.ts'
import { BackToMyself } from './back-to-myself.tsx'
import { proxyTexts } from './proxy-texts.ts'
import { mineTexts } from './texts.ts'

const tones = { offered: 'info', accepted: 'good', declined: 'plain', ended: 'plain' } as const

/** The day it is in the city, YYYY-MM-DD. */
const cityToday = () => new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format()

/** What mandates are for, in words. */
function useMatterNames() {
  const { data } = useQuery({ queryKey: ['matters'], queryFn: calls.matters, staleTime: 300_000 })
  return (name: string) => data?.find((one) => one.name === name)?.label ?? name
}

function OneProxy({ proxy, side }: { proxy: Proxy; side: 'given' | 'received' }) {
  const t = useText(proxyTexts)
  const own = useText(mineTexts)
  const signs = useSigns()
  const days = useDays()
  const say = useSay()
  const client = useQueryClient()
  const navigate = useNavigate()
  const setSession = useSetSession()
  const { actor } = useSession()
  const nameOf = useMatterNames()
  const [asking, setAsking] = useState(false)
  const [today] = useState(cityToday)
  const was = useRef(proxy.state)
  useEffect(() => {
    if (was.current !== proxy.state) goOnFromTitle()
    was.current = proxy.state
  }, [proxy.state])
  const over = proxy.until < today && (proxy.state === 'offered' || proxy.state === 'accepted')
  const states = { offered: t.proxyOffered, accepted: t.proxyAccepted, declined: t.proxyDeclined, ended: t.proxyEnded }
  const settle = useMutation({
    mutationFn: (act: 'accept' | 'decline' | 'end') => mine.settleProxy(proxy.id, act),
    onSuccess: async (_, act) => {
      setAsking(false)
      say({ accept: t.accepted, decline: t.declined, end: t.ended }[act])
      await client.invalidateQueries({ queryKey: ['proxies'] })
      await client.invalidateQueries({ queryKey: ['session'] })
    },
  })
  const actFor = useMutation({
    mutationFn: () => mine.actFor(proxy.id),
    onSuccess: async (session) => {
      await navigate('/me')
      await setSession(session)
      say(t.actingDone(proxy.principal.name))
    },
  })
  const who = side === 'given' ? proxy.agent.name : proxy.principal.name
  const failed = settle.error ?? actFor.error
  // Several mandates have the same buttons: whoever hears them is told whose they are.
  const whose = (
    <span className="unseen">
      {signs.colon}
      {who}
    </span>
  )
  return (
    <li className="panel stack-tight">
      <div className="row row-between">
        <h3>{side === 'given' ? t.proxyBy(who) : t.proxyFor(who)}</h3>
        <Tag tone={over ? 'plain' : tones[proxy.state]}>{over ? t.proxyOver : states[proxy.state]}</Tag>
      </div>
      <Facts
        items={[
          ...(side === 'given' ? [[t.whoGives, proxy.principal.name] as const] : []),
          [t.proxyMatters, proxy.case ? t.proxyCase : proxy.matters ? signs.list(proxy.matters.map(nameOf)) : t.proxyAll],
          [t.proxyUntil, t.proxySpan(days.day(proxy.since), days.day(proxy.until))],
        ]}
      />
      {failed && <Failure error={failed} />}
      {!over && (
        <div className="row">
          {side === 'received' && proxy.state === 'offered' && (
            <>
              <Button look="primary" busy={settle.isPending} onClick={() => settle.mutate('accept')}>
                {t.accept}
                {whose}
              </Button>
              <Button onClick={() => settle.mutate('decline')}>
                {t.decline}
                {whose}
              </Button>
            </>
          )}
          {side === 'received' && proxy.state === 'accepted' && actor?.actingFor?.proxy !== proxy.id && (
            <Button look="primary" busy={actFor.isPending} onClick={() => actFor.mutate()}>
              {t.actFor}
              {whose}
            </Button>
          )}
          {(proxy.state === 'accepted' || (side === 'given' && proxy.state === 'offered')) && (
            <Button look="quiet" onClick={() => setAsking(true)}>
              {t.end}
              {whose}
            </Button>
          )}
        </div>
      )}
      {asking && (
        <Dialog
          title={t.end}
          onClose={() => setAsking(false)}
          foot={
            <>
              <Button look="danger" busy={settle.isPending} onClick={() => settle.mutate('end')}>
                {t.end}
              </Button>
              <Button onClick={() => setAsking(false)}>{own.cancel}</Button>
            </>
          }
        >
          <p>{t.endSure(proxy.agent.name)}</p>
        </Dialog>
      )}
    </li>
  )
}

/** The mandates of one side, the newest first, page by page. */
function Side({ side, title, none }: { side: 'given' | 'received'; title: string; none: string }) {
  const shell = useText(shellTexts)
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ['proxies', side],
    queryFn: ({ pageParam }) => mine.proxies(side, pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  })
  const list = data?.pages.flatMap(({ items }) => items) ?? []
  return (
    <Section title={title}>
      {error && <Failure error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeleton shape="cards" />}
      {data && list.length === 0 && <p className="soft">{none}</p>}
      <ul className="stack">
        {list.map((proxy) => (
          <OneProxy key={proxy.id} proxy={proxy} side={side} />
        ))}
      </ul>
      {hasNextPage && (
        <Button busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {shell.more}
          <span className="unseen"> {title}</span>
        </Button>
      )}
    </Section>
  )
}

function Proxies() {
  const t = useText(proxyTexts)
  const own = useText(mineTexts)
  const { actor } = useSession()
  const acting = actor?.actingFor !== null && actor?.actingFor !== undefined
  return (
    <Page
      title={own.proxies}
      lead={t.proxiesLead}
      up={{ to: '/me', label: own.title }}
      actions={
        !acting && (
          <ButtonLink to="/me/proxies/new" look="primary">
            {t.newProxy}
          </ButtonLink>
        )
      }
    >
      <div className="stack">
        <BackToMyself />
        {actor !== null && !acting && (
          <>
            <Side side="received" title={t.received} none={t.noReceived} />
            <Side side="given" title={t.given} none={t.noGiven} />
          </>
        )}
      </div>
    </Page>
  )
}

/** Mandates: those the reader was given, and those the reader gave. */
export const MyProxies = () => (
  <SignedIn>
    <Proxies />
  </SignedIn>
)
