import { useMutation } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { calls } from '../api/calls.ts'
import { useSession, useSetSession } from '../api/session.tsx'
import { Button, Failure, Notice, useSay } from '../blocks/index.ts'
import { useText } from '../texts.ts'
import { useGo } from './go.ts'
import { shellTexts } from './texts.ts'

const minutesUntil = (until: string) => Math.max(0, Math.ceil((Date.parse(until) - Date.now()) / 60_000))

/** Whoever looks with another post's eyes is told so on every page, how long it lasts, and finds the way back. */
export function SeeingNotice() {
  const t = useText(shellTexts)
  const { actor } = useSession()
  const setSession = useSetSession()
  const say = useSay()
  const go = useGo()
  const until = actor?.seeing?.until
  const [minutes, setMinutes] = useState(0)
  useEffect(() => {
    if (!until) return
    const count = () => setMinutes(minutesUntil(until))
    count()
    const timer = setInterval(count, 15_000)
    return () => clearInterval(timer)
  }, [until])
  const end = useMutation({
    mutationFn: calls.endSeeing,
    onSuccess: async (session) => {
      await setSession(session)
      say(t.seeingEnded)
      await go('/desk/organisations')
    },
  })
  if (!actor?.seeing) return null
  return (
    <Notice tone="warn" title={t.seeing([actor.organisation?.name, actor.post?.name].filter(Boolean).join(' '))}>
      <p>{t.seeingLead(minutes || minutesUntil(actor.seeing.until))}</p>
      {end.error && <Failure error={end.error} />}
      <Button busy={end.isPending} onClick={() => end.mutate()}>
        {t.endSeeing}
      </Button>
    </Notice>
  )
}
