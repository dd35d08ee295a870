import * as Type from '@sinclair/typebox'
import { field, type Field, type FieldOptions, type Kind } from '../field.ts'

export type MoneyField = Field<number> & FieldOptions

/** An amount of renminbi in whole fen. */
export const money = <const O extends FieldOptions>(label: string, options?: O) => field<number, O>('money', label, options)

export const kind: Kind<MoneyField, number> = {
  column: () => 'bigint',
  schema: () => Type.Integer({ minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER, description: 'fen' }),
  check: (value) => (Number.isSafeInteger(value) ? undefined : '应为以分为单位的整数金额'),
  parse(input) {
    const match = /^([+-]?)(\d+)(?:\.(\d{1,2}))?$/.exec(
      input
        .trim()
        .replaceAll(',', '')
        .replace(/^[¥￥]/, ''),
    )
    if (!match) return input
    const fen = Number(match[2]) * 100 + Number((match[3] ?? '').padEnd(2, '0'))
    return match[1] === '-' ? -fen : fen
  },
  format: (value) => `${(value / 100).toLocaleString('zh-CN', { minimumFractionDigits: 2, maximumFractionDigits: 2 })} 元`,
  operators: ['is', 'atLeast', 'atMost', 'between', 'isEmpty'],
}
