import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { OpenSource, OpenWorkshop, OpenVersion, OpenWaiting } from '#engines/registers'
import { calls } from '../api/calls.ts'
import { address, request } from '../api/request.ts'
import { useSession } from '../api/session.tsx'
import type { SessionActor } from '../api/types.ts'

/** What of a register is opened, as it is being made up. */
export type Selection = OpenVersion['selection']

export const useWaiting = () =>
  useQuery({ queryKey: ['open-waiting'], queryFn: () => request<{ items: OpenWaiting[] }>('GET', '/api/open/waiting') })

/** The data sets that the own organisation makes. */
export function useOwnSets() {
  const { actor } = useSession()
  const provider = actor?.organisation?.id ?? ''
  return useQuery({
    queryKey: ['records', 'open.data-set', 'own', provider],
    queryFn: () => calls.records('open.data-set', { 'where.provider': provider, limit: 100 }),
    enabled: provider !== '',
  })
}

/** Where a data set of one's own organisation is begun, with what is known of it filled in. */
export const newSetAddress = (actor: SessionActor | null, known: { title?: string; about?: string; cycle?: string } = {}) =>
  address('/desk/registers/open.data-set/new', {
    ...known,
    provider: actor?.organisation?.id,
    region: actor?.region?.id,
    state: 'draft',
  })

export const useSources = () =>
  useQuery({
    queryKey: ['open-sources'],
    queryFn: () => request<{ items: OpenSource[]; leastK: number }>('GET', '/api/open/sources'),
    staleTime: 60_000,
  })

const isRunning = (data: OpenWorkshop | undefined) =>
  data?.versions.some(({ state }) => state === 'checking' || state === 'approved') ?? false

/** A data set with its versions; asked again while something is under way. */
export const useWorkshop = (id: string) =>
  useQuery({
    queryKey: ['open-workshop', id],
    queryFn: () => request<OpenWorkshop>('GET', `/api/open/sets/${id}`),
    refetchInterval: ({ state }) => (isRunning(state.data) ? 1500 : false),
  })

/** Something done with a data set or a version of it; what is shown is asked for anew. */
export function useAct<Given>(set: string, run: (given: Given) => Promise<unknown>) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: run,
    onSuccess: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ['open-workshop', set] }),
        client.invalidateQueries({ queryKey: ['open-waiting'] }),
      ]),
  })
}

export const acts = {
  begin: (set: string, selection: Selection) => request<OpenVersion>('POST', `/api/open/sets/${set}/versions`, selection),
  propose: (version: string, note: string) => request<OpenVersion>('POST', `/api/open/versions/${version}/propose`, { note }),
  answer: (version: string, accept: boolean, reason: string) =>
    request<OpenVersion>('POST', `/api/open/versions/${version}/answer`, { accept, reason }),
  withdraw: (version: string, reason: string) => request<OpenVersion>('POST', `/api/open/versions/${version}/withdraw`, { reason }),
}
