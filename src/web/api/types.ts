/** The shapes that travel over HTTP, as the browser reads them. Money is whole fen, dates `YYYY-MM-DD`, moments ISO 8601. */
import type { OwnSession, Principal } from '#engines/identity'
import type { OwnEntity } from './mine.ts'
import type { ClockStart, Condition, Domain, Fields, Form, LifeStage, Matter, Problem, Register, RegisterAct, Screen } from '#declare'

export interface Named {
  id: string
  name: string
}

export interface PostSummary extends Named {
  /** What its organisation is called. */
  organisation: string
}

export interface SessionActor {
  kind: 'person' | 'post'
  name: string
  account: string
  person: string | null
  post: Named | null
  organisation: (Named & { function: string | null }) | null
  region: { id: string; code: string; name: string; path: string } | null
  roles: string[]
  posts: PostSummary[]
  /** In whose name this session acts; null: in the own. */
  actingFor: Principal | null
  principals: Principal[]
  /** Enterprises that the person runs. */
  entities: OwnEntity[]
}

export interface Session {
  actor: SessionActor | null
  /** A demo city: pages carry 演示. */
  demo: boolean
  /** The region at the top; absent before the divisions are loaded. */
  city: { code: string; name: string; region: string } | null
  locale?: string
}

export interface DemoAccount {
  account: string
  password: string
  name: string
  /** The post of an officer. */
  post: string | null
  what: string
  kind: 'citizen' | 'officer'
}

/** Problem details (RFC 9457). */
export interface ProblemDetails {
  type?: string
  title?: string
  status: number
  code?: string
  detail?: string
  path?: string
  problems?: Problem[]
}

export interface RegionSummary {
  id: string
  code: string
  name: string
  level: string
  path: string
  hasChildren: boolean
}
export interface RegionDetail extends RegionSummary {
  /** From the region next above up to the city. */
  ancestors: RegionSummary[]
}

export interface Code {
  code: string
  name: string
}

export type RegisterSummary = Register & { acts: RegisterAct[] }

export interface SystemSummary {
  name: string
  label: string
  about: string
  domain: Domain
  registers: RegisterSummary[]
  screens: Record<string, Screen>
  matters: { name: string; label: string }[]
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
  before: Record<string, unknown> | null
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
}

export interface Basis {
  law: string
  article?: string | null
  says?: string | null
  source?: string | null
  verified?: boolean
}

export interface Limit {
  clock: string
  label?: string
  days: number
  kind: 'working' | 'calendar'
  /** A {@link ClockStart}, or `<clock>-end` for an extension. */
  from: string
  /** Of an extension: the limit that it extends. */
  extends?: string
  /** Only when this holds for the answers. */
  when?: Condition | null
  basis?: Basis | null
  /** Where the figure comes from: `law`, `city`, `demo` … */
  origin?: string | null
  note?: string | null
}

export interface Material {
  key: string
  name: string
  required: boolean
  when?: Condition | null
  accept?: string[] | null
  /** Who brings it: `applicant`, `shared-data`, `made-by-form`. */
  source: string
  why?: Basis | null
  note?: string | null
}

export interface Fee {
  name: string
  amountFen: number
  basis?: Basis | null
}

export interface MatterResult {
  key?: string
  name: string
  kind?: string
  validYears?: number | null
}

export interface Remedy {
  kind: string
  to: string
  withinDays?: number | null
  withinMonths?: number | null
  dayKind?: string | null
  basis?: Basis | null
}

export interface Implementation {
  id: string
  matter: string
  organisation: Named
  region: Named | string | null
  limits: Limit[]
  materials: Material[]
  fees: Fee[]
  conditions: string[]
  windows: string[]
  results: MatterResult[]
  remedies: Remedy[]
  basis: Basis[]
  /** What nobody has told us: `limits`, `materials`, `fees`; an empty list of it means nothing. */
  unknown?: readonly string[]
}

export type MatterSummary = Pick<Matter, 'name' | 'label' | 'about' | 'kind' | 'applicants'> & {
  components: string[]
  /** Stages of a life and of a business at which one asks for it. */
  stages: readonly LifeStage[]
  /** Can be applied for by itself; otherwise only as a part of a joint matter. */
  alone: boolean
}
export interface MatterDetail {
  matter: Matter
  implementations: Record<string, Implementation>
  components: { matter: string; label: string; when?: Condition | null }[]
}
export interface Prefill {
  values: Record<string, unknown>
  /** Where each value comes from, in words. */
  from: Record<string, string>
}

export interface FileSummary {
  id: string
  name: string
  type: string
  size: number
}
export interface MaterialGiven {
  key: string
  file: string
}

