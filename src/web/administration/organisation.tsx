import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useNavigate, useParams } from 'react-router'
import { calls } from '../api/calls.ts'
import { deskCalls } from '../api/desk-calls.ts'
import { useSession, useSetSession } from '../api/session.tsx'
import type { RecordRow } from '../api/types.ts'
import { Button, ButtonLink, Dialog, Empty, Facts, Failure, Notice, Page, Panel, Skeleton, Tag, useDays, useSay } from '../blocks/index.ts'
import { useRegister } from '../registers/declared.ts'
import { useOpenedRecord } from '../registers/opened-record.tsx'
import { useText } from '../texts.ts'
import './administration.css'
import { administrationTexts } from './texts.ts'

type Titles = Readonly<Record<string, string>>

/** What an organisation's people and duties are, each register read once. A register that may not be read is left out. */
function usePeople(organisation: string) {
  const posts = useQuery({
    queryKey: ['records', 'identity.post', 'of', organisation],
    queryFn: () => calls.records('identity.post', { 'where.organisation': organisation, limit: 200 }),
  })
  const keys = posts.data?.items.map(({ id }) => id).join() ?? ''
  const readable = { 'identity.holding': useRegister('identity.holding'), 'identity.duty': useRegister('identity.duty') }
  const ofPosts = (register: keyof typeof readable) => ({
    queryKey: ['records', register, 'of', keys],
    queryFn: () => calls.records(register, { 'where.post.in': keys, limit: 500 }),
    enabled: keys !== '' && readable[register] !== undefined,
    retry: false,
  })
  const holdings = useQuery(ofPosts('identity.holding'))
  const duties = useQuery(ofPosts('identity.duty'))
  return { posts, holdings, duties }
}

/** Holdings and duties that are not in effect, each with whether it still waits. */
function useNotInEffect(): ReadonlyMap<string, boolean> {
  const { data } = useQuery({ queryKey: ['consents'], queryFn: deskCalls.consents, retry: false })
  return new Map(data?.items.flatMap(({ subject, state }) => (state === 'given' ? [] : [[subject, state === 'open'] as const])))
}

function Standing({ subject }: { subject: string }) {
  const t = useText(administrationTexts)
  const waits = useNotInEffect().get(subject)
  if (waits === undefined) return null
  return (
    <Link to="/desk/consents">
      <Tag tone="warn">{waits ? t.pending : t.notConsented}</Tag>
    </Link>
  )
}

