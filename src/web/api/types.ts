/** The shapes that travel over HTTP, as the browser reads them. Money is whole fen, dates `YYYY-MM-DD`, moments ISO 8601. */
import type { OwnSession, Principal, ReadingPost, Readers as RecordReaders } from '#engines/identity'
import type { OwnEntity } from './mine.ts'
import type { Problem } from '#declare'

export type * from './case-types.ts'
export type * from './matter-types.ts'
export type * from './register-types.ts'

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
  /** Looks with the eyes of the post, read-only and masked; whose it is stands in `ownPost`. */
  seeing: { ownPost: string; until: string } | null
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
  /** Whether it may be given on the day that was asked about; said of codes that hold for a time alone. */
  holds?: boolean
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

export interface Message {
  id: string
  at: string
  title: string
  text: string
  link: string | null
  read: boolean
}

export type { OwnSession }

export type { ReadingPost, RecordReaders }
