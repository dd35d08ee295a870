import { useState, type SubmitEvent } from 'react'
import { fieldProblems } from '../../api/problem.ts'
import { mine } from '../../api/mine.ts'
import { useSession } from '../../api/session.tsx'
import { Button, Failure, Page, Panel, useSay } from '../../blocks/index.ts'
import { text, type Problem } from '#declare'
import { ProblemSummary } from '../../forms/problem-summary.tsx'
import { SignedIn } from '../../shell/signed-in.tsx'
import { useText } from '../../texts.ts'
import { BackToMyself } from './back-to-myself.tsx'
import { Line } from './line.tsx'
import { mineTexts } from './texts.ts'

const least = 12
const fresh = { old: '', password: '', again: '' }

function Password() {
  const t = useText(mineTexts)
  const say = useSay()
  const [given, setGiven] = useState(fresh)
  const [turn, setTurn] = useState(0)
  const [busy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<Error>()
  const found: Problem[] = [
    ...(given.old === '' ? [{ path: 'old', message: t.needOld }] : []),
    ...(given.password.length < least ? [{ path: 'password', message: given.password === '' ? t.needPassword : t.shortPassword }] : []),
    ...(given.password !== given.again ? [{ path: 'again', message: t.differs }] : []),
  ]
  const theirs = fieldProblems(refusal, 'body')
  const problems = turn > 0 ? (found.length > 0 ? found : theirs) : []
  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    setTurn(turn + 1)
    setRefusal(undefined)
    if (found.length > 0) return
    setBusy(true)
    try {
      await mine.changePassword(given.old, given.password)
      setGiven(fresh)
      setTurn(0)
      say(t.passwordChanged)
    } catch (error) {
      setRefusal(error as Error)
    } finally {
      setBusy(false)
    }
  }
  const line = (key: keyof typeof fresh) => ({
    id: `password-${key}`,
    value: given[key],
    onChange: (value: string) => setGiven({ ...given, [key]: value }),
    problem: problems.find(({ path }) => path === key)?.message,
  })
  const labels = { old: text(t.oldPassword), password: text(t.newPassword), again: text(t.again) }
  return (
    <form className="stack" onSubmit={(event) => void submit(event)} noValidate>
      <ProblemSummary problems={problems} fields={labels} prefix="password" turn={turn} />
      {refusal && theirs.length === 0 && <Failure error={refusal} />}
      <Line {...line('old')} label={t.oldPassword} type="password" autoComplete="current-password" />
      <Line {...line('password')} label={t.newPassword} help={t.newPasswordHelp} type="password" autoComplete="new-password" />
      <Line {...line('again')} label={t.again} type="password" autoComplete="new-password" />
      <div className="form-foot">
        <Button type="submit" look="primary" busy={busy}>
          {t.changePassword}
        </Button>
      </div>
    </form>
  )
}

function Account() {
  const t = useText(mineTexts)
  const { actor } = useSession()
  return (
    <Page title={t.account} lead={t.accountLead(actor?.name ?? '')} up={{ to: '/me', label: t.title }}>
      <div className="stack">
        <BackToMyself />
        <Panel title={t.changePassword}>
          <Password />
        </Panel>
      </div>
    </Page>
  )
}

/** The account: its password. */
export const MyAccount = () => (
  <SignedIn>
    <Account />
  </SignedIn>
)
