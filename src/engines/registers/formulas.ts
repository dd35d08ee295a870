import { createHash } from 'node:crypto'
import {
  kindOf,
  resultOf,
  type AnyField,
  type AnyRegister,
  type Days,
  type Fields,
  type FormulaField,
  type Problem,
  type RowsField,
} from '#declare'
import {
  evaluate,
  isA,
  isNumber,
  namesIn,
  numberOf,
  parse,
  placed,
  readDay,
  readInstant,
  writeDay,
  type Expression,
  type Value,
} from '#expressions'
import { Broken } from '#kernel/errors'

type Values = Readonly<Record<string, unknown>>

/** One formula of a register, ready to be worked out. */
export interface Formula {
  key: string
  field: FormulaField
  expression: Expression
  /** The fields that it reads. */
  reads: readonly string[]
  /** Of everything that decides what it gives for a record; another one means that what is kept must be worked out again. */
  digest: string
}

/** What changes when the arithmetic itself does: every kept value is then worked out again. */
const ARITHMETIC = 1

function digestOf({ formula, gives, decimals }: FormulaField, reads: readonly string[], before: ReadonlyMap<string, Formula>): string {
  const others = reads.flatMap((name) => before.get(name)?.digest ?? [])
  return createHash('sha256')
    .update(JSON.stringify([ARITHMETIC, formula, gives, decimals ?? 0, others]))
    .digest('hex')
}

/** The formulas of a register, each after those that it reads. @throws Broken for one that is none, or is worked out of itself */
export function formulasOf(register: AnyRegister): Formula[] {
  const fields = register.fields as Fields
  const done = new Map<string, Formula>()
  const add = (key: string, within: readonly string[]) => {
    if (done.has(key)) return
    const field = fields[key] as unknown as FormulaField
    const { expression, flaw } = parse(field.formula)
    if (!expression) throw new Broken(`${register.name}.${key}: ${placed(field.formula, flaw)}`)
    if (within.includes(key)) throw new Broken(`${register.name}.${key}: a formula is not worked out of itself`)
    const reads = [...namesIn(expression)].filter((name) => Object.hasOwn(fields, name)).sort()
    for (const name of reads) if (fields[name]!.kind === 'formula') add(name, [...within, key])
    done.set(key, { key, field, expression, reads, digest: digestOf(field, reads, done) })
  }
  for (const [key, field] of Object.entries(fields)) if (field.kind === 'formula') add(key, [])
  return [...done.values()]
}

const ofDay = (given: unknown): Value => (typeof given === 'string' ? readDay(given) : null)

/** A value of a record as formulas calculate with it; an amount in yuan. */
function asValue(field: AnyField, given: unknown): Value {
  if (given === null || given === undefined) return null
  switch (field.kind) {
    case 'number':
      return numberOf(given as number)
    case 'money':
      return numberOf(numberOf(given as number)!.div(100))
    case 'flag':
      return given === true
    case 'date':
      return ofDay(given)
    case 'moment':
      return readInstant(String(given))
    case 'period': {
      const { from, until } = given as Days
      return { is: 'parts', parts: { from: ofDay(from), until: ofDay(until) } }
    }
    case 'rows': {
      const { fields } = field as unknown as RowsField
      return (given as Values[]).map((row) => ({ is: 'parts', parts: scopeOf(fields, Object.keys(fields), row) }))
    }
    case 'formula':
      return asValue(resultOf(field), given)
    default:
      return Array.isArray(given) ? (given as string[]) : String(given)
  }
}

const scopeOf = (fields: Fields, names: readonly string[], values: Values): Record<string, Value> =>
  Object.fromEntries(names.map((name) => [name, asValue(fields[name]!, values[name])]))

/** What was worked out as the field keeps it. */
function kept({ gives, decimals = 0 }: FormulaField, value: Value): number | string | boolean | null {
  if (isNumber(value)) {
    // Half-way cases away from zero: 四舍五入.
    const digits = gives === 'money' ? value.times(100).toDecimalPlaces(0, 4) : value.toDecimalPlaces(decimals, 4)
    return digits.toNumber() + 0
  }
  if (isA(value, 'day')) return writeDay(value)
  return typeof value === 'boolean' || (typeof value === 'string' && value !== '') ? value : null
}

/**
 * What the formulas of a register give for the values of a record.
 * @returns their values by key, and a problem for each that can't be kept: too large a number, too long a text
 */
export function workedOut(
  { register, formulas }: { register: AnyRegister; formulas: readonly Formula[] },
  values: Values,
  path = '',
): { given: Record<string, unknown>; problems: Problem[] } {
  const all: Record<string, unknown> = { ...values }
  const given: Record<string, unknown> = {}
  const problems: Problem[] = []
  for (const { key, field, expression, reads } of formulas) {
    const value = kept(field, evaluate(expression, scopeOf(register.fields as Fields, reads, all)))
    const result = resultOf(field)
    const wrong = value === null ? undefined : kindOf(result).check(value, result)
    if (wrong) problems.push({ path: path + key, message: `“${field.label}”按公式算出的值不能保存：${wrong}` })
    all[key] = given[key] = wrong ? null : value
  }
  return { given, problems }
}
