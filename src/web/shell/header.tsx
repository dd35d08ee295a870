import { useQuery } from '@tanstack/react-query'
import { calls } from '../api/calls.ts'
import { useSession, useSetSession } from '../api/session.tsx'
import { useSay } from '../blocks/index.ts'
import { useText } from '../texts.ts'
import type { Face } from './faces.ts'
import { useOtherPosts } from './posts.ts'
import { useGo } from './go.ts'
import { shellTexts } from './texts.ts'
import type { Own } from './view.ts'

export type { NavItem } from './view.ts'

const homes: Record<Face, string> = { hall: '/', desk: '/desk', cockpit: '/cockpit' }

/** Messages of the signed-in person; asked for again each minute. Who acts for somebody else reads neither's. */
export function useMessages() {
  const { actor } = useSession()
  return useQuery({
    queryKey: ['messages'],
    queryFn: calls.messages,
    enabled: actor !== null && !actor.actingFor && !actor.seeing,
    refetchInterval: 60_000,
  })
}

/** What stands behind the name of whoever has signed in; null when nobody has. */
export function useOwn(face: Face): Own | null {
  const t = useText(shellTexts)
  const { actor } = useSession()
  const setSession = useSetSession()
  const go = useGo()
  const say = useSay()
  const others = useOtherPosts(face !== 'hall')
  if (!actor) return null
  const leave = async () => {
    await calls.signOut()
    sessionStorage.clear()
    await setSession(undefined)
    say(t.signedOut)
    await go(homes[face])
  }
  return {
    name: actor.name,
    ...(actor.post ? { as: [actor.organisation?.name, actor.post.name].filter(Boolean).join(' · ') } : {}),
    items: [
      ...(face === 'hall' ? [{ label: t.mine, icon: 'matters', to: '/me' } as const] : []),
      ...others.map(
        (post) =>
          ({ label: t.actAs([post.organisation, post.name].join(' '), post.open), icon: 'swap', act: () => void post.take() }) as const,
      ),
      { label: t.sessions, icon: 'lock', to: face === 'hall' ? '/me/sessions' : '/desk/sessions' },
      { label: t.signOut, icon: 'leave', act: () => void leave() },
    ],
  }
}
