import { Type } from '@sinclair/typebox'
import { field, type Field, type FieldOptions, type Fields, type InputOf, type Kind } from '../field.ts'
import { checkValues, schemaOf } from './index.ts'

export interface RowsOptions extends FieldOptions {
  fields: Fields
  max?: number
}
export type RowsField = Field<Record<string, unknown>[]> & RowsOptions

/** A few rows that belong to the record and are never looked for alone, such as the materials of an implementation. */
export const rows = <F extends Fields, const O extends FieldOptions & { max?: number }>(label: string, fields: F, options?: O) =>
  field<InputOf<F>[], O & { fields: F }>('rows', label, { ...(options as O), fields })

export const kind: Kind<RowsField, Record<string, unknown>[]> = {
  column: () => 'jsonb',
  write: (parameter) => `${parameter}::jsonb`,
  schema: (f) => Type.Array(schemaOf(f.fields), { maxItems: f.max ?? 200 }),
  check(value, f) {
    if (!Array.isArray(value)) return '应为若干行'
    if (value.length > (f.max ?? 200)) return `最多 ${f.max ?? 200} 行`
    for (const [index, row] of value.entries()) {
      const [first] = checkValues(f.fields, row as Record<string, unknown>)
      if (first) return `第 ${index + 1} 行“${first.path}”${first.message}`
    }
    return undefined
  },
  parse: (input) => input,
  format: (value) => `${value.length} 行`,
  operators: ['isEmpty'],
}
