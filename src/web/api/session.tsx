import { useQuery, useQueryClient } from '@tanstack/react-query'
import { createContext, useContext, useEffect, type ReactNode } from 'react'
import { Failure } from '../blocks/failure.tsx'
import { Loading } from '../blocks/loading.tsx'
import { takeAtHand } from './at-hand.ts'
import { calls } from './calls.ts'
import { sessionEnded } from './request.ts'
import type { Session } from './types.ts'

export const SessionContext = createContext<Session | null>(null)

/** Who is at the page, and in which city. */
export function useSession(): Session {
  const session = useContext(SessionContext)
  if (!session) throw new Error('no session around this component')
  return session
}

/** What sets the session after signing in, out or changing the post: everything that was read as somebody else is forgotten. */
export function useSetSession(): (session: Session | undefined) => Promise<void> {
  const client = useQueryClient()
  return async (session) => {
    client.removeQueries({ predicate: (query) => query.queryKey[0] !== 'session' })
    if (session) client.setQueryData(['session'], session)
    else await client.resetQueries({ queryKey: ['session'] })
  }
}

/** Asks once who is here and shows the page when it knows. */
export function SessionGate({ children }: { children: ReactNode }): ReactNode {
  const client = useQueryClient()
  const { data, error, refetch } = useQuery({
    queryKey: ['session'],
    queryFn: calls.session,
    initialData: () => takeAtHand<Session>('/api/session'),
    staleTime: 60_000,
  })
  useEffect(() => {
    const again = () => void client.invalidateQueries({ queryKey: ['session'] })
    sessionEnded.addEventListener('ended', again)
    return () => sessionEnded.removeEventListener('ended', again)
  }, [client])
  if (data) return <SessionContext value={data}>{children}</SessionContext>
  return <div className="gate">{error ? <Failure error={error} retry={() => void refetch()} /> : <Loading />}</div>
}
