import * as Type from '@sinclair/typebox'
import { checkPhone } from '#chinese'
import { field, type Field, type FieldOptions, type Kind } from '../field.ts'
import { maskMiddle } from './masks.ts'

export type PhoneField = Field<string> & FieldOptions

/** A telephone number of mainland China; personal unless declared otherwise. */
export const phone = <const O extends FieldOptions>(label: string, options?: O) =>
  field<string, O>('phone', label, { privacy: 'personal', ...(options as O) })

export const kind: Kind<PhoneField, string> = {
  column: () => 'text',
  schema: () => Type.String({ minLength: 3, maxLength: 20, description: 'a telephone number of mainland China, with its area code' }),
  check: (value) => (typeof value === 'string' ? checkPhone(value) : '应为电话号码'),
  parse: (input) => input.replaceAll(/[\s-]/g, ''),
  format: (value) => value,
  mask: (value) => maskMiddle(value, 3, 4),
  operators: ['is'],
}
