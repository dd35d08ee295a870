import * as Type from '@sinclair/typebox'
import { field, type Field, type FieldOptions, type Kind } from '../field.ts'
import { keyPattern } from './ref.ts'

export type RegionField = Field<string> & FieldOptions

/** An administrative region by its key, from city to village; a form's text gives its code. */
export const region = <const O extends FieldOptions>(label: string, options?: O) => field<string, O>('region', label, options)

export const kind: Kind<RegionField, string> = {
  column: () => 'uuid',
  schema: () => Type.String({ format: 'uuid', pattern: keyPattern, description: 'key of a region' }),
  check: (value) => (typeof value === 'string' && /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(value) ? undefined : '应为行政区划'),
  parse: (input) => input.trim(),
  format: (value) => value,
  wants: 'choose',
  operators: ['is', 'in'],
}
