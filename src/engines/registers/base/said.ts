import { newKey } from '#kernel/keys'
import type { Definition } from '../definitions.ts'
import type { WriteParts } from '../write.ts'
import { fieldColumns } from '../written.ts'
import { stampOf } from './settle.ts'

type Values = Record<string, unknown>

/** What a source says of one thing that it knows under a key of its own. */
export interface Said {
  key: string
  /** Since when it holds, as the source knows it; the time of the call when not said. */
  at?: string
  /** Null: the source says nothing of the field any more. */
  values?: Values
  /** Fields of which it says that there is nothing. */
  none?: readonly string[]
  /** It takes back everything that it said before. */
  withdrawn?: boolean
}

/** The record that something counts for, and the one that it was said of. */
export interface Place {
  record: string
  home: string
}

/** Rows of what a source says, as {@link keepContributions} takes them. */
export function saidRow(
  parts: WriteParts,
  definition: Definition,
  { source, batch, now, supplier }: { source: string; batch: string | null; now: Date; supplier: string | null },
  { key, at, values = {}, none = [], withdrawn = false }: Said,
  { record, home }: Place,
): Values {
  const stamp = stampOf(at === undefined ? now : new Date(at), batch ?? newKey())
  return {
    id: newKey(),
    ...fieldColumns(parts, definition.contributions!, values),
    _record: record,
    _home: home,
    _source: source,
    _source_key: key,
    _supplier: supplier,
    _batch: batch,
    _said: withdrawn ? {} : Object.fromEntries([...Object.keys(values), ...none].map((field) => [field, stamp])),
    _none: none,
    _withdrawn: withdrawn ? stamp : null,
  }
}
