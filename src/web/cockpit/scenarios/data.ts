import { useQuery } from '@tanstack/react-query'
import type { ComparisonView, Drivers, PresentView } from '#engines/indicators'
import { address, request } from '../../api/request.ts'
import type { Changed } from './drivers.ts'

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

/** Which of the names has which changes, as it was kept. */
export const readKept = (kept: Kept): Changed[] => {
  try {
    return JSON.parse(kept.drivers) as Changed[]
  } catch {
    return []
  }
}

export const useKept = (id: string | null) =>
  useQuery({
    queryKey: ['register', 'decision.scenario', id],
    queryFn: async () =>
      (await request<{ record: Kept }>('GET', `/api/registers/decision.scenario/${encodeURIComponent(id ?? '')}`)).record,
    enabled: id !== null,
  })

/** How many of the newest are offered beside the page; the register has them all. */
const NEWEST = 5

/** Comparisons that were kept, the newest first; none for whoever may not read them. */
export const useKeptList = () =>
  useQuery({
    queryKey: ['register', 'decision.scenario'],
    queryFn: async () =>
      (
        await request<{ items: (Pick<Kept, 'id' | 'number' | 'name'> & { comparedOn: string })[] }>(
          'GET',
          address('/api/registers/decision.scenario', { sort: '-number', limit: NEWEST }),
        )
      ).items,
    retry: false,
  })

export const keep = (input: Record<string, unknown>) =>
  request<{ scenario: string; number: string }>('POST', '/api/systems/decision/actions/keep', input)
