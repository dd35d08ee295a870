/** Registers, their records and what is asked about them, as the browser reads them. */
import type { Domain, Fields, Register, RegisterAct, Screen } from '#declare'

export type RegisterSummary = Register & { acts: RegisterAct[] }

/** Something that a system does and that this person may run at a page of its own. */
export interface ActionSummary {
  name: string
  label: string
  about: string
  /** What its button does, where “run” would say too much. */
  button?: string
  asks: Fields
  gives: Fields
}

export interface SystemSummary {
  name: string
  label: string
  about: string
  domain: Domain
  registers: RegisterSummary[]
  screens: Record<string, Screen>
  matters: { name: string; label: string }[]
  actions: ActionSummary[]
}

export type RecordRow = { id: string; version: number; recorded: string; ended: string | null } & Record<string, unknown>
/** What ids in the answer are called. */
export type Titles = Record<string, string>

export interface RecordPage {
  items: RecordRow[]
  next: string | null
  titles: Titles
  masked: string[]
  /** How many a search found, where that is known. */
  found?: { count: number; more: boolean }
  /** How many records were looked at for this page, where not all were. */
  looked?: number
}
export interface RecordDetail {
  record: RecordRow
  titles: Titles
  masked: string[]
  acts: RegisterAct[]
}
export interface RecordVersion {
  version: number
  recorded: string
  /** Inserted, updated, deleted. */
  op: 'I' | 'U' | 'D'
  /** Of a change: the fields that it changed. */
  fields: string[] | null
  actorName: string | null
  postName: string | null
  organisation: string | null
  purpose: string | null
  /** Why, in the words of whoever wrote it. */
  reason: string | null
  /** The file that it came in. */
  batch: { id: string; file: string } | null
  ask: string | null
  before: Record<string, unknown> | null
}

/** What is different of one field between two versions; of a text, its words that stayed, went and came. */
export interface Difference {
  field: string
  before: unknown
  after: unknown
  words?: (readonly ['same' | 'gone' | 'new', string])[]
}
export interface Comparison {
  from: RecordRow
  to: RecordRow
  differences: Difference[]
  masked: string[]
  titles: Titles
}

export interface Correction {
  id: string
  state: 'open' | 'accepted' | 'refused' | 'withdrawn'
  asked: string
  askerName: string
  reason: string
  evidence: number
  answered: string | null
  answer: string | null
  answererName: string | null
  organisation: string | null
  version: number | null
  own: boolean
  case: string | null
  changes: { field: string; before: unknown; after: unknown }[]
}

/** A record for as long as it holds. */
export type PeriodRow = RecordRow & { key: string; from: string | null; to: string | null }
export interface TimeLine {
  periods: PeriodRow[]
  gaps: { from: string; to: string }[]
  masked: string[]
  titles: Titles
}

export interface AskSummary {
  id: string
  kind: string
  register: string | null
  subject: string | null
  /** Of a correction: the values that are asked for, and the version that the asker saw. */
  proposal: { changes?: Record<string, unknown>; version?: number } | null
  reason: string | null
  asked: string
  askerName: string | null
  state: string
  /** The case that answers it. */
  case: string | null
}
