import * as Type from '@sinclair/typebox'
import { field, type Field, type FieldOptions, type Kind } from '../field.ts'

interface DateOptions extends FieldOptions {
  /** Where none is given it holds without end (长期). */
  endless?: true
}
export type DateField = Field<string> & DateOptions

/** A day of the calendar as `YYYY-MM-DD`, without time or zone. */
export const date = <const O extends DateOptions>(label: string, options?: O) => field<string, O>('date', label, options)

/** Whether the calendar has this day. */
export function real(value: string): boolean {
  const at = new Date(`${value}T00:00:00Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(value)
}

export const kind: Kind<DateField, string> = {
  column: () => 'date',
  schema: () => Type.String({ format: 'date', pattern: '^(1[89]|2\\d)' }),
  check: (value) =>
    typeof value === 'string' && /^(1[89]|2\d)\d\d-\d\d-\d\d$/.test(value) && real(value) ? undefined : '应为真实的日期，如 2026-03-01',
  parse(input) {
    const match = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/.exec(input.trim())
    return match ? `${match[1]}-${match[2]!.padStart(2, '0')}-${match[3]!.padStart(2, '0')}` : input
  },
  format: (value) => value,
  operators: ['is', 'atLeast', 'atMost', 'between', 'isEmpty'],
}
