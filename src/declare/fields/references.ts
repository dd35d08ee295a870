import * as Type from '@sinclair/typebox'
import { field, type Field, type FieldOptions, type Kind } from '../field.ts'
import { keyPattern, kind as ref, type Id, type RefOptions } from './ref.ts'

export type ReferencesField = Field<string[]> & RefOptions

/** References to several records of one register, in an order; each is there and may be read by whoever writes it down. */
export const references = <const N extends string, const O extends FieldOptions>(label: string, to: N, options?: O) =>
  field<Id<N>[], O & { to: N }>('references', label, { ...(options as O), to })

export const MOST_REFERENCES = 200

const refField = { kind: 'ref', label: '', to: '', optional: false, privacy: 'none', sealed: false, open: false } as const
const isKey = (value: unknown) => ref.check(value, refField) === undefined

export const kind: Kind<ReferencesField, string[]> = {
  column: () => 'uuid[]',
  schema: (f) =>
    Type.Array(Type.String({ format: 'uuid', pattern: keyPattern, description: `key of a record of ${f.to}` }), {
      minItems: 1,
      maxItems: MOST_REFERENCES,
      uniqueItems: true,
    }),
  check(value) {
    if (!Array.isArray(value) || value.length === 0 || !value.every(isKey)) return '应为若干条记录的编号'
    if (value.length > MOST_REFERENCES) return `最多 ${MOST_REFERENCES} 条`
    return new Set(value).size === value.length ? undefined : '同一条记录只能选一次'
  },
  parse: (input) =>
    input
      .split(/[\s、,，;；]+/)
      .filter(Boolean)
      .map((one) => one.toLowerCase()),
  format: (value) => value.join('、'),
  index: 'gin',
  wants: 'choose',
  operators: ['contains', 'isEmpty'],
  compares: {
    contains: {
      parse: (text) => text.trim(),
      check: (given) => ref.check(given, refField),
      sql: (column, parameter) => `${column} @> array[${parameter}::uuid]`,
    },
  },
}
