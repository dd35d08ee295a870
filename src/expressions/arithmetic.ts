import type { Comparing, Operation } from './expression.ts'
import { addDays, addMonths, addMs, isA, isList, isNumber, numberOf, type Number34, type Value } from './values.ts'

const MS_PER_DAY = 86_400_000

/** A number with its point moved. */
export const timesTen = (number: Number34, by: number): Number34 => number.times(numberOf(10)!.pow(by))

/** The sum of numbers; `null` for none and for what is no number (DMN 1.5, 10.3.4.4). */
export function sumOf(values: readonly Value[]): Number34 | null {
  let sum: Number34 | null = null
  for (const value of values) {
    if (!isNumber(value)) return null
    sum = sum === null ? value : numberOf(sum.plus(value))
    if (sum === null) return null
  }
  return sum
}

/** Whether two values are the same: nothing equals nothing alone, and what is of two types is neither the same nor not. */
export function same(one: Value, other: Value): boolean | null {
  if (one === null || other === null) return one === other
  if (isList(one) && isList(other))
    return one.length === other.length ? one.reduce<boolean | null>((all, value, i) => and(all, same(value, other[i]!)), true) : false
  if (isA(one, 'parts') && isA(other, 'parts')) {
    const [keys, others] = [Object.keys(one.parts), Object.keys(other.parts)]
    if (keys.length !== others.length || keys.some((key) => !others.includes(key))) return false
    return keys.reduce<boolean | null>((all, key) => and(all, same(one.parts[key]!, other.parts[key]!)), true)
  }
  if (typeof one === 'boolean' && typeof other === 'boolean') return one === other
  const order = compare(one, other)
  return order === null ? null : order === 0
}

/** The order of two values; `null` when there is none between them. */
export function compare(one: Value, other: Value): number | null {
  if (isNumber(one) && isNumber(other)) return one.cmp(other)
  if (typeof one === 'string' && typeof other === 'string') return one < other ? -1 : Number(one > other)
  if (isA(one, 'day') && isA(other, 'day')) return one.days - other.days
  if (isA(one, 'months') && isA(other, 'months')) return one.months - other.months
  if ((isA(one, 'instant') && isA(other, 'instant')) || (isA(one, 'span') && isA(other, 'span'))) return one.ms - other.ms
  return null
}

/** A comparison of two values. */
export function compares(operator: Comparing, one: Value, other: Value): boolean | null {
  if (operator === '=') return same(one, other)
  if (operator === '!=') return not(same(one, other))
  const order = compare(one, other)
  if (order === null) return null
  if (operator === '<') return order < 0
  if (operator === '<=') return order <= 0
  return operator === '>' ? order > 0 : order >= 0
}

const truth = (value: Value): boolean | null => (typeof value === 'boolean' ? value : null)
const not = (value: boolean | null): boolean | null => (value === null ? null : !value)

/** Both, in three values: one that is not makes all not, whatever is not known beside it (DMN 1.5, 10.3.2.15). */
export function and(one: Value, other: Value): boolean | null {
  const [left, right] = [truth(one), truth(other)]
  if (left === false || right === false) return false
  return left === null || right === null ? null : true
}

/** The one or the other, in three values. */
export const or = (one: Value, other: Value): boolean | null => not(and(not(truth(one)), not(truth(other))))

/** The other way round: what is taken away is added so. */
export function negated(value: Value): Value {
  if (isNumber(value)) return value.negated()
  if (isA(value, 'span')) return { is: 'span', ms: -value.ms + 0 }
  return isA(value, 'months') ? { is: 'months', months: -value.months + 0 } : null
}

function plus(one: Value, other: Value): Value {
  if (isNumber(one) && isNumber(other)) return numberOf(one.plus(other))
  if (typeof one === 'string' && typeof other === 'string') return one + other
  if (isA(one, 'span') && isA(other, 'span')) return spanOf(one.ms + other.ms)
  if (isA(one, 'months') && isA(other, 'months')) return monthsOf(one.months + other.months)
  if (isA(one, 'day')) {
    if (isA(other, 'span')) return addDays(one, Math.floor(other.ms / MS_PER_DAY))
    return isA(other, 'months') ? addMonths(one, other.months) : null
  }
  if (isA(one, 'instant')) return isA(other, 'span') ? addMs(one, other.ms) : null
  return isA(other, 'day') || isA(other, 'instant') ? plus(other, one) : null
}

function minus(one: Value, other: Value): Value {
  if (isA(one, 'day') && isA(other, 'day')) return spanOf((one.days - other.days) * MS_PER_DAY)
  if (isA(one, 'instant') && isA(other, 'instant')) return spanOf(one.ms - other.ms)
  if (typeof one === 'string' || (!isNumber(one) && isNumber(other))) return null
  const away = isA(other, 'day') || isA(other, 'instant') ? null : negated(other)
  return away === null ? null : plus(one, away)
}

const spanOf = (ms: number): Value => (Number.isSafeInteger(ms) ? { is: 'span', ms: ms + 0 } : null)

const monthsOf = (months: number): Value => (Number.isSafeInteger(months) ? { is: 'months', months: months + 0 } : null)

/** A duration so many times as long, in whole milliseconds or months towards nothing. */
function stretched(value: Value, by: Number34): Value {
  if (isA(value, 'span')) return spanOf(by.times(value.ms).trunc().toNumber())
  return isA(value, 'months') ? monthsOf(by.times(value.months).trunc().toNumber()) : null
}

function times(one: Value, other: Value): Value {
  if (isNumber(one) && isNumber(other)) return numberOf(one.times(other))
  if (isNumber(other)) return stretched(one, other)
  return isNumber(one) ? stretched(other, one) : null
}

function divided(one: Value, other: Value): Value {
  if (isNumber(other)) {
    if (other.isZero()) return null
    if (isNumber(one)) return numberOf(one.div(other))
    // Divided once and not multiplied by a part of one: a seventh of a week is a day, although 1/7 is no decimal.
    if (isA(one, 'span')) return spanOf(numberOf(one.ms)!.div(other).trunc().toNumber())
    return isA(one, 'months') ? monthsOf(numberOf(one.months)!.div(other).trunc().toNumber()) : null
  }
  if (isA(one, 'span') && isA(other, 'span')) return other.ms === 0 ? null : numberOf(numberOf(one.ms)!.div(other.ms))
  if (isA(one, 'months') && isA(other, 'months')) return other.months === 0 ? null : numberOf(numberOf(one.months)!.div(other.months))
  return null
}

/** What a binary operator gives (DMN 1.5, 10.3.2.15); `null` for operands that it has no meaning for. */
export function operate(operator: Operation, one: Value, other: Value): Value {
  switch (operator) {
    case 'and':
      return and(one, other)
    case 'or':
      return or(one, other)
    case '+':
      return plus(one, other)
    case '-':
      return minus(one, other)
    case '*':
      return times(one, other)
    case '/':
      return divided(one, other)
    case '**':
      return isNumber(one) && isNumber(other) ? numberOf(one.pow(other)) : null
    default:
      return compares(operator, one, other)
  }
}
