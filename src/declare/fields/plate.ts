import * as Type from '@sinclair/typebox'
import { checkPlate, normalisePlate } from '#chinese'
import { field, type Field, type FieldOptions, type Kind } from '../field.ts'
import { maskMiddle } from './masks.ts'

export type PlateField = Field<string> & FieldOptions

/** The plate of a motor vehicle (GA 36), kept as one word such as 粤RD12345; personal unless declared otherwise. */
export const plate = <const O extends FieldOptions>(label: string, options?: O) =>
  field<string, O>('plate', label, { privacy: 'personal', ...(options as O) })

export const kind: Kind<PlateField, string> = {
  column: () => 'text',
  schema: () => Type.String({ minLength: 7, maxLength: 8, description: 'a plate after GA 36, without blanks and dots' }),
  check(value) {
    if (typeof value !== 'string' || value.length > 40) return '应为机动车号牌'
    // Kept in one writing, so that a plate is found however it was typed.
    return checkPlate(value) ?? (normalisePlate(value) === value ? undefined : `号牌应写作 ${normalisePlate(value)}`)
  },
  parse: (input) => normalisePlate(input),
  format: (value) => value.replace(/^(\p{Script=Han}[A-Z])(?=.{5,6}$)/u, '$1·'),
  mask: (value) => maskMiddle(value, 2, 2),
  operators: ['is', 'in', 'contains', 'isEmpty'],
}
