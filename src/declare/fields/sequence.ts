import * as Type from '@sinclair/typebox'
import { field, type Field, type FieldOptions, type Kind } from '../field.ts'

export interface SequenceOptions extends FieldOptions {
  /** Pattern with `{yyyyMMdd}`, `{yyyy}`, `{city}` and one counter such as `{00000}` that starts anew with each different prefix. */
  format: string
}
export type SequenceField = Field<string, never> & SequenceOptions

/** A business number that the register gives out itself; fast, may have gaps after a failed transaction. */
export const sequence = <const O extends SequenceOptions>(label: string, options: O) => field<string, O, never>('sequence', label, options)

export const kind: Kind<SequenceField, string> = {
  column: () => 'text',
  schema: () => Type.String({ readOnly: true }),
  check: () => '由系统编号，不能填写',
  parse: (input) => input.trim(),
  format: (value) => value,
  given: true,
  operators: ['is', 'in'],
}
