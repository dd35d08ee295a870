import * as Type from '@sinclair/typebox'
import { field, type Field, type FieldOptions, type Kind } from '../field.ts'

export type MomentField = Field<string> & FieldOptions

/** A point in time as an ISO 8601 text with offset; shown in the city's zone. */
export const moment = <const O extends FieldOptions>(label: string, options?: O) => field<string, O>('moment', label, options)

export const kind: Kind<MomentField, string> = {
  column: () => 'timestamptz',
  schema: () => Type.String({ format: 'date-time' }),
  check: (value) =>
    typeof value === 'string' &&
    /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(value) &&
    !Number.isNaN(Date.parse(value))
      ? undefined
      : '应为带时区的时间，如 2026-03-01T09:00:00+08:00',
  parse: (input) => input.trim(),
  format: (value) => new Date(value).toLocaleString('zh-CN', { timeZone: 'Asia/Shanghai', hour12: false }),
  operators: ['atLeast', 'atMost', 'between', 'isEmpty'],
}
