import * as Type from '@sinclair/typebox'
import { field, type Field, type FieldOptions, type Kind } from '../field.ts'

export interface ChoiceOptions extends FieldOptions {
  choices: Record<string, string>
  /** Several may be chosen; the value is a list. */
  multiple?: boolean
}
export type ChoiceField = Field<string> & ChoiceOptions

/** One of a few named values that code compiles against; longer lists that a steward keeps are `code`. */
export const choice = <const C extends string, const O extends FieldOptions>(label: string, choices: Record<C, string>, options?: O) =>
  field<C, O & { choices: Record<C, string> }>('choice', label, { ...(options as O), choices })

/** One or several of a few named values, in a form; no register filters by it. */
export const choices = <const C extends string, const O extends FieldOptions>(label: string, choices: Record<C, string>, options?: O) =>
  field<C[], O & { choices: Record<C, string>; multiple: true }>('choice', label, { ...(options as O), choices, multiple: true })

type Chosen = string | readonly string[]

export const kind: Kind<ChoiceField, Chosen> = {
  column: (f) => (f.multiple ? 'text[]' : 'text'),
  schema(f) {
    const one = Type.Union(Object.entries(f.choices).map(([value, title]) => Type.Literal(value, { title })))
    return f.multiple ? Type.Array(one, { minItems: 1, uniqueItems: true }) : one
  },
  check(value, f) {
    const known = (one: unknown) => typeof one === 'string' && Object.hasOwn(f.choices, one)
    if (!f.multiple) return known(value) ? undefined : `应为其中之一：${Object.values(f.choices).join('、')}`
    const several = Array.isArray(value) && value.length > 0 && new Set(value).size === value.length && value.every(known)
    return several ? undefined : `应选其中一项或几项：${Object.values(f.choices).join('、')}`
  },
  parse(input, f) {
    const keyOf = (wanted: string) =>
      Object.entries(f.choices).find(([value, title]) => value === wanted || title === wanted)?.[0] ?? wanted
    return f.multiple ? input.split(/[、,，;；]/).map((one) => keyOf(one.trim())) : keyOf(input.trim())
  },
  format: (value, f) => (typeof value === 'string' ? [value] : value).map((one) => f.choices[one] ?? one).join('、'),
  wants: 'choose',
  operators: ['is', 'isNot', 'in', 'isEmpty'],
}
