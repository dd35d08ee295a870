import type { Field, Problem } from '#declare'
import type { ComponentType } from 'react'
import type { Titles } from '../api/types.ts'

export interface CellProps<F extends Field<any, any> = Field<any, any>> {
  /** Never `null`: an absent value is drawn by {@link FieldCell}. */
  value: unknown
  field: F
  /** What ids are called, as far as the answer said it. */
  titles?: Titles
}

export interface InputProps<F extends Field<any, any> = Field<any, any>> {
  id: string
  field: F
  /** `null` or absent when nothing is given. A text that couldn't be read as a value stays the text, and the check says so. */
  value: unknown
  onChange: (value: unknown) => void
  invalid?: boolean
  describedBy?: string
  /** What is wrong inside a value of several parts, by the path within it. */
  inside?: readonly Problem[]
}

/** Comparisons of one field, by operator, as they stand in the address. */
export type Comparisons = { is?: string; contains?: string; atLeast?: string; atMost?: string; isEmpty?: string }

export interface FilterProps<F extends Field<any, any> = Field<any, any>> {
  id: string
  field: F
  value: Comparisons
  onChange: (value: Comparisons) => void
}

/** How one kind of field is shown, asked for and filtered by. */
export interface FieldView<F extends Field<any, any> = Field<any, any>> {
  Cell: ComponentType<CellProps<F>>
  Input: ComponentType<InputProps<F>>
  Filter: ComponentType<FilterProps<F>>
  /** Asked with several controls, which then stand in a `fieldset` with the label as its legend. */
  group?: (field: F) => boolean
}
