import * as Type from '@sinclair/typebox'
import { checkPersonId } from '#chinese'
import { field, type Field, type FieldOptions, type Kind } from '../field.ts'
import { maskMiddle } from './masks.ts'

export type PersonIdField = Field<string> & FieldOptions

/** A citizen's identity number (GB 11643-1999); sensitive and sealed unless declared otherwise. */
export const personId = <const O extends FieldOptions>(label: string, options?: O) =>
  field<string, O>('person-id', label, { privacy: 'sensitive', sealed: true, ...(options as O) })

export const kind: Kind<PersonIdField, string> = {
  column: () => 'text',
  schema: () =>
    Type.String({ pattern: '^[1-9]\\d{16}[\\dX]$', description: 'with the check character of GB 11643-1999 and a real date of birth' }),
  check: (value) => (typeof value === 'string' ? checkPersonId(value) : '应为 18 位公民身份号码'),
  parse: (input) => input.trim().toUpperCase(),
  format: (value) => value,
  mask: (value) => maskMiddle(value, 4, 4),
  operators: ['is'],
}
