import * as Type from '@sinclair/typebox'
import { field, type Field, type FieldOptions, type Kind } from '../field.ts'

export interface CodeOptions extends FieldOptions {
  /** Name of the code list, such as `industry` (GB/T 4754-2017). */
  list: string
}
export type CodeField = Field<string> & CodeOptions

/** A code of a kept code list; that the list holds it is checked where the list is, at the server's door. */
export const code = <const O extends FieldOptions>(label: string, list: string, options?: O) =>
  field<string, O & { list: string }>('code', label, { ...(options as O), list })

export const kind: Kind<CodeField, string> = {
  column: () => 'text',
  schema: (f) => Type.String({ minLength: 1, maxLength: 40, pattern: '^[\\w.-]+$', description: `code of the list ${f.list}` }),
  check: (value) => (typeof value === 'string' && /^[\w.-]{1,40}$/.test(value) ? undefined : '应为代码表中的代码'),
  parse: (input) => input.trim(),
  format: (value) => value,
  wants: 'choose',
  operators: ['is', 'in', 'isEmpty'],
}
