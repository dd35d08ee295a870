import type { FieldWords, Word as SourceWord } from '#engines/registers'
import { request } from './request.ts'
import type { RecordRow } from './types.ts'

const id = encodeURIComponent
const at = (register: string) => `/api/registers/${id(register)}`

export type { FieldWords, SourceWord }

export interface RecordSources {
  fields: FieldWords[]
  /** What records are called to which nobody contributed. */
  own: string
  merges: { id: string; merged: string; reason: string; recorded: string; undone: string | null }[]
}

/** Two records that may be one, and why. */
export interface LikelyPair {
  id: string
  weight: number
  source: string | null
  reasons: { part: string; agrees: 'same' | 'alike' | 'other'; weight: number }[]
  records: [RecordRow, RecordRow]
  masked: string[]
}

export interface PersonSearch {
  name: string
  birthYear?: number
  street?: string
}

/** What base registers are asked: sources, pairs, merges, people. */
export const baseCalls = {
  sources: (register: string, record: string) => request<RecordSources>('GET', `${at(register)}/${id(record)}/sources`),
  pairs: (register: string) => request<{ items: LikelyPair[] }>('GET', `${at(register)}/pairs`),
  different: (register: string, pair: string) => request<unknown>('POST', `${at(register)}/pairs/${id(pair)}/different`, {}),
  merge: (register: string, merging: { survivor: string; merged: string; taken: string[]; reason: string }) =>
    request<unknown>('POST', `${at(register)}/merges`, merging),
  unmerge: (register: string, merged: string, reason: string) =>
    request<unknown>('POST', `${at(register)}/${id(merged)}/unmerge`, { reason }),
  persons: (register: string, search: PersonSearch) =>
    request<{ items: (RecordRow & { score: number })[] }>('POST', `${at(register)}/persons`, search),
}
