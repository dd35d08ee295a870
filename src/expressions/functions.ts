import { Decimal } from 'decimal.js'
import { compare, sumOf, timesTen } from './arithmetic.ts'
import { dayOf, isA, isList, isNumber, monthsBetween, numberOf, readDay, readSpan, type Number34, type Value } from './values.ts'

/** How a function is worked out of what it is given; what is missing or of another type makes it `null`. */
type Working = (given: readonly Value[]) => Value

/** A number at a scale: digits after the point, or before it when negative; half-way cases as the mode says. */
function scaled(mode: Decimal.Rounding): Working {
  return ([number, scale = numberOf(0)]) => {
    if (number === undefined || !isNumber(number) || scale === null || !isNumber(scale) || !scale.isInteger()) return null
    const digits = scale.toNumber()
    if (digits < -6111 || digits > 6176) return null
    if (digits >= 0) return numberOf(number.toDecimalPlaces(digits, mode))
    return numberOf(timesTen(timesTen(number, digits).toDecimalPlaces(0, mode), -digits))
  }
}

const one =
  (work: (number: Number34) => Value): Working =>
  ([number]) =>
    number !== undefined && isNumber(number) ? work(number) : null

const two =
  (work: (text: string, part: string) => boolean): Working =>
  ([text, part]) =>
    typeof text === 'string' && typeof part === 'string' ? work(text, part) : null

/** Several values, or the one list that was given. */
const items = (given: readonly Value[]): readonly Value[] => (given.length === 1 && isList(given[0]!) ? given[0] : given)

function most(way: 1 | -1): Working {
  return (given) => {
    let found: Value = null
    for (const value of items(given)) {
      if (found === null) found = value
      const order = compare(value, found)
      if (order === null) return null
      if (order * way > 0) found = value
    }
    return found
  }
}

function mean(given: readonly Value[]): Value {
  const all = items(given)
  const sum = sumOf(all)
  return sum === null ? null : numberOf(sum.div(all.length))
}

function modulo([number, by]: readonly Value[]): Value {
  if (number === undefined || by === undefined || !isNumber(number) || !isNumber(by) || by.isZero()) return null
  // The sign of the divisor, as DMN 1.5, 10.3.4.5 says: dividend - divisor * floor(dividend / divisor).
  const rest = number.mod(by)
  return numberOf(rest.isZero() || rest.isNegative() === by.isNegative() ? rest : rest.plus(by))
}

function date(given: readonly Value[]): Value {
  const [first, month, day] = given
  if (given.length === 1) return typeof first === 'string' ? readDay(first) : null
  return [first, month, day].every((part) => part !== undefined && isNumber(part) && part.isInteger())
    ? dayOf(...([first, month, day].map((part) => (part as Number34).toNumber()) as [number, number, number]))
    : null
}

const workings: Readonly<Record<string, Working>> = {
  abs: ([value]) => {
    if (value === undefined || value === null) return null
    if (isNumber(value)) return value.abs()
    if (isA(value, 'span')) return { is: 'span', ms: Math.abs(value.ms) }
    return isA(value, 'months') ? { is: 'months', months: Math.abs(value.months) } : null
  },
  floor: scaled(Decimal.ROUND_FLOOR),
  ceiling: scaled(Decimal.ROUND_CEIL),
  decimal: scaled(Decimal.ROUND_HALF_EVEN),
  'round up': scaled(Decimal.ROUND_UP),
  'round down': scaled(Decimal.ROUND_DOWN),
  'round half up': scaled(Decimal.ROUND_HALF_UP),
  'round half down': scaled(Decimal.ROUND_HALF_DOWN),
  modulo,
  min: most(-1),
  max: most(1),
  sum: (given) => sumOf(items(given)),
  count: ([list]) => (list !== undefined && isList(list) ? numberOf(list.length) : null),
  mean,
  not: ([value]) => (typeof value === 'boolean' ? !value : null),
  date,
  duration: ([text]) => (typeof text === 'string' ? readSpan(text) : null),
  'years and months duration': ([from = null, to = null]) =>
    isA(from, 'day') && isA(to, 'day') ? { is: 'months', months: monthsBetween(from, to) } : null,
  'string length': ([text]) => (typeof text === 'string' ? numberOf([...text].length) : null),
  contains: two((text, part) => text.includes(part)),
  'starts with': two((text, part) => text.startsWith(part)),
  'ends with': two((text, part) => text.endsWith(part)),
  sqrt: one((number) => (number.isNegative() && !number.isZero() ? null : numberOf(number.sqrt()))),
}

/** The functions of FEEL that expressions know (DMN 1.5, 10.3.4), by name. */
export const functionNames: readonly string[] = Object.keys(workings)

/** What a function gives for these values. */
export const call = (name: string, given: readonly Value[]): Value => workings[name]!(given)