function GrantDialog({ post, onClose }: { post: RecordRow; onClose: () => void }) {
  const t = useText(administrationTexts)
  const client = useQueryClient()
  const say = useSay()
  const { data } = useQuery({ queryKey: ['roles'], queryFn: deskCalls.roles, staleTime: 600_000 })
  const [role, setRole] = useState('')
  const [refusal, setRefusal] = useState<Error>()
  const [busy, setBusy] = useState(false)
  const chosen = data?.items.find(({ name }) => name === role)
  const grant = async () => {
    setBusy(true)
    setRefusal(undefined)
    try {
      await calls.addRecord('identity.duty', { role, post: post.id, region: post.region })
      await Promise.all([
        client.invalidateQueries({ queryKey: ['records', 'identity.duty'] }),
        client.invalidateQueries({ queryKey: ['consents'] }),
      ])
      say(t.grantAsked)
      onClose()
    } catch (error) {
      setRefusal(error as Error)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Dialog
      title={t.grantTo(String(post.name))}
      onClose={onClose}
      foot={
        <>
          <Button look="primary" busy={busy} disabled={role === ''} onClick={() => void grant()}>
            {t.grant}
          </Button>
          <Button onClick={onClose}>{t.cancel}</Button>
        </>
      }
    >
      <div className="stack">
        {refusal && <Failure error={refusal} />}
        <div className="asked">
          <label htmlFor="role">{t.role}</label>
          <select id="role" className="input" value={role} onChange={(event) => setRole(event.target.value)}>
            <option value="">{t.chooseRole}</option>
            {data?.items.map(({ name, label }) => (
              <option key={name} value={name}>
                {label}
              </option>
            ))}
          </select>
          {chosen && <p className="help">{chosen.about}</p>}
        </div>
      </div>
    </Dialog>
  )
}

function RevokeDialog({ duty, label, onClose }: { duty: RecordRow; label: string; onClose: () => void }) {
  const t = useText(administrationTexts)
  const client = useQueryClient()
  const say = useSay()
  const [refusal, setRefusal] = useState<Error>()
  const [busy, setBusy] = useState(false)
  const revoke = async () => {
    setBusy(true)
    try {
      await deskCalls.endRecord('identity.duty', duty.id, duty.version)
      await Promise.all([
        client.invalidateQueries({ queryKey: ['records', 'identity.duty'] }),
        client.invalidateQueries({ queryKey: ['consents'] }),
      ])
      say(t.revoked)
      onClose()
    } catch (error) {
      setRefusal(error as Error)
      setBusy(false)
    }
  }
  return (
    <Dialog
      title={t.revokeOf(label)}
      onClose={onClose}
      foot={
        <>
          <Button look="danger" busy={busy} onClick={() => void revoke()}>
            {t.revoke}
          </Button>
          <Button onClick={onClose}>{t.cancel}</Button>
        </>
      }
    >
      {refusal ? <Failure error={refusal} /> : <Notice tone="warn" title={t.revokeLead} />}
    </Dialog>
  )
}

function Holders({ holdings, titles }: { holdings: readonly RecordRow[]; titles: Titles }) {
  const t = useText(administrationTexts)
  const days = useDays()
  const accounts = useRegister('identity.account')
  if (holdings.length === 0) return <span className="soft">{t.nobody}</span>
  return (
    <ul className="plain-list">
      {holdings.map((holding) => {
        const name = titles[String(holding.account)] ?? '—'
        const since = days.day(String(holding.since))
        return (
          <li key={holding.id}>
            {accounts?.acts.includes('change') ? <Link to={`/desk/accounts/${String(holding.account)}`}>{name}</Link> : name}{' '}
            <span className="small soft holding-days">
              {holding.until ? t.until(since, days.day(String(holding.until))) : t.since(since)}
            </span>{' '}
            <Standing subject={holding.id} />
          </li>
        )
      })}
    </ul>
  )
}

function Duties({ duties, titles }: { duties: readonly RecordRow[]; titles: Titles }) {
  const t = useText(administrationTexts)
  const register = useRegister('identity.duty')
  const { data } = useQuery({ queryKey: ['roles'], queryFn: deskCalls.roles, staleTime: 600_000 })
  const [revoking, setRevoking] = useState<{ duty: RecordRow; label: string }>()
  if (duties.length === 0) return <span className="soft">{t.noDuties}</span>
  return (
    <ul className="post-duties">
      {duties.map((duty) => {
        const role = data?.items.find(({ name }) => name === duty.role)?.label ?? String(duty.role)
        const label = t.dutyIn(role, titles[String(duty.region)] ?? '')
        return (
          <li key={duty.id} className="row">
            <Tag tone="info">{label}</Tag>
            <Standing subject={duty.id} />
            {register?.acts.includes('end') && (
              <Button look="quiet" small icon="close" aria-label={t.revokeOf(label)} onClick={() => setRevoking({ duty, label })} />
            )}
          </li>
        )
      })}
      {revoking && <RevokeDialog {...revoking} onClose={() => setRevoking(undefined)} />}
    </ul>
  )
}

/** Begins to look with a post's eyes, for whoever gives seats or duties. */
function SeeAs({ post }: { post: RecordRow }) {
  const t = useText(administrationTexts)
  const { actor } = useSession()
  const setSession = useSetSession()
  const navigate = useNavigate()
  const say = useSay()
  const begin = useMutation({
    mutationFn: () => calls.seeAs(post.id),
    onSuccess: async (session) => {
      await setSession(session)
      void navigate('/desk/registers')
    },
    onError: (error) => say(error.message),
  })
  const gives = actor?.roles.some((role) => role === 'identity.administrator' || role === 'identity.security')
  if (!gives || actor?.post?.id === post.id) return null
  return (
    <Button look="quiet" small icon="eye" busy={begin.isPending} onClick={() => begin.mutate()} aria-label={t.seeAsOf(String(post.name))}>
      {t.seeAs}
    </Button>
  )
}

/** One organisation: what it answers for, its posts, who holds them, and their duties. Each administrator does here what is theirs. */
export function Organisation() {
  const t = useText(administrationTexts)
  const { organisation: id = '' } = useParams()
  const up = { to: '/desk/organisations', label: t.organisations }
  const { detail, instead } = useOpenedRecord({ register: 'identity.organisation', id, up, waiting: <Skeleton lines={8} /> })
  const { posts, holdings, duties } = usePeople(id)
  const below = useQuery({
    queryKey: ['records', 'identity.organisation', 'below', id],
    queryFn: () => calls.records('identity.organisation', { 'where.parent': id, limit: 100 }),
  })
  const [granting, setGranting] = useState<RecordRow>()
  const post = useRegister('identity.post')
  const holding = useRegister('identity.holding')
  const duty = useRegister('identity.duty')
  if (instead) return instead
  const { record, titles } = detail
  const list = posts.data?.items ?? []
  return (
    <Page
      title={posts.data?.titles[id] ?? String(record.name)}
      up={up}
      actions={
        <>
          {post?.acts.includes('add') && (
            <ButtonLink to="/desk/registers/identity.post/new" icon="add">
              {t.addPost}
            </ButtonLink>
          )}
          {holding?.acts.includes('add') && (
            <ButtonLink to="/desk/registers/identity.holding/new" icon="add">
              {t.addHolding}
            </ButtonLink>
          )}
        </>
      }
      aside={
        <>
          <Panel title={t.about}>
            <Facts
              lines
              items={[
                [t.region, titles[String(record.region)] ?? '—'],
                ...(record.parent
                  ? [
                      [
                        t.parent,
                        <Link key="parent" to={`/desk/organisations/${String(record.parent)}`}>
                          {titles[String(record.parent)] ?? '—'}
                        </Link>,
                      ] as const,
                    ]
                  : []),
                [
                  t.record,
                  <Link key="record" to={`/desk/registers/identity.organisation/${id}`}>
                    {t.seeRecord}
                  </Link>,
                ],
              ]}
            />
          </Panel>
          {(below.data?.items.length ?? 0) > 0 && (
            <Panel title={t.below}>
              <ul className="plain-list">
                {below.data?.items.map((one) => (
                  <li key={one.id}>
                    <Link to={`/desk/organisations/${one.id}`}>{String(one.name)}</Link>
                  </li>
                ))}
              </ul>
            </Panel>
          )}
        </>
      }
    >
      {posts.data && list.length === 0 && <Empty icon="people">{t.noPosts}</Empty>}
      <div className="posts-grid">
        {list.map((one) => (
          <Panel
            key={one.id}
            title={String(one.name)}
            aside={
              <>
                {duty?.acts.includes('add') && (
                  <Button small icon="add" onClick={() => setGranting(one)}>
                    {t.grant}
                  </Button>
                )}
                <SeeAs post={one} />
              </>
            }
          >
            <Facts
              lines
              items={[
                [
                  t.holders,
                  <Holders
                    key="holders"
                    holdings={holdings.data?.items.filter((row) => row.post === one.id) ?? []}
                    titles={holdings.data?.titles ?? {}}
                  />,
                ],
                ...(duties.data
                  ? [
                      [
                        t.duties,
                        <Duties key="duties" duties={duties.data.items.filter((row) => row.post === one.id)} titles={duties.data.titles} />,
                      ] as const,
                    ]
                  : []),
              ]}
            />
          </Panel>
        ))}
      </div>
      {granting && <GrantDialog post={granting} onClose={() => setGranting(undefined)} />}
    </Page>
  )
}
