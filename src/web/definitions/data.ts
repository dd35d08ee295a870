import type { Beginnings, DefinitionDraft, DefinitionFrom, DefinitionState, Grant, RunTimeDefinitions } from '#engines/registers'
import { useQuery } from '@tanstack/react-query'
import { request } from '../api/request.ts'

export type { DefinitionDraft, DefinitionFrom, DefinitionState, Grant }
export type Listed = Awaited<ReturnType<RunTimeDefinitions['list']>> & { templates: ReturnType<Beginnings['templates']> }
export type Version = Awaited<ReturnType<RunTimeDefinitions['get']>>
export type Plan = Awaited<ReturnType<RunTimeDefinitions['plan']>>
export type Saved = Awaited<ReturnType<RunTimeDefinitions['save']>>
export type ListedVersion = Listed['items'][number]

const id = encodeURIComponent
const at = (key: string, rest = '') => `/api/definitions/${id(key)}${rest}`
const formOf = (file: File) => {
  const form = new FormData()
  form.append('file', file)
  return form
}

/** The calls of the pages of definitions. */
export const definitionCalls = {
  list: () => request<Listed>('GET', '/api/definitions'),
  begin: (from: DefinitionFrom) => request<{ id: string }>('POST', '/api/definitions', { from }),
  fromFile: (file: File) => request<{ id: string }>('POST', '/api/definitions/from-file', formOf(file)),
  get: (key: string) => request<Version>('GET', at(key)),
  save: (key: string, revision: number, draft: DefinitionDraft) => request<Saved>('PUT', at(key), { revision, draft }),
  remove: (key: string) => request<void>('DELETE', at(key)),
  plan: (key: string) => request<Plan>('GET', at(key, '/plan')),
  ask: (key: string, reason: string) => request<void>('POST', at(key, '/ask'), { reason }),
  answer: (key: string, accept: boolean, reason: string) => request<void>('POST', at(key, '/answer'), { accept, reason }),
  again: (key: string) => request<void>('POST', at(key, '/again'), {}),
}

/** States in which something goes on by itself. */
const moving: ReadonlySet<DefinitionState> = new Set(['accepted', 'applying'])

export const useDefinitions = () =>
  useQuery({
    queryKey: ['definitions'],
    queryFn: definitionCalls.list,
    refetchInterval: ({ state }) => (state.data?.items.some((one) => moving.has(one.state)) ? 2000 : false),
  })

export const useVersion = (key: string) =>
  useQuery({
    queryKey: ['definitions', key],
    queryFn: () => definitionCalls.get(key),
    refetchInterval: ({ state }) => (state.data && moving.has(state.data.state) ? 1000 : false),
    // A draft is the browser's own until it leaves it.
    refetchOnWindowFocus: false,
  })
