import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type SubmitEvent } from 'react'
import { Link, useParams } from 'react-router'
import { calls } from '../api/calls.ts'
import { deskCalls } from '../api/desk-calls.ts'
import {
  Button,
  Dialog,
  Empty,
  Facts,
  FailedPage,
  Failure,
  Notice,
  Page,
  Panel,
  Skeleton,
  Table,
  useDays,
  useSay,
} from '../blocks/index.ts'
import { useText } from '../texts.ts'
import { administrationTexts } from './texts.ts'

const SHORTEST = 12

function SetPassword({ id, onDone }: { id: string; onDone: () => void }) {
  const t = useText(administrationTexts)
  const say = useSay()
  const [password, setPassword] = useState('')
  const [tried, setTried] = useState(false)
  const [busy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<Error>()
  const short = password.length < SHORTEST
  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    setTried(true)
    if (short) return document.getElementById('new-password')?.focus()
    setBusy(true)
    setRefusal(undefined)
    try {
      await deskCalls.setPassword(id, password)
      setPassword('')
      setTried(false)
      say(t.passwordSet)
      onDone()
    } catch (error) {
      setRefusal(error as Error)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Panel title={t.setPassword}>
      <form className="stack" onSubmit={(event) => void submit(event)} noValidate>
        {refusal && <Failure error={refusal} />}
        <div className={tried && short ? 'asked asked-wrong' : 'asked'}>
          <label htmlFor="new-password">{t.newPassword}</label>
          <p className="help" id="new-password-help">
            {t.passwordHelp}
          </p>
          <input
            id="new-password"
            type="password"
            autoComplete="new-password"
            className="input"
            value={password}
            maxLength={200}
            aria-invalid={(tried && short) || undefined}
            aria-describedby="new-password-help new-password-problem"
            onChange={(event) => setPassword(event.target.value)}
          />
          <p id="new-password-problem" className="problem" role="status">
            {tried && short && t.passwordShort}
          </p>
        </div>
        <div className="row">
          <Button type="submit" busy={busy}>
            {t.setPassword}
          </Button>
        </div>
      </form>
    </Panel>
  )
}

/** An account as its administrator looks after it: where it is signed in, and its password. */
export function Account() {
  const t = useText(administrationTexts)
  const days = useDays()
  const say = useSay()
  const client = useQueryClient()
  const { account: id = '' } = useParams()
  const { data, error, refetch } = useQuery({
    queryKey: ['record', 'identity.account', id],
    queryFn: () => calls.record('identity.account', id),
  })
  const sessions = useQuery({ queryKey: ['sessions', id], queryFn: () => deskCalls.sessionsOf(id) })
  const [asking, setAsking] = useState(false)
  const [refusal, setRefusal] = useState<Error>()
  if (error) return <FailedPage error={error} retry={() => void refetch()} up={{ to: '/desk/organisations', label: t.organisations }} />
  if (!data) return <Skeleton lines={6} />
  const again = () => void client.invalidateQueries({ queryKey: ['sessions', id] })
  const endAll = async () => {
    setRefusal(undefined)
    try {
      const { ended } = await deskCalls.endSessions(id)
      say(t.ended(ended))
      setAsking(false)
      again()
    } catch (problem) {
      setRefusal(problem as Error)
    }
  }
  const rows = sessions.data?.items ?? []
  return (
    <Page title={String(data.record.name)} lead={t.accountLead} up={{ to: '/desk/organisations', label: t.organisations }}>
      <div className="stack">
        <Panel title={t.account}>
          <Facts
            items={[
              [t.login, String(data.record.login)],
              [
                t.record,
                <Link key="record" to={`/desk/registers/identity.account/${id}`}>
                  {t.seeRecord}
                </Link>,
              ],
            ]}
          />
        </Panel>
        <Panel
          title={t.sessions}
          aside={
            rows.length > 0 && (
              <Button look="danger" small onClick={() => setAsking(true)}>
                {t.endSessions}
              </Button>
            )
          }
        >
          {sessions.error && <Failure error={sessions.error} retry={() => void sessions.refetch()} />}
          {sessions.data && rows.length === 0 && <Empty>{t.noSessions}</Empty>}
          {rows.length > 0 && (
            <Table
              label={t.sessions}
              rows={rows}
              keyOf={(row) => row.made}
              columns={[
                { key: 'made', label: t.signedIn, title: true, cell: (row) => days.moment(row.made) },
                { key: 'as', label: t.as, cell: (row) => row.postName ?? '—' },
                { key: 'used', label: t.lastUsed, cell: (row) => days.moment(row.used) },
                { key: 'address', label: t.address, cell: (row) => row.address ?? '—' },
                { key: 'ends', label: t.ends, cell: (row) => days.moment(row.ends) },
              ]}
            />
          )}
        </Panel>
        <SetPassword id={id} onDone={again} />
      </div>
      {asking && (
        <Dialog
          title={t.endSessions}
          onClose={() => setAsking(false)}
          foot={
            <>
              <Button look="danger" onClick={() => void endAll()}>
                {t.endSessions}
              </Button>
              <Button onClick={() => setAsking(false)}>{t.cancel}</Button>
            </>
          }
        >
          {refusal ? <Failure error={refusal} /> : <Notice tone="warn" title={t.endSessionsLead} />}
        </Dialog>
      )}
    </Page>
  )
}
