import * as Type from '@sinclair/typebox'
import { real } from './date.ts'
import { field, type Field, type FieldOptions, type Kind } from '../field.ts'

export type MomentField = Field<string> & FieldOptions

/** A point in time as an ISO 8601 text with offset; shown in the city's zone. */
export const moment = <const O extends FieldOptions>(label: string, options?: O) => field<string, O>('moment', label, options)

// Years and zones as far as the database keeps them.
const shape = '[12]\\d{3}-\\d\\d-\\d\\dT([01]\\d|2[0-3]):[0-5]\\d(:[0-5]\\d(\\.\\d{1,9})?)?(Z|[+-](0\\d|1[0-3]):[0-5]\\d|[+-]14:00)'
const wellFormed = new RegExp(`^${shape}$`)

export const kind: Kind<MomentField, string> = {
  column: () => 'timestamptz',
  schema: () => Type.String({ format: 'date-time', pattern: `^${shape}$` }),
  check: (value) =>
    typeof value === 'string' && wellFormed.test(value) && real(value.slice(0, 10))
      ? undefined
      : '应为带时区的时间，如 2026-03-01T09:00:00+08:00',
  parse: (input) => input.trim(),
  format: (value) => new Date(value).toLocaleString('zh-CN', { timeZone: 'Asia/Shanghai', hour12: false }),
  operators: ['atLeast', 'atMost', 'between', 'isEmpty'],
}
