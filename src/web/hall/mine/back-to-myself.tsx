import { useMutation } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { mine } from '../../api/mine.ts'
import { useSession, useSetSession } from '../../api/session.tsx'
import { Button, Failure, goOnFromTitle, Notice, useSay } from '../../blocks/index.ts'
import { useText } from '../../texts.ts'
import { mineTexts } from './texts.ts'

/** Whoever acts for somebody else is told so, and finds the way back. */
export function BackToMyself() {
  const t = useText(mineTexts)
  const { actor } = useSession()
  const setSession = useSetSession()
  const say = useSay()
  const back = useMutation({
    mutationFn: () => mine.actFor(null),
    onSuccess: async (session) => {
      await setSession(session)
      say(t.backDone)
    },
  })
  const acting = Boolean(actor?.actingFor)
  const was = useRef(acting)
  useEffect(() => {
    if (was.current && !acting) goOnFromTitle()
    was.current = acting
  }, [acting])
  if (!actor?.actingFor) return null
  return (
    <Notice title={t.actingNow(actor.actingFor.name)}>
      <p>{t.actingLead}</p>
      {back.error && <Failure error={back.error} />}
      <Button busy={back.isPending} onClick={() => back.mutate()}>
        {t.backToMyself}
      </Button>
    </Notice>
  )
}
