import type { AnyField, Fields, Problem } from '#declare'
import type { ComponentType } from 'react'
import type { Titles } from '../api/types.ts'

export interface CellProps<F extends AnyField = AnyField> {
  /** Never `null` in a view: an absent value is drawn by `Absent`. */
  value: unknown
  field: F
  /** What ids are called, as far as the answer said it. */
  titles?: Titles
  /** Where the server gives what the value names, such as a picture of the record; unknown where no record stands around it. */
  at?: string | undefined
  /** Draws a value inside a value of several parts. */
  Part: ComponentType<Omit<CellProps, 'Part'>>
}

/** What draws the questions for a set of fields. */
export interface PartsProps {
  fields: Fields
  values: Record<string, unknown>
  onChange: (values: Record<string, unknown>) => void
  /** Makes the elements' names differ from those of another set on the page. */
  prefix: string
  problems?: readonly Problem[]
}

export interface InputProps<F extends AnyField = AnyField> {
  id: string
  field: F
  /** `null` or absent when nothing is given. A text that couldn't be read as a value stays the text, and the check says so. */
  value: unknown
  onChange: (value: unknown) => void
  invalid?: boolean
  describedBy?: string
  /** What is wrong inside a value of several parts, by the path within it. */
  inside?: readonly Problem[]
  /** Draws the questions inside a value of several parts. */
  Parts: ComponentType<PartsProps>
}

/** Comparisons of one field, by operator, as they stand in the address. */
export type Comparisons = {
  is?: string
  contains?: string
  atLeast?: string
  atMost?: string
  isEmpty?: string
  overlaps?: string
  within?: string
}

export interface FilterProps<F extends AnyField = AnyField> {
  id: string
  field: F
  value: Comparisons
  onChange: (value: Comparisons) => void
}

/** How one kind of field is shown, asked for and filtered by. */
export interface FieldView<F extends AnyField = AnyField> {
  Cell: ComponentType<CellProps<F>>
  /** What stands where a field has no value, when that says something; a dash when not said. */
  Absent?: ComponentType<{ field: F }>
  Input: ComponentType<InputProps<F>>
  Filter: ComponentType<FilterProps<F>>
  /** Asked with several controls, which then stand in a `fieldset` with the label as its legend. */
  group?: (field: F) => boolean
}

/** Makes a view of a kind's own fields one that any field may be given to: the list of views is by kind, so it gets no other. */
export const fieldView = <F extends AnyField = AnyField>(view: FieldView<F>): FieldView => view as unknown as FieldView

/** The problems of what lies inside one value, with the rest of their paths: `rows.2.name` below `rows` is `2.name`. */
export const problemsBelow = (problems: readonly Problem[], key: string): Problem[] =>
  problems.flatMap(({ path, message }) => (path.startsWith(`${key}.`) ? [{ path: path.slice(key.length + 1), message }] : []))
