import { address, request } from './request.ts'
import type * as t from './types.ts'

const at = (register: string, record: string, what: string) =>
  `/api/registers/${encodeURIComponent(register)}/${encodeURIComponent(record)}/${what}`

/** What is asked about the history of a record, and done with it. */
export const historyCalls = {
  compare: (register: string, record: string, from: number, to: number) =>
    request<t.Comparison>('GET', address(at(register, record, 'compare'), { from, to })),
  corrections: (register: string, record: string) =>
    request<{ items: t.Correction[]; titles: t.Titles }>('GET', at(register, record, 'corrections')),
  withdraw: (ask: string) => request<void>('POST', `/api/asks/${encodeURIComponent(ask)}/withdraw`, {}),
  restore: (register: string, record: string, what: { version: number; to: number; fields?: string[]; reason: string }) =>
    request<{ record: t.RecordRow }>('POST', at(register, record, 'restore'), what),
  reopen: (register: string, record: string, version: number, reason: string) =>
    request<{ record: t.RecordRow }>('POST', at(register, record, 'reopen'), { version, reason }),
  periods: (register: string, record: string) => request<t.TimeLine>('GET', at(register, record, 'periods')),
  addPeriod: (register: string, record: string, period: { from: string; to?: string; values: Record<string, unknown>; reason?: string }) =>
    request<{ record: t.RecordRow }>('POST', at(register, record, 'periods'), period),
}
