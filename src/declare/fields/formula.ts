import { type Field, type FieldOptions, field, type Kind } from '../field.ts'
import { kind as date } from './date.ts'
import { kind as flag } from './flag.ts'
import { kind as money } from './money.ts'
import { kind as number } from './number.ts'
import { kind as text } from './text.ts'

/** What a formula may give. */
interface Given {
  number: number
  money: number
  date: string
  flag: boolean
  text: string
}

export interface FormulaOptions extends FieldOptions {
  /** The kind of field as which its value is kept, shown and filtered. */
  gives: keyof Given
  /** Digits after the point of a number; half-way cases go away from zero (四舍五入), as amounts do to the fen. */
  decimals?: number
  /** Unit shown beside a number. */
  unit?: string
}
export type FormulaField = Field<number | string | boolean | null, never> & FormulaOptions & { formula: string }

/**
 * A value worked out of other fields of the record by a formula in FEEL (`src/expressions`), in which an amount is a number of yuan. It is
 * worked out when the record is written, and kept: lists sort and filter by it, and history knows what it was. Nothing where a value is
 * missing that it needs.
 */
export const formula = <const O extends FormulaOptions>(label: string, expression: string, options: O) =>
  field<Given[O['gives']] | null, O & { formula: string }, never>('formula', label, { ...options, optional: true, formula: expression })

const kinds = { number, money, date, flag, text } as const satisfies Record<keyof Given, Kind<any, any>>

/** The field as whose value a formula's is kept and shown; any other field is its own. */
export function resultOf<F extends Field<any, any>>(given: F): F {
  if (given.kind !== 'formula') return given
  const { gives, ...rest } = given as unknown as FormulaField
  return { ...rest, kind: gives } as unknown as F
}

function kindGiving(gives: keyof Given): Kind<FormulaField, unknown> {
  const { operators, ...kind } = kinds[gives] as Kind<any, any>
  const { mask, sheet } = kind
  return {
    column: (f) => kind.column(resultOf(f)),
    schema: (f) => ({ ...kind.schema(resultOf(f)), readOnly: true }),
    check: () => '由公式算出，不能填写',
    sought: (value, f) => kind.check(value, resultOf(f)),
    parse: (input, f) => kind.parse(input, resultOf(f)) as unknown,
    format: (value, f) => kind.format(value, resultOf(f)),
    ...(mask ? { mask: (value, f) => mask(value, resultOf(f)) } : {}),
    ...(sheet ? { sheet: (value, f) => sheet(value, resultOf(f)) } : {}),
    given: true,
    operators,
  }
}

const giving = Object.fromEntries((Object.keys(kinds) as (keyof Given)[]).map((gives) => [gives, kindGiving(gives)]))

/** What a formula knows, by what it gives. */
export const kindOfFormula = (f: Field<any, any>): Kind<any, any> => giving[(f as unknown as FormulaField).gives]!
