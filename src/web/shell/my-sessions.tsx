import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { calls } from '../api/calls.ts'
import type { OwnSession } from '../api/types.ts'
import { Button, Dialog, Failure, goOnFromTitle, Page, Skeleton, Tag, useDays, useSay } from '../blocks/index.ts'
import { useText } from '../texts.ts'
import { deviceOf } from './device.ts'
import { SignedIn } from './signed-in.tsx'
import { shellTexts } from './texts.ts'

const key = ['session', 'sessions']

function OneSession({ session }: { session: OwnSession }) {
  const t = useText(shellTexts)
  const days = useDays()
  const say = useSay()
  const client = useQueryClient()
  const { browser, system } = deviceOf(session.agent)
  const name = t.device(browser ?? t.unknownBrowser, system ?? t.unknownSystem)
  const end = useMutation({
    mutationFn: () => calls.endSessions(session.id),
    onSuccess: async () => {
      say(t.endedOne)
      await client.invalidateQueries({ queryKey: key })
      goOnFromTitle()
    },
  })
  return (
    <li className="panel stack-tight">
      <div className="row row-between">
        <h2>{name}</h2>
        {session.current && <Tag tone="good">{t.thisDevice}</Tag>}
      </div>
      <ul className="stack-tight">
        <li>{t.signedInAt(days.moment(session.made))}</li>
        <li>{t.lastUsed(days.moment(session.used))}</li>
        {session.address && <li>{t.fromAddress(session.address)}</li>}
        {session.postName && <li>{t.asPost(session.postName)}</li>}
      </ul>
      {end.error && <Failure error={end.error} />}
      {!session.current && (
        <div className="row">
          <Button busy={end.isPending} onClick={() => end.mutate()}>
            {t.endOne}
            <span className="unseen"> {name}</span>
          </Button>
        </div>
      )}
    </li>
  )
}

function Sessions() {
  const t = useText(shellTexts)
  const say = useSay()
  const client = useQueryClient()
  const { data, error, refetch } = useQuery({ queryKey: key, queryFn: calls.sessions })
  const [asking, setAsking] = useState(false)
  const endOthers = useMutation({
    mutationFn: () => calls.endSessions(),
    onSuccess: async ({ ended }) => {
      setAsking(false)
      say(t.endedOthers(ended))
      await client.invalidateQueries({ queryKey: key })
      goOnFromTitle()
    },
  })
  const others = data?.items.filter(({ current }) => !current).length ?? 0
  return (
    <Page
      title={t.sessions}
      lead={t.sessionsLead}
      actions={
        others > 0 && (
          <Button look="danger" onClick={() => setAsking(true)}>
            {t.endOthers}
          </Button>
        )
      }
    >
      {error && <Failure error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeleton shape="cards" />}
      <ul className="stack">
        {data?.items.map((session) => (
          <OneSession key={session.id} session={session} />
        ))}
      </ul>
      {data && others === 0 && <p className="soft">{t.onlyHere}</p>}
      {asking && (
        <Dialog
          title={t.endOthers}
          onClose={() => setAsking(false)}
          foot={
            <>
              <Button look="danger" busy={endOthers.isPending} onClick={() => endOthers.mutate()}>
                {t.endOthers}
              </Button>
              <Button onClick={() => setAsking(false)}>{t.cancel}</Button>
            </>
          }
        >
          {endOthers.error ? <Failure error={endOthers.error} /> : <p>{t.endOthersSure}</p>}
        </Dialog>
      )}
    </Page>
  )
}

/** Where the reader is signed in: each place with its device, and a way to end it. */
export const MySessions = () => (
  <SignedIn>
    <Sessions />
  </SignedIn>
)
