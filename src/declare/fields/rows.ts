import * as Type from '@sinclair/typebox'
import { field, type Field, type FieldOptions, type Fields, type InputOf, type Kind } from '../field.ts'

export interface RowsOptions extends FieldOptions {
  fields: Fields
  max?: number
  /** Rows that stand there already may be left out, and none be added or changed. */
  leaveOut?: true
}
export type RowsField = Field<Record<string, unknown>[]> & RowsOptions

/** A few rows that belong to the record and are never looked for alone, such as the materials of an implementation. */
export const rows = <F extends Fields, const O extends FieldOptions & Pick<RowsOptions, 'max' | 'leaveOut'>>(
  label: string,
  fields: F,
  options?: O,
) => field<InputOf<F>[], O & { fields: F }>('rows', label, { ...(options as O), fields })

/** The rows themselves are checked field by field where values are checked, so that each has a path of its own. */
export const kind: Kind<RowsField, Record<string, unknown>[]> = {
  column: () => 'jsonb',
  write: (parameter) => `${parameter}::jsonb`,
  schema: (f) => Type.Array(Type.Object({}), { maxItems: f.max ?? 200 }),
  check(value, f) {
    if (!Array.isArray(value)) return '应为若干行'
    return value.length > (f.max ?? 200) ? `最多 ${f.max ?? 200} 行` : undefined
  },
  parse: (input) => input,
  format: (value) => `${value.length} 行`,
  wants: 'add',
  operators: ['isEmpty'],
}
