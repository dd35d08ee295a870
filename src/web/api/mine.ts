import type { CertificateOfMine } from '#engines/documents'
import type { NewProxy, ProxyPage, ProxyView } from '#engines/identity'
import type { AccessRecord } from '#engines/registers'
import type { MyAsk } from '../../mine/corrections.ts'
import type { MyOccasion } from '../../mine/occasions.ts'
import type { MyRecords as MyRegister } from '../../mine/records.ts'
import type { SaidOfMe, SourcesOfMine as MyRecordSources } from '../../mine/sources.ts'
import { address, request } from './request.ts'
import type { AskSummary, FileSummary, Session } from './types.ts'

type Items<T> = { items: T[] }
const id = encodeURIComponent

export interface OwnEntity {
  id: string
  name: string
  creditCode: string
}

/** An application that is being written, as the server keeps it. */
export interface KeptDraft {
  region: string | null
  step: string | null
  guide: Record<string, unknown>
  answers: Record<string, unknown>
  from: Record<string, string>
  prefilled: boolean
  entity: string | null
  idempotencyKey: string
}
export interface DraftStamp {
  version: number
  begun: string
  saved: string
  until: string
}
export type DraftView = KeptDraft & DraftStamp & { matter: string; label: string; files: Record<string, FileSummary> }
export type DraftSummary = DraftStamp & { matter: string; label: string; region: string | null; step: string | null }

export type MyCertificate = CertificateOfMine

export type { MyAsk, MyOccasion, MyRecordSources, MyRegister, SaidOfMe }

/** One look at the own data. */
export interface LookAtMe {
  recorded: string
  organisation: string | null
  purpose: string
  register: string
  act: AccessRecord['act']
  fields: string[]
  fieldLabels: string[]
  /** It was withheld by law until a day, on a ground in words. */
  withheld: { until: string; ground: string } | null
}

export type Proxy = ProxyView
export type { NewProxy }

/** What a person does with what is their own, one line each. */
export const mine = {
  drafts: () => request<Items<DraftSummary>>('GET', '/api/drafts'),
  draft: (matter: string) => request<{ draft: DraftView | null }>('GET', `/api/drafts/${id(matter)}`),
  keepDraft: (matter: string, draft: KeptDraft & { version: number; files: Record<string, string> }) =>
    request<DraftStamp>('PUT', `/api/drafts/${id(matter)}`, draft),
  dropDraft: (matter: string) => request<void>('DELETE', `/api/drafts/${id(matter)}`),
  certificates: () => request<Items<MyCertificate>>('GET', '/api/certificates/mine'),
  occasions: () => request<Items<MyOccasion>>('GET', '/api/me/occasions'),
  records: () => request<Items<MyRegister>>('GET', '/api/me/records'),
  sources: (register: string, key: string) => request<MyRecordSources>('GET', `/api/me/records/${id(register)}/${id(key)}`),
  asks: () => request<Items<MyAsk>>('GET', '/api/me/asks'),
  correct: (register: string, key: string, given: { changes: Record<string, unknown>; reason: string; evidence: string[] }) =>
    request<{ ask: AskSummary }>('POST', `/api/registers/${id(register)}/${id(key)}/corrections`, given),
  looks: (before?: string) => request<Items<LookAtMe>>('GET', `/api/me/access${before ? `?before=${id(before)}` : ''}`),
  proxies: (side: 'given' | 'received', after?: string) => request<ProxyPage>('GET', address('/api/proxies', { side, after })),
  offerProxy: (given: NewProxy) => request<Proxy>('POST', '/api/proxies', given),
  settleProxy: (key: string, act: 'accept' | 'decline' | 'end') => request<Proxy>('POST', `/api/proxies/${id(key)}/${act}`),
  actFor: (proxy: string | null) => request<Session>('PUT', '/api/session', { actFor: proxy }),
  changePassword: (old: string, password: string) => request<unknown>('PUT', '/api/session/password', { old, password }),
}

/** The address of what comes due as a calendar file. */
export const calendarAddress = '/api/me/occasions.ics'
