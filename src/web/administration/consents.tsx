import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'react-router'
import { deskCalls, type ConsentView } from '../api/desk-calls.ts'
import {
  Button,
  Dialog,
  Empty,
  Facts,
  Failure,
  Notice,
  Page,
  Section,
  Skeleton,
  Tag,
  goOnFromTitle,
  useDays,
  useSay,
} from '../blocks/index.ts'
import { useText } from '../texts.ts'
import { administrationTexts } from './texts.ts'

const tones = { open: 'warn', lapsed: 'plain', given: 'good', refused: 'bad' } as const

function Refuse({ consent, title, onClose }: { consent: ConsentView; title: string; onClose: () => void }) {
  const t = useText(administrationTexts)
  const say = useSay()
  const client = useQueryClient()
  const [reason, setReason] = useState('')
  const [missing, setMissing] = useState(false)
  const refuse = useMutation({
    mutationFn: () => deskCalls.answerConsent(consent.subject, reason.trim()),
    onSuccess: async () => {
      say(t.consentRefused)
      onClose()
      await client.invalidateQueries({ queryKey: ['consents'] })
      goOnFromTitle()
    },
  })
  const send = () => {
    setMissing(reason.trim().length < 2)
    if (reason.trim().length >= 2) refuse.mutate()
  }
  return (
    <Dialog
      title={t.refuse}
      onClose={onClose}
      foot={
        <>
          <Button look="danger" busy={refuse.isPending} onClick={send}>
            {t.refuse}
          </Button>
          <Button onClick={onClose}>{t.cancel}</Button>
        </>
      }
    >
      <div className="stack">
        <p>{title}</p>
        {refuse.error && <Failure error={refuse.error} />}
        <div className={missing ? 'asked asked-wrong' : 'asked'}>
          <label htmlFor="refuse-reason">{t.refuseReason}</label>
          <textarea
            id="refuse-reason"
            className="input"
            rows={3}
            maxLength={300}
            value={reason}
            aria-invalid={missing || undefined}
            aria-describedby="refuse-problem"
            onChange={(event) => setReason(event.target.value)}
          />
          <p id="refuse-problem" className="problem" role="status">
            {missing && t.refuseNeedsReason}
          </p>
        </div>
      </div>
    </Dialog>
  )
}

function Consent({ consent }: { consent: ConsentView }) {
  const t = useText(administrationTexts)
  const days = useDays()
  const say = useSay()
  const client = useQueryClient()
  const [refusing, setRefusing] = useState(false)
  const give = useMutation({
    mutationFn: () => deskCalls.answerConsent(consent.subject, null),
    onSuccess: async () => {
      say(t.consentGiven)
      await client.invalidateQueries({ queryKey: ['consents'] })
      goOnFromTitle()
    },
  })
  const { account, role, organisation, postName } = consent
  const title = consent.kind === 'holding' ? t.seatOf(account?.name ?? '', postName) : t.dutyOf(role?.label ?? '', postName)
  const states = { open: t.waits, lapsed: t.lapsed, given: t.given, refused: t.refused }
  const grounds = { given: t.groundGiven, changed: t.groundChanged, password: t.groundPassword, 'set-up': t.groundSetUp }
  const open = consent.state === 'open'
  return (
    <li className="panel stack-tight">
      <div className="row row-between">
        <h3>{title}</h3>
        <Tag tone={tones[consent.state]}>{states[consent.state]}</Tag>
      </div>
      <Facts
        items={[
          [
            t.organisation,
            <Link key="organisation" to={`/desk/organisations/${organisation.id}`}>
              {organisation.name}
            </Link>,
          ],
          [t.consentGround, grounds[consent.ground]],
          [t.askedBy, t.byAt(consent.askedBy ?? t.system, days.moment(consent.asked))],
          ...(open ? [[t.consentUntil, days.moment(consent.until)] as const] : []),
          ...(consent.answered ? [[t.answeredBy, t.byAt(consent.answeredBy ?? t.system, days.moment(consent.answered))] as const] : []),
          ...(consent.reason ? [[t.refuseReason, consent.reason] as const] : []),
        ]}
      />
      {open && consent.hindrance === 'password' && <Notice tone="info" title={t.hindrancePassword} />}
      {open && consent.answers && consent.hindrance === 'own' && <Notice tone="info" title={t.hindranceOwn} />}
      {give.error && <Failure error={give.error} />}
      {open && consent.answers && consent.hindrance !== 'own' && (
        <div className="row">
          {consent.hindrance === null && (
            <Button look="primary" busy={give.isPending} onClick={() => give.mutate()}>
              {t.consent}
              <span className="unseen"> {title}</span>
            </Button>
          )}
          <Button onClick={() => setRefusing(true)}>
            {t.refuse}
            <span className="unseen"> {title}</span>
          </Button>
        </div>
      )}
      {refusing && <Refuse consent={consent} title={title} onClose={() => setRefusing(false)} />}
    </li>
  )
}

/** What takes effect once a second person has consented: seats at posts with duties, and duties. */
export function Consents() {
  const t = useText(administrationTexts)
  const { data, error, refetch } = useQuery({ queryKey: ['consents'], queryFn: deskCalls.consents })
  const waiting = data?.items.filter(({ state }) => state === 'open') ?? []
  const rest = data?.items.filter(({ state }) => state !== 'open') ?? []
  const missing = data && (!data.office.security || !data.office.audit)
  return (
    <Page title={t.consents} lead={t.consentsLead(data?.office.days ?? 30)}>
      <div className="stack">
        {error && <Failure error={error} retry={() => void refetch()} />}
        {!data && !error && <Skeleton shape="cards" />}
        {missing && (
          <Notice tone="warn" title={t.setUpState}>
            <p>{data.office.security ? t.noAuditor : t.noSecurity}</p>
          </Notice>
        )}
        {data && (
          <Section title={t.waiting}>
            {waiting.length === 0 && <Empty icon="done">{t.nothingWaits}</Empty>}
            <ul className="stack">
              {waiting.map((one) => (
                <Consent key={one.subject} consent={one} />
              ))}
            </ul>
          </Section>
        )}
        {rest.length > 0 && (
          <Section title={t.answeredLately}>
            <ul className="stack">
              {rest.map((one) => (
                <Consent key={one.subject} consent={one} />
              ))}
            </ul>
          </Section>
        )}
      </div>
    </Page>
  )
}
