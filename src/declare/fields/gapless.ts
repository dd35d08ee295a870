import * as Type from '@sinclair/typebox'
import { field, type Field, type FieldOptions, type Kind } from '../field.ts'

export interface GaplessOptions extends FieldOptions {
  /** Pattern as of a `sequence`. */
  format: string
  /** The date or moment of issue: the number is given when this is first filled in; when the record is added, if not said. */
  on?: string
}
export type GaplessField = Field<string | null, never> & GaplessOptions

/**
 * A number without gaps, given at issue within the transaction that issues: a transaction that fails gives its number back, and whoever
 * issues next waits until it is over. For certificates and archives; what has no need of it is a `sequence`, for which nobody waits.
 */
export const gapless = <const O extends GaplessOptions>(label: string, options: O) =>
  field<O extends { on: string } ? string | null : string, O, never>('gapless', label, { optional: options.on !== undefined, ...options })

export const kind: Kind<GaplessField, string> = {
  column: () => 'text',
  schema: () => Type.String({ readOnly: true }),
  check: () => '由系统编号，不能填写',
  parse: (input) => input.trim(),
  format: (value) => value,
  given: true,
  operators: ['is', 'in', 'isEmpty'],
}
