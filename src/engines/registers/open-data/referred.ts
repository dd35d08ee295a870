import type { RefField } from '#declare'
import { getColumn, type Column, type Definition, type Definitions } from '../definitions.ts'
import { isOpenable, subjectOf } from './openable.ts'

/** How the record that a reference names is known to everybody beside its title: by a code of its own, or by its address here. */
export interface Referred {
  definition: Definition
  title: Column
  /** Absent where the register that is named gives neither away. */
  known: { by: 'code'; column: Column } | { by: 'address' } | undefined
}

/** Between a title and what stands beside it in a stage. */
export const BESIDE = '\u001E'
/** Before the key of a record of which the title is not looked up yet. */
export const KEY = '\u001E'

/**
 * What a reference is published as. None for a reference to a person, which says by itself who somebody is, and to what is shared with nobody or is
 * called by something that may not itself be opened.
 */
export function referredBy(field: RefField, definitions: Pick<Definitions, 'find'>): Referred | undefined {
  const definition = definitions.find(field.to)
  if (!definition || definition.register.share === 'none' || subjectOf(definition).subject === 'person') return undefined
  const title = getColumn(definition, definition.register.title)
  if (!isOpenable(definition, title, 'records')) return undefined
  const code = definition.columns.find(
    (column) =>
      column !== title &&
      definition.register.unique.some((keys) => keys.length === 1 && keys[0] === column.key) &&
      isOpenable(definition, column, 'records'),
  )
  if (code) return { definition, title, known: { by: 'code', column: code } }
  return { definition, title, known: definition.register.class === 'public' ? { by: 'address' } : undefined }
}

/** A reference as a stage takes it in, until {@link nameReferred}. */
export const keyOfReferred = (column: string): string => `chr(${KEY.charCodeAt(0)}) || ${column}::text`
