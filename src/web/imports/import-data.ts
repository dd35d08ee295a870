import type { Batch } from '#engines/registers'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { language } from '../api/language.ts'
import { ApiProblem, unreachable } from '../api/problem.ts'
import { request } from '../api/request.ts'
import type { ProblemDetails } from '../api/types.ts'

export type { Batch }
export type Mode = Batch['mode']

/** What was recognised in a file, and where its columns can go. */
export interface Preview {
  file: { header: string[]; rows: { n: number; cells: unknown[] }[] }
  mapping: (string | null)[]
  fields: { key: string; label: string; kind: string; required: boolean; help?: string }[]
  keys: string[][]
  /** Of a base register: the sources that one's organisation speaks for. */
  sources: { key: string; label: string }[]
  mappings: { id: string; name: string; fields: Record<string, string> }[]
  /** When the same file went in before. */
  before: string | null
}
export interface Refusal {
  n: number
  problems: string[]
}
export interface Intended {
  mapping: (string | null)[]
  source: string | null
  mode: Mode
  whole: boolean
  clears: boolean
  keepAs?: string
}

const id = encodeURIComponent
export const errorsAddress = (batch: string): string => `/api/imports/${id(batch)}/errors`

/** Whether something is being done with the batch in the background. */
export const isRunning = ({ state }: Batch): boolean => state === 'checking' || state === 'applying'

/** Rows that are in the register or need not be. */
export const settled = ({ added, changed, same }: Batch): number => added + changed + same

/**
 * Sends a file with the metadata that lies beside it, telling how many bytes went out: `fetch` can't say that.
 * @throws ApiProblem with the sentence of the server; status 0 when there was no answer or `signal` ended it
 */
export function sendFile(
  register: string,
  { file, metadata }: { file: File; metadata?: string },
  onSent: (bytes: number) => void,
  signal: AbortSignal,
): Promise<Batch> {
  return new Promise((resolve, reject) => {
    const sending = new XMLHttpRequest()
    sending.open('POST', `/api/registers/${id(register)}/imports`)
    sending.setRequestHeader('accept', 'application/json')
    sending.setRequestHeader('accept-language', language())
    sending.setRequestHeader('x-chengshu', '1')
    sending.responseType = 'json'
    sending.upload.addEventListener('progress', ({ loaded }) => onSent(Math.min(loaded, file.size)))
    sending.addEventListener('load', () => {
      const answer: unknown = sending.response
      if (sending.status === 200 && answer !== null) resolve(answer as Batch)
      else reject(new ApiProblem({ ...(answer as Partial<ProblemDetails> | null), status: sending.status }))
    })
    for (const end of ['error', 'abort'] as const) sending.addEventListener(end, () => reject(new ApiProblem({ status: unreachable })))
    signal.addEventListener('abort', () => sending.abort())
    const form = new FormData()
    // The server reads a form from its beginning, and the file as it comes.
    if (metadata !== undefined) form.append('metadata', metadata)
    form.append('file', file)
    sending.send(form)
  })
}

/** The imports that one's post brought into a register, newest first. */
export const useImports = (register: string) =>
  useQuery({
    queryKey: ['imports', register],
    queryFn: () => request<{ items: Batch[] }>('GET', `/api/registers/${id(register)}/imports`),
    refetchInterval: ({ state }) => (state.data?.items.some(isRunning) ? 2_000 : false),
  })

export const useImport = (batch: string) =>
  useQuery({
    queryKey: ['import', batch],
    queryFn: () => request<Batch>('GET', `/api/imports/${id(batch)}`),
    refetchInterval: ({ state }) => (state.data && isRunning(state.data) ? 1_000 : false),
  })

export const usePreview = (batch: string) =>
  useQuery({
    queryKey: ['import', batch, 'preview'],
    queryFn: () => request<Preview>('GET', `/api/imports/${id(batch)}/preview`),
    staleTime: Infinity,
    retry: false,
  })

export const refusalsOf = (batch: string, after: number) =>
  request<{ items: Refusal[] }>('GET', `/api/imports/${id(batch)}/refusals?after=${after}`)

/** What one does with a batch; each answers with the batch as it then is. */
export function useActs(batch: Batch) {
  const client = useQueryClient()
  const at = `/api/imports/${id(batch.id)}`
  return useMutation({
    mutationFn: (act: { intend: Intended } | 'start' | 'cancel') =>
      typeof act === 'object' ? request<Batch>('PUT', `${at}/mapping`, act.intend) : request<Batch>('POST', `${at}/${act}`, {}),
    onSuccess: (now) => {
      client.setQueryData(['import', batch.id], now)
      client.removeQueries({ queryKey: ['refusals', batch.id] })
      void client.invalidateQueries({ queryKey: ['imports', batch.register] })
    },
    onError: () => void client.invalidateQueries({ queryKey: ['import', batch.id], exact: true }),
  })
}
