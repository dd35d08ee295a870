import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { address, request } from '../api/request.ts'

export type Light = 'green' | 'yellow' | 'red' | 'none' | 'unknown'
export type Share = 'unconditional' | 'conditional' | 'none'
export interface Item {
  name: string
  type: string
  share?: Share | null
  privacy?: 'none' | 'personal' | 'sensitive' | null
}
export interface Listed {
  id: string
  code: string
  name: string
  about: string
  kind: 'base' | 'theme' | 'department'
  provider: string | null
  share: Share
  opening: 'open' | 'conditional' | 'none'
  cycle: string
  register: string | null
  changed: string | null
  light: Light
}
type Titles = Record<string, string>
export interface Facet {
  facet: 'all' | 'kind' | 'provider' | 'share' | 'light'
  value: string | null
  count: number
}
export interface Entry extends Listed {
  group: string | null
  items: Item[]
  shareCondition: string | null
  shareGround: string | null
  shareWay: string | null
  openCondition: string | null
  publishedOn: string | null
  state: 'draft' | 'published' | 'withdrawn'
}
interface Named {
  id: string
  name: string
}
export interface Lineage {
  sources: string[]
  before: Named[]
  after: Named[]
  uses: { kind: 'figure' | 'layer'; label: string }[]
}
export interface EntryDetail {
  entry: Entry
  lineage: Lineage
  titles: Titles
  follows: boolean
  /** Open data sets that are made of it. */
  opened: { code: string; title: string; shape: 'records' | 'counts' }[]
  requestable: boolean
  changes: boolean
}
export interface Quality {
  register: string
  counted: string
  rounded: boolean
  score: number | null
  rules: {
    key: string
    side: 'complete' | 'valid' | 'timely' | 'unique'
    label: string
    checked: number
    failing: number
    records: string[]
  }[]
}
export interface Inventory {
  rows: number
  taken: number
  resources: { row: number; name: string; items: number; good: boolean }[]
  problems: { row: number; column: string; message: string }[]
}

export const PAGE = 20

/** A page of the catalogue as an address asks for it. */
export function useCatalogue(asked: { search: string; kind: string; provider: string; share: string; light: string; skip: number }) {
  const path = address('/api/catalogue', {
    search: asked.search || undefined,
    kind: asked.kind || undefined,
    provider: asked.provider || undefined,
    share: asked.share || undefined,
    light: asked.light || undefined,
    skip: asked.skip || undefined,
    limit: PAGE,
  })
  return useQuery({
    queryKey: ['catalogue', path],
    queryFn: () => request<{ items: Listed[]; facets: Facet[]; titles: Titles }>('GET', path),
    placeholderData: keepPreviousData,
  })
}

export const useEntry = (id: string) =>
  useQuery({ queryKey: ['catalogue-entry', id], queryFn: () => request<EntryDetail>('GET', `/api/catalogue/${encodeURIComponent(id)}`) })

export const useQuality = (id: string) =>
  useQuery({
    queryKey: ['catalogue-quality', id],
    queryFn: () => request<{ quality: Quality | null }>('GET', `/api/catalogue/${encodeURIComponent(id)}/quality`),
  })

export const useDrafts = () =>
  useQuery({
    queryKey: ['catalogue-drafts'],
    queryFn: () =>
      request<{ items: (Entry & { provider: string | null })[]; titles: Titles; publishes: boolean }>('GET', '/api/catalogue/drafts'),
  })

/** Does something of the catalogue; what is shown of it is asked anew. */
export function useAct<Given, Answer>(run: (given: Given) => Promise<Answer>) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: run,
    onSuccess: () => client.invalidateQueries({ predicate: ({ queryKey }) => String(queryKey[0]).startsWith('catalogue') }),
  })
}
