import * as Type from '@sinclair/typebox'
import { field, type Field, type FieldOptions, type Kind } from '../field.ts'
import { kind as day } from './date.ts'

/** Days from the first to the last, both of them in it; without a last day it goes on. */
export interface Days {
  from: string
  until: string | null
}
export type PeriodField = Field<Days> & FieldOptions

/**
 * A period of days, such as the validity of a certificate. Its last day belongs to it: papers say 有效期至 of the last day on which
 * they hold, and a limit counted in days ends with its last day (民法典 art. 203).
 */
export const period = <const O extends FieldOptions>(label: string, options?: O) => field<Days, O>('period', label, options)

const dayField = { kind: 'date', label: '', optional: false, privacy: 'none', sealed: false, open: false } as const
const wrongDay = (value: unknown) => day.check(value, dayField)
const nextDay = (date: string, by: number) => new Date(Date.parse(`${date}T00:00:00Z`) + by * 86_400_000).toISOString().slice(0, 10)
const rangeOf = (json: string) => `daterange((${json}->>'from')::date, (${json}->>'until')::date, '[]')`

function check(value: unknown): string | undefined {
  const { from, until, ...rest } = typeof value === 'object' && value !== null ? (value as Partial<Days>) : {}
  if (from === undefined || until === undefined || Object.keys(rest).length > 0) return '应有起止日期，如 2026-03-01 至 2027-02-28'
  const wrong = wrongDay(from) ?? (until === null ? undefined : wrongDay(until))
  return wrong ?? (until !== null && until < from ? '结束日期不能早于开始日期' : undefined)
}

const open = /^(长期|至今|无固定期限)$/
function parse(input: string): Days | string {
  const parts = input.trim().split(/\s*(?:至|到|~|—+|\/)\s*/)
  if (parts.length !== 2 || !parts[0]) return input
  const [from, until] = parts.map((part) => String(day.parse(part, dayField))) as [string, string]
  return { from, until: until === '' || open.test(until) ? null : until }
}

export const kind: Kind<PeriodField, Days> = {
  column: () => 'daterange',
  // PostgreSQL keeps days as a range without its end, whichever way it was given.
  read: (column) =>
    `case when ${column} is not null then json_build_object('from', lower(${column})::text, 'until', (upper(${column}) - 1)::text) end`,
  write: (parameter) => `case when ${parameter}->>'from' is not null then ${rangeOf(parameter)} end`,
  recall(kept) {
    const [from = '', end = ''] = String(kept).slice(1, -1).split(',')
    return { from, until: end === '' ? null : nextDay(end, -1) }
  },
  schema: () =>
    Type.Object(
      { from: day.schema(dayField), until: Type.Union([day.schema(dayField), Type.Null()]) },
      { additionalProperties: false, description: 'both days included; until is null when there is no last day' },
    ),
  check,
  parse,
  format: ({ from, until }) => `${from} 至 ${until ?? '长期'}`,
  operators: ['contains', 'overlaps', 'isEmpty'],
  compares: {
    contains: {
      parse: (text) => day.parse(text, dayField),
      check: wrongDay,
      sql: (column, parameter) => `${column} @> ${parameter}::date`,
    },
    overlaps: { parse, check, sql: (column, parameter) => `${column} && ${rangeOf(`${parameter}::jsonb`)}` },
  },
}
