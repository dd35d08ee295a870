import { useState } from 'react'
import { Link, useParams } from 'react-router'
import { request as call } from '../api/request.ts'
import { Button, Facts, FailedPage, Failure, Page, Panel, Skeleton, useDays, useSay } from '../blocks/index.ts'
import { useSigns, useText } from '../texts.ts'
import { Asked, ItemChoice } from './asked.tsx'
import { useAct, useRequest, type RequestAct, type RequestDetail } from './catalogue-data.ts'
import './catalogue.css'
import { RequestState } from './lights.tsx'
import { catalogueTexts } from './texts.ts'

const labels = {
  agree: 'actAgree',
  refuse: 'actRefuse',
  supplement: 'actSupplement',
  supply: 'actSupply',
  extend: 'actExtend',
  allow: 'actAllow',
  deny: 'actDeny',
  withdraw: 'actWithdraw',
} as const satisfies Record<RequestAct, string>
/** Working days by which an answer may be put off (政务数据共享条例 art. 21). */
const MOST_DAYS = 10

function Deal({ detail: { request, acts } }: { detail: RequestDetail }) {
  const t = useText(catalogueTexts)
  const say = useSay()
  const [words, setWords] = useState('')
  const [days, setDays] = useState(MOST_DAYS)
  const [chosen, choose] = useState<ReadonlySet<string>>(new Set(request.items.map(({ name }) => name)))
  const [wrong, setWrong] = useState<'words' | 'items'>()
  const done = useAct((given: object) => call('POST', `/api/catalogue/requests/${request.id}/acts`, given))
  const run = (act: RequestAct) => {
    const missing = words.trim() === '' ? 'words' : act === 'agree' && chosen.size === 0 ? 'items' : undefined
    setWrong(missing)
    if (missing) return
    done.mutate(
      { act, text: words.trim(), ...(act === 'agree' ? { items: [...chosen] } : {}), ...(act === 'extend' ? { days } : {}) },
      {
        onSuccess: () => {
          say(t.dealt)
          setWords('')
        },
      },
    )
  }
  return (
    <Panel title={t.deal} pressing>
      <div className="asked-all">
        {acts.includes('agree') && (
          <ItemChoice
            label={t.grantItems}
            names={request.items.map(({ name }) => name)}
            chosen={chosen}
            choose={choose}
            problem={wrong === 'items' ? t.needItems : undefined}
          />
        )}
        {acts.includes('extend') && (
          <Asked label={t.days}>
            {(field) => (
              <input
                {...field}
                className="input"
                type="number"
                min={1}
                max={MOST_DAYS}
                value={days}
                onChange={(event) => setDays(Math.min(MOST_DAYS, Math.max(1, Math.trunc(event.target.valueAsNumber) || 1)))}
              />
            )}
          </Asked>
        )}
        <Asked label={t.words} help={t.wordsHelp} problem={wrong === 'words' ? t.needed : undefined}>
          {(field) => (
            <textarea
              {...field}
              className="input"
              rows={3}
              maxLength={500}
              value={words}
              onChange={(event) => setWords(event.target.value)}
            />
          )}
        </Asked>
        {done.error && <Failure error={done.error} />}
        <div className="row">
          {acts.map((act, i) => (
            <Button key={act} look={i === 0 && act !== 'withdraw' ? 'primary' : 'plain'} busy={done.isPending} onClick={() => run(act)}>
              {t[labels[act]]}
            </Button>
          ))}
        </div>
      </div>
    </Panel>
  )
}

function Shown({ detail }: { detail: RequestDetail }) {
  const t = useText(catalogueTexts)
  const days = useDays()
  const signs = useSigns()
  const { request, titles, acts, grant } = detail
  const known = ([, value]: readonly [string, unknown]) => value !== null && value !== undefined && value !== ''
  const extension =
    request.extension === null
      ? null
      : signs.sentences([
          t.extensionAsked(request.extensionDays ?? 0, request.extensionReason ?? ''),
          request.extension === 'allowed' ? t.extensionAllowed : request.extension === 'denied' ? t.extensionDenied : '',
        ])
  return (
    <Page
      title={`${t.request} ${request.number}`}
      up={{ to: '/desk/catalogue/mine', label: t.mine }}
      mark={<RequestState request={request} />}
    >
      <div className="stack">
        <Panel title={t.request}>
          <Facts
            items={[
              [
                t.resource,
                <Link key="resource" to={`/desk/catalogue/${request.resource}`}>
                  {request.resourceName}
                </Link>,
              ] as const,
              [t.provider, titles[request.provider]] as const,
              [t.recipient, titles[request.recipient]] as const,
              [t.asker, request.asker] as const,
              [t.askedOn, days.day(request.askedOn)] as const,
              [t.due, days.day(request.due)] as const,
              [t.chooseItems, signs.list(request.items.map(({ name }) => name))] as const,
              [t.purpose, request.purpose] as const,
              [t.ground, request.ground] as const,
              [t.until, days.day(request.until)] as const,
              [t.supplement, request.supplement] as const,
              [t.supplied, request.supplied] as const,
              [t.extension, extension] as const,
              [t.answer, request.answer] as const,
              [t.answeredBy, request.answeredBy] as const,
              [t.answeredOn, request.answeredOn && days.day(request.answeredOn)] as const,
            ].filter(known)}
          />
        </Panel>
        {grant && (
          <Panel title={t.grant} icon="verify">
            <Facts
              items={[
                [t.items, signs.list(grant.items.map(({ name }) => name))] as const,
                [t.purpose, grant.purpose] as const,
                [t.since, days.day(grant.since)] as const,
                [t.grantUntil, days.day(grant.until)] as const,
                [t.provideBy, grant.provideBy && days.day(grant.provideBy)] as const,
              ].filter(known)}
            />
          </Panel>
        )}
        {acts.length > 0 && <Deal detail={detail} />}
      </div>
    </Page>
  )
}

/** One request for data: what is asked, how it stands, and what one may do about it. */
export function RequestPage() {
  const { request = '' } = useParams()
  const { data, error, refetch } = useRequest(request)
  if (error) return <FailedPage error={error} retry={() => void refetch()} />
  return data ? <Shown key={`${data.request.state}${data.acts.join()}`} detail={data} /> : <Skeleton lines={6} />
}
