import type { Compute } from '#kernel/compute'
import type { Context, Ground } from '#kernel/context'
import type { ReadParts } from '../read.ts'
import type { OpenColumn, Selection } from './selection.ts'
import type { Report } from './report.ts'

/** Files under the digests of what they hold; the engine that keeps files answers. */
export interface OpenFiles {
  put(source: AsyncIterable<Uint8Array>): Promise<{ sha256: string; size: number }>
  /** `part`: from the first to the last byte, both in it. */
  open(sha256: string, part?: { first: number; last: number }): Promise<{ size: number; stream: NodeJS.ReadableStream }>
  /** Takes a content away that nothing names any more. */
  drop(sha256: string, isNamed: () => Promise<boolean>): Promise<void>
}

/** What open data stands on. */
export interface OpenDataParts extends ReadParts {
  ground: Ground
  codeLists: ReadonlyMap<string, ReadonlyMap<string, string>>
  /** Runs the tasks of open data. */
  compute: Compute
  files: OpenFiles
  /** Names of today's regions by their codes, without the zeros at the end; the engine that keeps regions answers. */
  regionNames(): Promise<ReadonlyMap<string, string>>
  /** The organisation that approves what is opened in a region, by the function that it has. */
  approverOf(ctx: Context, region: string): Promise<string | undefined>
  /** Address of the hall, without a slash at its end. */
  origin(): string
}

export type VersionState = 'checking' | 'checked' | 'failed' | 'proposed' | 'refused' | 'approved' | 'published' | 'withdrawn' | 'dropped'

/** One version of a data set, from its check to its last day. */
export interface Version {
  id: string
  dataSet: string
  number: number | null
  state: VersionState
  selection: Selection
  columns: OpenColumn[]
  report: Report | null
  /** The first rows as they would be published. */
  preview: (string | number | null)[][] | null
  rows: number | null
  organisation: string
  regionPath: string
  madeBy: string | null
  madeByName: string
  note: string
  ask: string | null
  problem: string | null
  made: string
  checked: string | null
  published: string | null
  approverName: string | null
  withdrawn: string | null
  withdrawal: string | null
}
