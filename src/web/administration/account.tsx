import { personId, type Fields } from '#declare'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type SubmitEvent } from 'react'
import { Link, useParams } from 'react-router'
import { deskCalls } from '../api/desk-calls.ts'
import { useSession } from '../api/session.tsx'
import { Button, Dialog, Empty, Facts, Failure, Notice, Page, Panel, Section, Skeleton, Table, useDays, useSay } from '../blocks/index.ts'
import { fieldsProblems } from '../forms/asked.ts'
import { FieldsForm } from '../forms/fields-form.tsx'
import { PasswordLine } from '../forms/password-line.tsx'
import { useOpenedRecord } from '../registers/opened-record.tsx'
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
        <PasswordLine
          id="new-password"
          label={t.newPassword}
          help={t.passwordHelp}
          value={password}
          problem={tried && short ? t.passwordShort : undefined}
          onChange={setPassword}
        />
        <div className="row">
          <Button type="submit" busy={busy}>
            {t.setPassword}
          </Button>
        </div>
      </form>
    </Panel>
  )
}

/** Whose an account is that was made before accounts were known by number: said once, and then kept. */
function SetNumber({ id }: { id: string }) {
  const t = useText(administrationTexts)
  const say = useSay()
  const client = useQueryClient()
  const fields: Fields = { number: personId(t.staffNumber, { help: t.staffNumberHelp }) }
  return (
    <Section title={t.nameAccount}>
      <div className="stack">
        <p className="soft">{t.nameAccountLead}</p>
        <FieldsForm
          fields={fields}
          initial={{}}
          check={(values) => fieldsProblems(fields, values)}
          send={async ({ number }) => {
            await deskCalls.nameAccount(id, String(number))
            await client.invalidateQueries({ queryKey: ['record', 'identity.account', id] })
            say(t.accountNamed)
          }}
          group="body"
          submitLabel={t.nameAccount}
        />
      </div>
    </Section>
  )
}

/** An account as its administrator looks after it: whose it is, where it is signed in, and its password. */
export function Account() {
  const t = useText(administrationTexts)
  const days = useDays()
  const say = useSay()
  const client = useQueryClient()
  const { account: id = '' } = useParams()
  const { actor } = useSession()
  const up = { to: '/desk/organisations', label: t.organisations }
  const { detail, instead } = useOpenedRecord({ register: 'identity.account', id, up, waiting: <Skeleton lines={6} /> })
  const sessions = useQuery({ queryKey: ['sessions', id], queryFn: () => deskCalls.sessionsOf(id) })
  const [asking, setAsking] = useState(false)
  const [refusal, setRefusal] = useState<Error>()
  if (instead) return instead
  const { record } = detail
  const nameless = record.number === null && record.person === null && record.ended === null
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
    <Page title={String(record.name)} lead={t.accountLead} up={up}>
      <div className="stack">
        <Panel title={t.account}>
          <Facts
            items={[
              [t.login, String(record.login)],
              [t.staffNumber, record.number === null ? t.noNumber : t.numberKept],
              [
                t.record,
                <Link key="record" to={`/desk/registers/identity.account/${id}`}>
                  {t.seeRecord}
                </Link>,
              ],
            ]}
          />
        </Panel>
        {nameless && actor?.roles.includes('identity.administrator') && <SetNumber id={id} />}
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
