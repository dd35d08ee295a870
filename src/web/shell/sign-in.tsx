import { useMutation, useQuery } from '@tanstack/react-query'
import { useEffect, useState, type SubmitEvent } from 'react'
import { Link, useLocation, useSearchParams } from 'react-router'
import { calls } from '../api/calls.ts'
import { ApiProblem } from '../api/problem.ts'
import { useSession, useSetSession } from '../api/session.tsx'
import type { DemoAccount } from '../api/types.ts'
import { Button, Failure, Notice, Page, Panel } from '../blocks/index.ts'
import { useSigns, useText } from '../texts.ts'
import { faceOf, nextAddress } from './faces.ts'
import { useGo } from './go.ts'
import { shellTexts } from './texts.ts'

function DemoAccounts({ kind, busy, use }: { kind: DemoAccount['kind']; busy: boolean; use: (account: DemoAccount) => void }) {
  const t = useText(shellTexts)
  const signs = useSigns()
  const { data } = useQuery({ queryKey: ['session', 'demo-accounts'], queryFn: calls.demoAccounts })
  const accounts = (data ?? []).filter((account) => account.kind === kind)
  if (accounts.length === 0) return null
  return (
    <Panel title={t.demoAccounts}>
      <p className="soft">{t.demoHelp}</p>
      <ul className="demo-accounts">
        {accounts.map((account) => (
          <li key={account.account}>
            <button type="button" className="demo-account" disabled={busy} onClick={() => use(account)}>
              {/* Citizens of the demonstration are generated and known by what they are there for. */}
              <b>{account.post ? `${account.name}${signs.aside(account.post)}` : account.what}</b>
              <span>{account.post ? account.what : `${t.account}${signs.colon}${account.account}`}</span>
            </button>
          </li>
        ))}
      </ul>
    </Panel>
  )
}

/** Signing in, for the hall and for the desk. */
export function SignIn() {
  const t = useText(shellTexts)
  const { actor, demo } = useSession()
  const setSession = useSetSession()
  const go = useGo()
  const { pathname } = useLocation()
  const face = faceOf(pathname)
  const [search] = useSearchParams()
  const next = nextAddress(search, face === 'hall' ? '/me' : '/desk')
  const [given, setGiven] = useState({ account: '', password: '' })
  const [missing, setMissing] = useState(false)
  const signIn = useMutation({
    mutationFn: calls.signIn,
    onSuccess: async (session) => {
      await setSession(session)
      await go(next, { replace: true })
    },
  })
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    const whole = given.account.trim() !== '' && given.password !== ''
    setMissing(!whole)
    if (whole) signIn.mutate({ account: given.account.trim(), password: given.password })
  }
  const arrived = actor !== null && signIn.isIdle
  useEffect(() => {
    // Whoever is signed in already has nothing to do here.
    if (arrived) void go(next, { replace: true })
  }, [arrived, go, next])
  if (arrived) return null
  const wrong = signIn.error instanceof ApiProblem && signIn.error.status === 401
  return (
    <div className={demo ? 'sign-in-page sign-in-demo' : 'sign-in-page'}>
      <Page title={t.signInLead(t[face])}>
        <div className="stack">
          {missing && <Notice tone="bad" title={t.bothNeeded} live />}
          {signIn.error && !missing && (wrong ? <Notice tone="bad" title={t.wrong} live /> : <Failure error={signIn.error} />)}
          <form className="panel panel-pressing stack" onSubmit={submit} noValidate>
            <div className="asked">
              <label htmlFor="account">{t.account}</label>
              <input
                id="account"
                className="input"
                autoComplete="username"
                autoCapitalize="none"
                spellCheck={false}
                value={given.account}
                onChange={(event) => setGiven({ ...given, account: event.target.value })}
              />
            </div>
            <div className="asked">
              <label htmlFor="password">{t.password}</label>
              <input
                id="password"
                className="input"
                type="password"
                autoComplete="current-password"
                value={given.password}
                onChange={(event) => setGiven({ ...given, password: event.target.value })}
              />
            </div>
            <Button type="submit" look="primary" busy={signIn.isPending}>
              {t.signIn}
            </Button>
          </form>
          {face === 'hall' && (
            <p>
              <Link to="/sign-in/code">{t.codeHere}</Link>
            </p>
          )}
          <p>
            <Link to={face === 'hall' ? '/desk/sign-in' : '/sign-in'}>{face === 'hall' ? t.staffHere : t.citizensHere}</Link>
          </p>
        </div>
        {demo && (
          <DemoAccounts
            kind={face === 'hall' ? 'citizen' : 'officer'}
            busy={signIn.isPending}
            use={({ account, password }) => signIn.mutate({ account, password })}
          />
        )}
      </Page>
    </div>
  )
}
