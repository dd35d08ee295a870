import * as Type from '@sinclair/typebox'
import { field, type Field, type FieldOptions, type Kind } from '../field.ts'

export type FlagField = Field<boolean> & FieldOptions

/** Yes or no. */
export const flag = <const O extends FieldOptions>(label: string, options?: O) => field<boolean, O>('flag', label, options)

const words: Record<string, boolean> = {
  是: true,
  有: true,
  true: true,
  yes: true,
  '1': true,
  否: false,
  无: false,
  false: false,
  no: false,
  '0': false,
}

export const kind: Kind<FlagField, boolean> = {
  column: () => 'boolean',
  schema: () => Type.Boolean(),
  check: (value) => (typeof value === 'boolean' ? undefined : '应为“是”或“否”'),
  parse: (input) => words[input.trim().toLowerCase()] ?? input,
  format: (value) => (value ? '是' : '否'),
  wants: 'choose',
  operators: ['is', 'isEmpty'],
}
