import { useQuery } from '@tanstack/react-query'
import { calls } from '../api/calls.ts'
import { deskCalls } from '../api/desk-calls.ts'
import { useSession, useSetSession } from '../api/session.tsx'
import { useSay } from '../blocks/index.ts'
import { useText } from '../texts.ts'
import { shellTexts } from './texts.ts'

/** Another post of the same person, how much waits there, and how to act at it from now on. */
export interface OtherPost {
  id: string
  name: string
  organisation: string
  open: number | undefined
  take: () => Promise<void>
}

/** The posts beside the one that somebody acts at. Taking one keeps the page: it is asked for anew as that post sees it. */
export function useOtherPosts(enabled: boolean): OtherPost[] {
  const t = useText(shellTexts)
  const { actor } = useSession()
  const setSession = useSetSession()
  const say = useSay()
  const posts = enabled && actor?.post ? actor.posts.filter(({ id }) => id !== actor.post?.id) : []
  const { data } = useQuery({
    queryKey: ['post-counts'],
    queryFn: deskCalls.postCounts,
    enabled: posts.length > 0,
    staleTime: 30_000,
    refetchInterval: 120_000,
  })
  return posts.map(({ id, name, organisation }) => ({
    id,
    name,
    organisation,
    open: data?.items.find(({ post }) => post === id)?.open,
    take: async () => {
      await setSession(await calls.takePost(id))
      say(t.actsAs(name))
    },
  }))
}
