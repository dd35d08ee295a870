import * as Type from '@sinclair/typebox'
import { field, type Field, type FieldOptions, type Kind } from '../field.ts'

/** The key of a record of the named register, e.g. `Id<'population.person'>`. */
export type Id<Name extends string = string> = string & { readonly __of?: Name }

export interface RefOptions extends FieldOptions {
  /** Name of the register referred to. */
  to: string
}
export type RefField = Field<string> & RefOptions

/** A reference to a record of another register, named by string so that systems need not import each other. */
export const ref = <const N extends string, const O extends FieldOptions>(label: string, to: N, options?: O) =>
  field<Id<N>, O & { to: N }>('ref', label, { ...(options as O), to })

/** Keys are written in small letters. */
export const keyPattern = '^[\\da-f]{8}(-[\\da-f]{4}){3}-[\\da-f]{12}$'

export const kind: Kind<RefField, string> = {
  column: () => 'uuid',
  schema: (f) => Type.String({ format: 'uuid', pattern: keyPattern, description: `key of a record of ${f.to}` }),
  check: (value) =>
    typeof value === 'string' && /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(value) ? undefined : '应为一条记录的编号',
  parse: (input) => input.trim(),
  format: (value) => value,
  wants: 'choose',
  operators: ['is', 'in', 'isEmpty'],
}
