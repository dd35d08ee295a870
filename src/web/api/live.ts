import { useQueryClient, type QueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useSession } from './session.tsx'

/** Which queries of these pages a kind of news makes old; `case:<id>` is one case. */
function queriesOf(kind: string): readonly (readonly string[])[] {
  if (kind.startsWith('case:')) return [['case', kind.slice(5)]]
  if (kind === 'inbox') return [['inbox'], ['post-counts']]
  if (kind === 'messages') return [['messages']]
  return [[kind]]
}

/** Takes in one piece of news: what it makes old is asked for again where it is in sight. It brings no content, so nothing can be read from it. */
export function takeIn(client: Pick<QueryClient, 'invalidateQueries'>, data: string): void {
  let kinds: unknown
  try {
    kinds = (JSON.parse(data) as { kinds?: unknown }).kinds
  } catch {
    return
  }
  if (!Array.isArray(kinds)) return
  for (const kind of kinds)
    if (typeof kind === 'string') for (const queryKey of queriesOf(kind)) void client.invalidateQueries({ queryKey: [...queryKey] })
}

/**
 * Listens to what changes for whoever is signed in (server-sent events). The browser comes back by itself after the line broke; what was
 * missed meanwhile is asked for again then. Where nothing can be listened to, pages go on asking now and then. A tab out of sight does not
 * listen: browsers keep six lines to a server at most over HTTP/1.1, and the seventh tab would wait for ever.
 */
export function useLive(): void {
  const client = useQueryClient()
  const { actor } = useSession()
  const who = actor ? `${actor.account} ${actor.post?.id ?? ''}` : null
  useEffect(() => {
    if (who === null || typeof EventSource === 'undefined') return
    let source: EventSource | undefined
    let lost = false
    const listen = () => {
      source = new EventSource('/api/live', { withCredentials: true })
      source.addEventListener('changed', (event) => takeIn(client, (event as MessageEvent<string>).data))
      source.addEventListener('open', () => {
        if (lost) for (const kind of ['inbox', 'messages', 'case', 'indicators']) void client.invalidateQueries({ queryKey: [kind] })
        lost = false
      })
      source.addEventListener('error', () => {
        lost = true
      })
    }
    const stop = () => {
      if (source) lost = true
      source?.close()
      source = undefined
    }
    const turned = () => {
      if (document.visibilityState === 'hidden') stop()
      else if (!source) listen()
    }
    turned()
    document.addEventListener('visibilitychange', turned)
    return () => {
      document.removeEventListener('visibilitychange', turned)
      stop()
    }
  }, [client, who])
}
