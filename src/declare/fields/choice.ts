import { Type } from '@sinclair/typebox'
import { field, type Field, type FieldOptions, type Kind } from '../field.ts'

export interface ChoiceOptions extends FieldOptions {
  choices: Record<string, string>
}
export type ChoiceField = Field<string> & ChoiceOptions

/** One of a few named values that code compiles against; longer lists that a steward keeps are `code`. */
export const choice = <const C extends string, const O extends FieldOptions>(label: string, choices: Record<C, string>, options?: O) =>
  field<C, O & { choices: Record<C, string> }>('choice', label, { ...(options as O), choices })

export const kind: Kind<ChoiceField, string> = {
  column: () => 'text',
  schema: (f) => Type.Union(Object.entries(f.choices).map(([value, title]) => Type.Literal(value, { title }))),
  check: (value, f) =>
    typeof value === 'string' && Object.hasOwn(f.choices, value) ? undefined : `应为其中之一：${Object.values(f.choices).join('、')}`,
  parse(input, f) {
    const wanted = input.trim()
    return Object.entries(f.choices).find(([value, title]) => value === wanted || title === wanted)?.[0] ?? wanted
  },
  format: (value, f) => f.choices[value] ?? value,
  operators: ['is', 'isNot', 'in', 'isEmpty'],
}
