import { Decimal } from 'decimal.js'

/** How numbers are written in a column: a pattern (UAX #35, number patterns), and the signs that it uses. */
export interface NumberFormat {
  pattern?: string
  decimalChar: string
  groupChar: string | undefined
}

const escape = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`)
const isDigits = (text: string) => /^\d+$/.test(text)

/** What a pattern says of a number. */
interface Pattern {
  sign: '+' | '-' | ''
  before: string
  after: string
  leastInteger: number
  /** Digits between grouping signs before the point: the last group, and those before it; undefined: none. */
  groups: { last: number; others: number } | undefined
  leastFraction: number
  mostFraction: number
  /** Digits between grouping signs after the point. */
  fractionGroup: number | undefined
  exponent: { sign: boolean; least: number } | undefined
}

/** Reads a pattern; undefined for one that is none. */
export function readPattern({ pattern = '', decimalChar, groupChar = ',' }: NumberFormat): Pattern | undefined {
  const [point, group] = [escape(decimalChar), escape(groupChar)]
  const shape = new RegExp(
    `^(?<before>[%‰]?)(?<sign>[+-]?)(?<integer>(?:#|0|${group})*)(?:${point}(?<fraction>(?:#|0|${group})+))?(?:E(?<esign>\\+?)(?<exponent>#*0+))?(?<after>[%‰]?)$`,
    'u',
  ).exec(pattern)
  if (!shape) return undefined
  const { before = '', sign = '', integer = '', fraction = '', esign, exponent, after = '' } = shape.groups!
  const integers = integer.split(groupChar)
  const fractions = fraction.split(groupChar)
  // Zeros stand before the point at the end, behind it at the beginning; a grouping sign at an edge groups nothing.
  if (!/^#*0*$/.test(integers.join('')) || !/^0*#*$/.test(fractions.join(''))) return undefined
  if ((integer === '' && fraction === '') || (integers.length > 1 && integers.slice(1).includes(''))) return undefined
  if (fractions.length > 1 && fractions.includes('')) return undefined
  const zeros = (text: string) => [...text].filter((one) => one === '0').length
  const last = integers.at(-1)!.length
  return {
    sign: sign as Pattern['sign'],
    before,
    after,
    leastInteger: zeros(integer),
    groups: integers.length > 1 ? { last, others: integers.length > 2 ? integers.at(-2)!.length : last } : undefined,
    leastFraction: zeros(fraction),
    mostFraction: fractions.join('').length,
    fractionGroup: fractions.length > 1 ? fractions[0]!.length : undefined,
    exponent: exponent === undefined ? undefined : { sign: esign === '+', least: zeros(exponent) },
  }
}

/** Digits before the point with their grouping signs. */
function grouped(digits: string, groups: Pattern['groups'], sign: string): string {
  if (!groups || digits.length <= groups.last) return digits
  const parts = [digits.slice(-groups.last)]
  for (let rest = digits.slice(0, -groups.last); rest !== ''; rest = rest.slice(0, -groups.others))
    parts.unshift(rest.slice(-groups.others))
  return parts.join(sign)
}

function groupedFraction(digits: string, size: number | undefined, sign: string): string {
  if (size === undefined) return digits
  const parts: string[] = []
  for (let at = 0; at < digits.length; at += size) parts.push(digits.slice(at, at + size))
  return parts.join(sign)
}

/** Whether the parts of a number are written as a pattern says. */
function follows(
  pattern: Pattern,
  sign: string,
  integer: string,
  fraction: string | undefined,
  exponent: string | undefined,
  group: string,
) {
  const digits = integer.replaceAll(group, '')
  const after = (fraction ?? '').replaceAll(group, '')
  if (pattern.sign === '+' ? sign === '' : pattern.sign === '-' && sign !== '-') return false
  if (digits !== '' && !isDigits(digits)) return false
  if (after !== '' && !isDigits(after)) return false
  if (digits.length < pattern.leastInteger || grouped(digits, pattern.groups, group) !== integer) return false
  if (fraction === '' || after.length < pattern.leastFraction || after.length > pattern.mostFraction) return false
  if (groupedFraction(after, pattern.fractionGroup, group) !== (fraction ?? '')) return false
  if (!pattern.exponent) return exponent === undefined
  return exponent !== undefined && exponent.replace(/^[+-]/, '').length >= pattern.exponent.least
}

/** What the base of a column allows of a number that has no pattern. */
export interface NumberKind {
  isInteger: boolean
  /** Exponents, NaN and the infinities are for floating numbers alone. */
  isFloating: boolean
}

/** A number as it is written in a cell; undefined when it is none, or is written in another way. NaN and infinities are numbers too. */
export function readNumber(text: string, format: NumberFormat, { isInteger, isFloating }: NumberKind): Decimal | undefined {
  if (format.pattern === undefined && isFloating && /^(NaN|-?INF)$/.test(text)) return new Decimal(text.replace('INF', 'Infinity'))
  const { decimalChar, groupChar = format.pattern === undefined ? undefined : ',' } = format
  const digit = groupChar === undefined ? '\\d' : `(?:\\d|${escape(groupChar)})`
  const parts = new RegExp(
    `^(?<before>[%‰]?)(?<sign>[+-]?)(?<integer>${digit}*)(?:${escape(decimalChar)}(?<fraction>${digit}*))?(?:[Ee](?<exponent>[+-]?\\d+))?(?<after>[%‰]?)$`,
    'u',
  ).exec(text)?.groups
  if (!parts) return undefined
  const { before = '', sign = '', integer = '', fraction, exponent, after = '' } = parts
  if (integer === '' && (fraction ?? '') === '') return undefined
  if (format.pattern !== undefined) {
    const pattern = readPattern(format)
    if (!pattern || pattern.before !== before || pattern.after !== after) return undefined
    if (!follows(pattern, sign, integer, fraction, exponent, groupChar!)) return undefined
  } else {
    if (before !== '' || fraction === '' || !/^\d/.test(integer) || /\D$/.test(integer)) return undefined
    if (groupChar !== undefined && (integer.includes(groupChar + groupChar) || fraction?.includes(groupChar))) return undefined
    if ((isInteger && fraction !== undefined) || (!isFloating && exponent !== undefined)) return undefined
  }
  const plain = (digits: string) => (groupChar === undefined ? digits : digits.replaceAll(groupChar, ''))
  const value = new Decimal(`${sign}${plain(integer) || '0'}${fraction === undefined ? '' : `.${plain(fraction)}`}e${exponent ?? 0}`)
  const share = before || after
  return share === '%' ? value.div(100) : share === '‰' ? value.div(1000) : value
}