export type CaseState = 'open' | 'concluded' | 'withdrawn' | 'refused'
export type LightColour = 'green' | 'yellow' | 'red' | 'paused'

export interface CaseSummary {
  id: string
  number: string
  matter: string
  label: string
  state: CaseState
  opened: string
  stageLabels: string[]
  /** Whose turn it is, in words. */
  holder: string
  /** Something of it waits for the applicant. */
  asked: boolean
  due: string | null
  light: LightColour | null
  region: Named
  title: string
}

export interface TaskSummary {
  id: string
  case: string
  number: string
  title: string
  matterLabel: string
  branch: string | null
  branchLabel: string | null
  stage: string
  stageLabel: string
  organisationName: string
  region: Named
  created: string
  closed: string | null
  due: string | null
  light: LightColour | null
  claimedBy: Named | null
  provisional: boolean
}
export interface InboxPage {
  items: TaskSummary[]
  next: string | null
  counts: { open: number; yellow: number; red: number }
}

export interface CaseAct {
  key: string
  label: string
  as: string | null
  asks: Fields
  grave: boolean
  /** Label of the document that it makes. */
  instrument: string | null
}
export interface CaseTask {
  id: string
  branch: string | null
  branchLabel: string | null
  stage: string
  stageLabel: string
  mine: boolean
  organisationName: string | null
  applicant: boolean
  help: string | null
  /** Sections of the form that this task is about; all when not said. */
  sections: readonly string[] | null
  claimedBy: Named | null
  acts: CaseAct[]
}
export interface CaseClock {
  key: string
  label: string
  branch: string | null
  limitDays: number
  kind: 'working' | 'calendar'
  from: ClockStart
  started: string | null
  due: string | null
  /** The due day falls in a year whose holidays are not yet announced. */
  provisional: boolean
  state: 'running' | 'paused' | 'done' | 'lapsed' | 'late'
  light: LightColour | null
  remainingDays: number | null
  /** When the law let it stand still, and why. */
  waits: { from: string; to: string | null; ground: string; expectedDays: number }[]
  basis: Basis | null
  origin: string | null
}
export interface CaseBranch {
  key: string
  label: string
  matter: string
  organisation: Named | null
  state: 'waiting' | 'running' | 'granted' | 'rejected' | 'refused' | 'done' | 'withdrawn' | 'not-needed'
  stageLabel: string | null
}
export interface CaseMaterial {
  key: string
  name: string
  required: boolean
  /** As in {@link Material}. */
  source: string
  /** Names of the matters that want it. */
  matters: string[]
  file: FileSummary | null
}
/** One thing that was said with a move; `ours` holds the same in the reader's language where the words are the platform's own. */
export interface Said {
  label: string
  value: string | null
  ours: string | null
  rows: Said[][] | null
}
export interface CaseMove {
  id: string
  at: string
  act: string
  /** What it means in law, such as `supplement`. */
  legal: string | null
  actLabel: string
  stageLabel: string | null
  branch: string | null
  branchLabel: string | null
  actorName: string | null
  postName: string | null
  organisationName: string | null
  said: Said[]
  instruments: { id: string; label: string; number: string | null; ready: boolean }[]
}
export interface Paper {
  id: string
  label: string
  number: string | null
  ready: boolean
  /** Key of the file once it is made. */
  document?: string | null
  /** With which anybody can verify it. */
  code: string | null
}

export interface CaseView {
  id: string
  number: string
  version: number
  title: string
  matter: { name: string; label: string }
  state: CaseState
  opened: string
  concluded: string | null
  region: Named
  organisation: Named
  applicant: Named
  entity: Named | null
  answers: Record<string, unknown>
  guide: Record<string, unknown>
  guideForm: Form | null
  form: Form | null
  materials: CaseMaterial[]
  branches: CaseBranch[]
  clocks: CaseClock[]
  tasks: CaseTask[]
  moves: CaseMove[]
  instruments: Paper[]
  certificates: Paper[]
  /** Names of regions, codes, choices and records whose keys stand in answers. */
  titles: Titles
}

export interface Verification {
  found: boolean
  label?: string
  number?: string | null
  issuedBy?: string
  issued?: string
  state?: 'valid' | 'revoked' | 'expired' | 'superseded'
  holderMasked?: string | null
  subject?: string | null
  sha256?: string
  demo?: boolean
  /** Of an uploaded PDF: not a byte has changed since it was sealed. */
  intact?: boolean
  signer?: string | null
  signedAt?: string | null
  trusted?: boolean
}

export interface Message {
  id: string
  at: string
  title: string
  text: string
  link: string | null
  read: boolean
}

export type { OwnSession }
