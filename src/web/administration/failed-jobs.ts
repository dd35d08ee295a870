import { useQuery } from '@tanstack/react-query'
import { deskCalls } from '../api/desk-calls.ts'
import { useSession } from '../api/session.tsx'

const operator = 'identity.administrator'

/** Work in the background that failed; asked by nobody whose business it isn't. */
export function useFailedJobs() {
  const { actor } = useSession()
  return useQuery({
    queryKey: ['jobs'],
    queryFn: async () => (await deskCalls.failedJobs()).items,
    enabled: actor?.roles.includes(operator) === true,
    refetchInterval: 60_000,
  })
}
