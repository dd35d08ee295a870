import type { AccessRow, AccountSession, ChangeRow, ConsentView, EntryCode, LogPage, Office } from '#engines/identity'
import { ApiProblem, unreachable } from './problem.ts'
import { address, request } from './request.ts'
import type { InboxPage, ProblemDetails } from './types.ts'

type Items<T> = { items: T[] }
const id = encodeURIComponent

/** A list under a name; `page` is `inbox` or `registers/<name>`. */
export interface KeptView {
  id: string
  page: string
  name: string
  query: string
  reach: 'own' | 'post' | 'organisation'
  mine: boolean
}

export interface FoundCase {
  id: string
  number: string
  title: string
  open: boolean
}
export interface FoundRecord {
  register: string
  label: string
  id: string
  title: string
}
export interface PostCounts {
  post: string
  open: number
  yellow: number
  red: number
}
/** Work in the background that failed: no values of records, only which one it is about. `next`: when it is tried again; null when it was given up. */
export interface FailedJob {
  id: string
  task: string
  /** The number of the case, or the key of the document or instrument. */
  subject: string | null
  attempts: number
  most: number
  error: string
  added: string
  next: string | null
}
/** Somebody who may do a task. */
export interface Candidate {
  account: string
  name: string
  postName: string
  /** Tasks that wait with this person now. */
  open: number
  /** Why it may not be this one; nothing when it may. */
  why: string | null
}
export type { AccessRow, AccountSession, ChangeRow, ConsentView, EntryCode, LogPage }
export type LogQuery = Record<'since' | 'until' | 'actor' | 'register' | 'subject' | 'act' | 'record' | 'before', string | undefined>

export interface InboxQuery {
  whose: 'own' | 'office'
  state: 'open' | 'done'
  after?: string
}

/** Where one reads the views of a page, or of all. */
export const viewsAddress = (page?: string): string => address('/api/views', { page })
/** Where one reads tasks, as many at once as there can be. */
export const inboxAddress = ({ whose, state, after }: InboxQuery): string => address('/api/inbox', { whose, state, limit: 200, after })

/** The calls that the desk alone makes. */
export const deskCalls = {
  views: (page?: string) => request<Items<KeptView>>('GET', viewsAddress(page)),
  saveView: (view: Pick<KeptView, 'page' | 'name' | 'query' | 'reach'>) => request<KeptView>('PUT', '/api/views', view),
  removeView: (key: string) => request<void>('DELETE', `/api/views/${id(key)}`),
  inbox: (query: InboxQuery) => request<InboxPage>('GET', inboxAddress(query)),
  findCases: (search: string) => request<Items<FoundCase>>('GET', address('/api/cases/find', { search })),
  findRecords: (search: string) => request<Items<FoundRecord>>('GET', address('/api/find', { search })),
  postCounts: () => request<Items<PostCounts>>('GET', '/api/session/posts'),
  candidates: (task: string) => request<Items<Candidate>>('GET', `/api/tasks/${id(task)}/candidates`),
  assign: (task: string, account: string | null, reason: string) =>
    request<unknown>('POST', `/api/tasks/${id(task)}/assign`, { account, ...(reason ? { reason } : {}) }),
  endRecord: (register: string, key: string, version: number) =>
    request<void>('DELETE', `/api/registers/${id(register)}/${id(key)}`, { version }),
  reveal: (register: string, key: string, field: string, reason: string) =>
    request<{ value: unknown }>('POST', `/api/registers/${id(register)}/${id(key)}/reveal`, { field, reason }),
  roles: () => request<Items<{ name: string; label: string; about: string }>>('GET', '/api/roles'),
  sessionsOf: (account: string) => request<Items<AccountSession>>('GET', `/api/accounts/${id(account)}/sessions`),
  endSessions: (account: string) => request<{ ended: number }>('DELETE', `/api/accounts/${id(account)}/sessions`),
  setPassword: (account: string, password: string) => request<void>('PUT', `/api/accounts/${id(account)}/password`, { password }),
  addAccount: (given: { login: string; name: string; number: string; password: string }) =>
    request<{ account: string }>('POST', '/api/accounts', given),
  nameAccount: (account: string, number: string) => request<void>('PUT', `/api/accounts/${id(account)}/number`, { number }),
  atWindow: (given: { name: string; number: string; proof: string; login?: string }) =>
    request<EntryCode>('POST', '/api/accounts/window', given),
  consents: () => request<{ items: ConsentView[]; office: Office }>('GET', '/api/consents'),
  answerConsent: (subject: string, reason: string | null) =>
    request<void>('POST', `/api/consents/${id(subject)}`, reason === null ? { accept: true } : { accept: false, reason }),
  accessLog: (query: Partial<LogQuery>) => request<LogPage<AccessRow>>('GET', address('/api/audit/access', query)),
  failedJobs: () => request<Items<FailedJob>>('GET', '/api/jobs'),
  tryJobAgain: (job: string) => request<void>('POST', `/api/jobs/${id(job)}/again`, {}),
  changeLog: (query: Partial<LogQuery>) => request<LogPage<ChangeRow>>('GET', address('/api/audit/changes', query)),
}

/** A file of which only a part came: it must not be kept. `announced` is how many records were promised. */
export class CutShort extends Error {
  readonly announced: number
  constructor(announced: number) {
    super('the file is not whole')
    this.name = 'CutShort'
    this.announced = announced
  }
}

/** More than the mark at the end of a file is long. */
const TAIL = 100

/**
 * What a marked export holds, once its mark says that all of it came; the mark itself is cut off.
 * @throws CutShort when there is no mark, or when it speaks of another file
 */
export async function wholeFile(file: Blob, announced: number): Promise<{ file: Blob; rows: number }> {
  const tail = await file.slice(Math.max(0, file.size - TAIL)).arrayBuffer()
  const bytes = new Uint8Array(tail)
  const at = bytes.lastIndexOf(0x1e)
  const mark: unknown = at < 0 ? null : parsed(new TextDecoder().decode(bytes.subarray(at + 1)))
  const { rows, bytes: size } = (mark ?? {}) as { rows?: unknown; bytes?: unknown }
  const end = file.size - bytes.length + at
  if (typeof rows !== 'number' || size !== end) throw new CutShort(announced)
  return { file: file.slice(0, end, file.type), rows }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/**
 * A list as a file that the browser keeps, and how many records it holds; `announced` is how many there were when it began.
 * @throws ApiProblem
 * @throws CutShort when it broke off on the way
 */
export async function exportList(
  register: string,
  asked: { query: string; columns: string[]; format: 'csv' | 'xlsx' | 'ndjson'; reason: string },
): Promise<{ file: Blob; name: string; rows: number; announced: number }> {
  const answer = await fetch(`/api/registers/${id(register)}/export`, {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'content-type': 'application/json', 'x-chengshu': '1' },
    body: JSON.stringify({ ...asked, marked: true }),
  }).catch(() => {
    throw new ApiProblem({ status: unreachable })
  })
  if (answer.ok) {
    const announced = Number(answer.headers.get('x-rows'))
    const came = await answer.blob().catch(() => {
      throw new CutShort(announced)
    })
    const { file, rows } = await wholeFile(came, announced)
    return {
      file,
      rows,
      announced,
      name: decodeURIComponent(
        /filename\*=UTF-8''([^;]+)/.exec(answer.headers.get('content-disposition') ?? '')?.[1] ?? `${register}.${asked.format}`,
      ),
    }
  }
  const problem = (await answer.json().catch(() => ({}))) as Partial<ProblemDetails>
  throw new ApiProblem({ ...problem, status: answer.status })
}
