import { address, request, type QueryValues } from './request.ts'
import type * as t from './types.ts'

const form = (file: File) => {
  const data = new FormData()
  data.append('file', file)
  return data
}
type Items<T> = { items: T[] }
const id = encodeURIComponent

/** Every call that the faces make, one line each. */
export const calls = {
  session: () => request<t.Session>('GET', '/api/session'),
  signIn: (given: { account: string; password: string; post?: string }) => request<t.Session>('POST', '/api/session', given),
  takePost: (post: string) => request<t.Session>('PUT', '/api/session', { post }),
  seeAs: (post: string) => request<t.Session>('POST', '/api/session/seeing', { post }),
  endSeeing: () => request<t.Session>('DELETE', '/api/session/seeing'),
  signOut: () => request<void>('DELETE', '/api/session'),
  setUp: (given: { code: string; organisation: string; name: string; number: string; account: string; password: string }) =>
    request<{ account: string }>('POST', '/api/setup', given),
  enterByCode: (given: { account: string; code: string; password: string }) => request<void>('POST', '/api/session/code', given),
  sessions: () => request<Items<t.OwnSession>>('GET', '/api/session/sessions'),
  endSessions: (one?: string) => request<{ ended: number }>('DELETE', address('/api/session/sessions', { id: one })),
  demoAccounts: () => request<t.DemoAccount[]>('GET', '/api/demo/accounts'),

  systems: () => request<t.SystemSummary[]>('GET', '/api/systems'),
  runAction: (system: string, action: string, input: Record<string, unknown>) =>
    request<Record<string, unknown>>('POST', `/api/systems/${system}/actions/${action}`, input),
  records: (register: string, query: QueryValues) => request<t.RecordPage>('GET', address(`/api/registers/${id(register)}`, query)),
  /** As it is, or as it was known at the end of a day. */
  record: (register: string, key: string, asOf?: string) =>
    request<t.RecordDetail>('GET', address(`/api/registers/${id(register)}/${id(key)}`, { asOf })),
  readers: (register: string, key: string) => request<t.RecordReaders>('GET', `/api/registers/${id(register)}/${id(key)}/readers`),
  history: (register: string, key: string) =>
    request<{ versions: t.RecordVersion[]; titles: t.Titles }>('GET', `/api/registers/${id(register)}/${id(key)}/history`),
  addRecord: (register: string, fields: Record<string, unknown>) =>
    request<{ record: t.RecordRow }>('POST', `/api/registers/${id(register)}`, fields),
  changeRecord: (register: string, key: string, version: number, changes: Record<string, unknown>, reason?: string) =>
    request<{ record: t.RecordRow }>('PATCH', `/api/registers/${id(register)}/${id(key)}`, { version, changes, reason }),
  askCorrection: (register: string, key: string, changes: Record<string, unknown>, reason: string) =>
    request<{ ask: unknown }>('POST', `/api/registers/${id(register)}/${id(key)}/corrections`, { changes, reason }),
  codes: (list: string, search?: string, on?: string) => request<Items<t.Code>>('GET', address(`/api/codes/${id(list)}`, { search, on })),

  asks: () => request<Items<t.AskSummary>>('GET', '/api/asks'),
  ask: (key: string) => request<{ ask: t.AskSummary; evidence: Pick<t.FileSummary, 'id' | 'name'>[] }>('GET', `/api/asks/${id(key)}`),
  answerAsk: (key: string, accept: boolean, reason: string) =>
    request<{ ask: unknown }>('POST', `/api/asks/${id(key)}/answer`, { accept, reason }),

  regions: (parent?: string) => request<t.RegionSummary[]>('GET', address('/api/regions', { parent })),
  region: (key: string) => request<t.RegionDetail>('GET', `/api/regions/${id(key)}`),

  matters: () => request<t.MatterSummary[]>('GET', '/api/matters'),
  matter: (name: string, region?: string) => request<t.MatterDetail>('GET', address(`/api/matters/${id(name)}`, { region })),
  prefill: (name: string, entity?: string) => request<t.Prefill>('GET', address(`/api/matters/${id(name)}/prefill`, { entity })),

  apply: (application: {
    matter: string
    region: string
    guide: Record<string, unknown>
    answers: Record<string, unknown>
    materials: t.MaterialGiven[]
    entity?: string
    idempotencyKey: string
  }) => request<{ case: t.CaseView }>('POST', '/api/cases', application),
  myCases: () => request<Items<t.CaseSummary>>('GET', '/api/cases/mine'),
  askedCases: () => request<Items<t.CaseSummary>>('GET', '/api/inbox/asked'),
  case: (key: string) => request<t.CaseView>('GET', `/api/cases/${id(key)}`),
  act: (
    key: string,
    given: {
      task: string
      act: string
      version: number
      input: Record<string, unknown>
      materials?: t.MaterialGiven[]
      idempotencyKey: string
    },
  ) => request<{ case: t.CaseView }>('POST', `/api/cases/${id(key)}/acts`, given),
  inbox: (query: { state: 'open' | 'done'; light?: string; after?: string }) => request<t.InboxPage>('GET', address('/api/inbox', query)),

  claim: (task: string, take: boolean) => request<unknown>('PUT', `/api/tasks/${id(task)}/claim`, { take }),

  upload: (file: File) => request<t.FileSummary>('POST', '/api/files', form(file)),

  messages: () => request<Items<t.Message> & { unread: number }>('GET', '/api/messages'),
  readMessage: (key: string) => request<unknown>('POST', `/api/messages/${id(key)}/read`),
}

/** Addresses that the browser opens by itself. */
export const fileAddress = (key: string): string => `/api/files/${id(key)}`
/** Where the picture of a record is. */
export const pictureAddress = (register: string, record: string, field: string): string =>
  `/api/registers/${id(register)}/${id(record)}/pictures/${id(field)}`
export const paperAddress = (key: string): string => `/api/documents/${id(key)}.pdf`
