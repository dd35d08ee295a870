import { useQuery } from '@tanstack/react-query'
import { calls } from '../api/calls.ts'
import type { RegisterSummary } from '../api/types.ts'
import { useSession } from '../api/session.tsx'

/** The systems as far as this person may see them. */
export function useSystems() {
  const { actor } = useSession()
  return useQuery({ queryKey: ['systems'], queryFn: calls.systems, staleTime: 300_000, enabled: actor !== null })
}

/** The declaration of a register, when this person may read it. */
export function useRegister(name: string): RegisterSummary | undefined {
  const { data } = useSystems()
  return data?.flatMap((system) => system.registers).find((register) => register.name === name)
}
