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
  const [year, month, day] = [Number(value.slice(0, 4)), Number(value.slice(5, 7)), Number(value.slice(8, 10))]
  if (!(month >= 1 && month <= 12 && day >= 1)) return false
  // Counted, since making a date of it takes ten times as long, and a file has a million.
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  return day <= (month === 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31)
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
