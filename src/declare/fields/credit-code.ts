import * as Type from '@sinclair/typebox'
import { checkCreditCode } from '#chinese'
import { field, type Field, type FieldOptions, type Kind } from '../field.ts'

export type CreditCodeField = Field<string> & FieldOptions

/** A unified social credit code (GB 32100-2015). */
export const creditCode = <const O extends FieldOptions>(label: string, options?: O) => field<string, O>('credit-code', label, options)

export const kind: Kind<CreditCodeField, string> = {
  column: () => 'text',
  schema: () =>
    Type.String({
      pattern: '^[0-9A-HJ-NPQRTUWXY]{2}\\d{6}[0-9A-HJ-NPQRTUWXY]{10}$',
      description: 'with both check characters of GB 32100-2015',
    }),
  check: (value) => (typeof value === 'string' ? checkCreditCode(value) : '应为 18 位统一社会信用代码'),
  parse: (input) => input.trim().toUpperCase(),
  format: (value) => value,
  operators: ['is', 'in', 'isEmpty'],
}
