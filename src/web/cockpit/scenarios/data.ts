import { useQuery } from '@tanstack/react-query'
import type { ComparisonView, Drivers, PresentView } from '#engines/indicators'
import { address, request } from '../../api/request.ts'

export interface Scope {
  region?: string | undefined
  matter?: string | undefined
  organisation?: string | undefined
  on?: string | undefined
}

/** The present of a scope with its test on the past; it holds for a while, and takes some seconds. */
export const usePresent = (scope: Scope) =>
  useQuery({
    queryKey: ['scenarios', scope],
    queryFn: () => request<PresentView>('GET', address('/api/scenarios/present', { ...scope })),
    staleTime: 600_000,
    retry: false,
  })

export const compare = (asked: Scope & { scenarios: readonly Drivers[]; horizon: number; seed: number; replications: number }) =>
  request<ComparisonView>('POST', '/api/scenarios/compare', asked)

/** A comparison as it was kept. */
export interface Kept {
  id: string
  number: string
  name: string
  region: string
  matter: string | null
  office: string | null
  startsOn: string
  horizon: number
  seed: number
  runs: number
  drivers: string
  results: string
}

export const useKept = (id: string | null) =>
  useQuery({
    queryKey: ['register', 'decision.scenario', id],
    queryFn: async () =>
      (await request<{ record: Kept }>('GET', `/api/registers/decision.scenario/${encodeURIComponent(id ?? '')}`)).record,
    enabled: id !== null,
  })

export const keep = (input: Record<string, unknown>) =>
  request<{ scenario: string; number: string }>('POST', '/api/systems/decision/actions/keep', input)
