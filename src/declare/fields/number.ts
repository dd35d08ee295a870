import * as Type from '@sinclair/typebox'
import { field, type Field, type FieldOptions, type Kind } from '../field.ts'

export interface NumberOptions extends FieldOptions {
  min?: number
  max?: number
  /** Digits after the point; 0 (a whole number) when not said. */
  decimals?: number
  /** Unit shown beside it, such as m² or 人. */
  unit?: string
}
export type NumberField = Field<number> & NumberOptions

/** A quantity, whole or with a fixed number of decimals. */
export const number = <const O extends NumberOptions>(label: string, options?: O) => field<number, O>('number', label, options)

export const kind: Kind<NumberField, number> = {
  column: (f) => (f.decimals ? `numeric(18,${f.decimals})` : 'bigint'),
  schema: (f) => {
    const bounds = {
      ...(f.min === undefined ? { exclusiveMinimum: -1e15 } : { minimum: f.min }),
      ...(f.max === undefined ? { exclusiveMaximum: 1e15 } : { maximum: f.max }),
    }
    // As `multipleOf`, validators that reckon in binary would refuse 0.07 with two decimals.
    return f.decimals ? Type.Number({ ...bounds, description: `at most ${f.decimals} decimals` }) : Type.Integer(bounds)
  },
  check(value, f) {
    if (typeof value !== 'number' || !Number.isFinite(value)) return '应为数字'
    const decimals = f.decimals ?? 0
    if (Math.abs(value) >= 1e15) return '数字过大'
    if (Number(value.toFixed(decimals)) !== value) return decimals ? `最多 ${decimals} 位小数` : '应为整数'
    if (f.min !== undefined && value < f.min) return `不能小于 ${f.min}${f.unit ?? ''}`
    if (f.max !== undefined && value > f.max) return `不能大于 ${f.max}${f.unit ?? ''}`
    return undefined
  },
  parse(input) {
    const cleaned = input.trim().replaceAll(',', '')
    return cleaned === '' || Number.isNaN(Number(cleaned)) ? input : Number(cleaned)
  },
  format: (value, f) => value.toLocaleString('zh-CN', { maximumFractionDigits: f.decimals ?? 0 }) + (f.unit ? ` ${f.unit}` : ''),
  operators: ['is', 'atLeast', 'atMost', 'between', 'isEmpty'],
}
