import { useQuery } from '@tanstack/react-query'
import { takeAtHand } from '../api/at-hand.ts'
import { calls } from '../api/calls.ts'
import type { RegisterSummary, SystemSummary } from '../api/types.ts'
import { useSession } from '../api/session.tsx'

/** The systems as far as this person may see them. */
export function useSystems() {
  const { actor } = useSession()
  return useQuery({
    queryKey: ['systems'],
    queryFn: calls.systems,
    initialData: () => takeAtHand<SystemSummary[]>('/api/systems'),
    staleTime: 300_000,
    enabled: actor !== null,
  })
}

/** The declaration of a register, when this person may read it. */
export function useRegister(name: string): RegisterSummary | undefined {
  const { data } = useSystems()
  return data?.flatMap((system) => system.registers).find((register) => register.name === name)
}
