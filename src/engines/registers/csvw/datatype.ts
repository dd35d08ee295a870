import { Decimal } from 'decimal.js'
import { isDateBase, readDate, shapeOfDate } from './date-format.ts'
import { readNumber, readPattern, type NumberFormat, type NumberKind } from './number-format.ts'
import type { Report } from './report.ts'

/** The built-in datatypes (Metadata Vocabulary for Tabular Data, 5.11.1), each with the one that it narrows. */
const builtIn: Readonly<Record<string, string>> = {
  number: 'double',
  binary: 'base64Binary',
  datetime: 'dateTime',
  any: 'anyAtomicType',
  ...Object.fromEntries(
    [
      'anyAtomicType anyURI base64Binary boolean date dateTime dateTimeStamp decimal integer long int short byte',
      'nonNegativeInteger positiveInteger unsignedLong unsignedInt unsignedShort unsignedByte nonPositiveInteger negativeInteger',
      'double duration dayTimeDuration yearMonthDuration float gDay gMonth gMonthDay gYear gYearMonth hexBinary QName string',
      'normalizedString token language Name NMTOKEN xml html json time',
    ]
      .join(' ')
      .split(' ')
      .map((name) => [name, name]),
  ),
}

const bits = (n: number): [string, string] => [String(-(2n ** BigInt(n - 1))), String(2n ** BigInt(n - 1) - 1n)]
const unsigned = (n: number): [string, string] => ['0', String(2n ** BigInt(n) - 1n)]

/** Whole numbers and their bounds (XSD 1.1 part 2, 3.4.13–3.4.25). */
const integers: Readonly<Record<string, readonly [string | undefined, string | undefined]>> = {
  integer: [undefined, undefined],
  long: bits(64),
  int: bits(32),
  short: bits(16),
  byte: bits(8),
  nonNegativeInteger: ['0', undefined],
  positiveInteger: ['1', undefined],
  unsignedLong: unsigned(64),
  unsignedInt: unsigned(32),
  unsignedShort: unsigned(16),
  unsignedByte: unsigned(8),
  nonPositiveInteger: [undefined, '0'],
  negativeInteger: [undefined, '-1'],
}
const floating = new Set(['double', 'float'])
const isNumeric = (base: string) => base === 'decimal' || floating.has(base) || Object.hasOwn(integers, base)
const durations: Readonly<Record<string, RegExp>> = {
  duration: /^-?P(?=.)(\d+Y)?(\d+M)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?$/,
  dayTimeDuration: /^-?P(?=.)(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?$/,
  yearMonthDuration: /^-?P(?=.)(\d+Y)?(\d+M)?$/,
}
const words: Readonly<Record<string, RegExp>> = {
  hexBinary: /^([\da-fA-F]{2})*$/,
  base64Binary: /^(?:[A-Za-z\d+/]{4})*(?:[A-Za-z\d+/]{2}==|[A-Za-z\d+/]{3}=)?$/,
  language: /^[a-zA-Z]{1,8}(-[a-zA-Z\d]{1,8})*$/,
  Name: /^[\p{L}_:][\p{L}\p{N}\p{M}_:.·-]*$/u,
  NMTOKEN: /^[\p{L}\p{N}\p{M}_:.·-]+$/u,
  QName: /^([\p{L}_][\p{L}\p{N}_.-]*:)?[\p{L}_][\p{L}\p{N}_.-]*$/u,
}
const stringBases = new Set([
  'string',
  'normalizedString',
  'token',
  'language',
  'Name',
  'NMTOKEN',
  'xml',
  'html',
  'json',
  'anyAtomicType',
  'anyURI',
])
const binaryBases = new Set(['hexBinary', 'base64Binary'])
/** Whose blanks mean something (Model for Tabular Data, 6.4.2). */
export const keepsBlanks: ReadonlySet<string> = new Set(['string', 'json', 'xml', 'html', 'anyAtomicType'])

const lengths = ['length', 'minLength', 'maxLength'] as const
const bounds = ['minInclusive', 'maxInclusive', 'minExclusive', 'maxExclusive'] as const
const owns = new Set<string>(['base', 'format', '@id', '@type', 'minimum', 'maximum', ...lengths, ...bounds])

/** How the cells of a column are read. */
export interface Datatype extends Partial<Record<(typeof lengths)[number], number>> {
  base: string
  /** Numbers. */
  number?: NumberFormat
  /** Days and times: a pattern. */
  date?: string
  /** Yes, and no. */
  flag?: readonly [string, string]
  /** Other words: a regular expression, for the whole of them. */
  words?: RegExp
  bounds: readonly { kind: (typeof bounds)[number]; value: Decimal | number }[]
}

export const text: Datatype = { base: 'string', bounds: [] }

/** What stands before decimals, or parts groups of digits: one sign that is no digit. */
const isSign = (given: unknown): given is string => typeof given === 'string' && given.length === 1 && !/[\d+%‰E-]/.test(given)

/** A regular expression as XML Schema and ECMAScript both write it, for the whole of a text. */
function wordsOf(source: string): RegExp | undefined {
  try {
    return new RegExp(`^(?:${source})$`, 'u')
  } catch {
    return undefined
  }
}

function formatOf(given: unknown, base: string, report: Report): Pick<Datatype, 'number' | 'date' | 'flag' | 'words'> {
  const plain = isNumeric(base) ? { number: { decimalChar: '.', groupChar: undefined } } : {}
  if (given === undefined) return plain
  const bad = (): typeof plain => {
    report.warn('format', 'datatype.format')
    return plain
  }
  if (isNumeric(base)) {
    const { pattern, decimalChar = '.', groupChar } = (typeof given === 'string' ? { pattern: given } : given) as Record<string, unknown>
    if (!isSign(decimalChar) || (groupChar !== undefined && !isSign(groupChar))) return bad()
    if (decimalChar === groupChar) return bad()
    const number = { decimalChar, groupChar }
    if (pattern === undefined || pattern === null) return { number }
    const whole = { ...number, pattern: String(pattern) }
    return typeof pattern === 'string' && readPattern(whole) ? { number: whole } : bad()
  }
  if (typeof given !== 'string') return bad()
  if (base === 'boolean') {
    const [yes = '', no = '', ...more] = given.split('|')
    return yes !== '' && no !== '' && yes !== no && more.length === 0 ? { flag: [yes, no] } : bad()
  }
  if (isDateBase(base)) return shapeOfDate(given) ? { date: given } : bad()
  const expression = wordsOf(given)
  return expression ? { words: expression } : bad()
}

function comparable(given: unknown, base: string, format: ReturnType<typeof formatOf>): Decimal | number | undefined {
  if (isNumeric(base)) return /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(String(given)) ? new Decimal(String(given)) : undefined
  return (readDate(String(given), base, format.date) ?? readDate(String(given), base))?.at
}

/** What a described datatype comes to; what is wrong with it is reported, and left out. */
export function datatypeOf(given: unknown, report: Report): Datatype {
  if (typeof given === 'string') {
    if (Object.hasOwn(builtIn, given)) return datatypeOf({ base: given }, report)
    report.warn('datatype', 'datatype.unknown')
    return text
  }
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    report.warn('datatype', 'datatype.shape')
    return text
  }
  const described = given as Record<string, unknown>
  for (const key of Object.keys(described)) if (!owns.has(key) && !key.includes(':')) report.warn(key, 'property.unknown')
  const id = described['@id']
  if (
    id !== undefined &&
    (typeof id !== 'string' || id.startsWith('_:') || Object.keys(builtIn).some((name) => id.endsWith(`/XMLSchema#${name}`)))
  )
    report.fail('@id', 'datatype.id')
  const { base: named = 'string' } = described
  const base = typeof named === 'string' ? builtIn[named] : undefined
  if (base === undefined) {
    report.warn('base', 'datatype.unknown')
    return text
  }
  const format = formatOf(described.format, base, report)
  const found: Datatype = { base, ...format, bounds: [] }
  const isText = stringBases.has(base) || binaryBases.has(base)
  for (const key of lengths) {
    const value = described[key]
    if (value === undefined) continue
    if (!isText) report.fail(key, 'datatype.length')
    else if (!Number.isSafeInteger(value) || (value as number) < 0) report.warn(key, 'property.value')
    else found[key] = value as number
  }
  const { length, minLength = length ?? 0, maxLength = length ?? Infinity } = found
  if ((length ?? minLength) < minLength || (length ?? 0) > maxLength || minLength > maxLength) report.fail('length', 'datatype.length')
  const limited: Record<string, unknown> = {
    ...described,
    minInclusive: described.minInclusive ?? described.minimum,
    maxInclusive: described.maxInclusive ?? described.maximum,
  }
  const limits = bounds.flatMap((kind) => {
    const value = limited[kind]
    if (value === undefined) return []
    if (!isNumeric(base) && !isDateBase(base)) {
      report.fail(kind, 'datatype.bound')
      return []
    }
    const read = comparable(value, base, format)
    if (read === undefined) report.warn(kind, 'property.value')
    return read === undefined ? [] : [{ kind, value: read }]
  })
  checkBounds(limits, report)
  return { ...found, bounds: limits }
}

/** No number may lie outside of all bounds, and none may be said twice in two ways (Metadata Vocabulary, 5.11.2). */
function checkBounds(limits: Datatype['bounds'], report: Report) {
  const of = (kind: (typeof bounds)[number]) => limits.find((one) => one.kind === kind)?.value
  const [least, most, above, below] = [of('minInclusive'), of('maxInclusive'), of('minExclusive'), of('maxExclusive')]
  const past = (a: Decimal | number | undefined, b: Decimal | number | undefined, orEqual: boolean) =>
    a !== undefined && b !== undefined && (orEqual ? new Decimal(a).gte(b) : new Decimal(a).gt(b))
  const twice = (least !== undefined && above !== undefined) || (most !== undefined && below !== undefined)
  if (twice || past(least, most, false) || past(above, below, false) || past(least, below, true) || past(above, most, true))
    report.fail('minimum', 'datatype.bound')
}

function isWithin(value: Decimal | number, limits: Datatype['bounds']): boolean {
  const one = new Decimal(value)
  return limits.every(({ kind, value: limit }) => {
    if (kind === 'minInclusive') return one.gte(limit)
    if (kind === 'maxInclusive') return one.lte(limit)
    return kind === 'minExclusive' ? one.gt(limit) : one.lt(limit)
  })
}

function bytesIn(value: string, base: string): number {
  if (base === 'hexBinary') return value.length / 2
  return base === 'base64Binary' ? Buffer.from(value, 'base64').length : [...value].length
}

const numberKind = (base: string): NumberKind => ({ isInteger: Object.hasOwn(integers, base), isFloating: floating.has(base) })

/** A value of a cell in one writing of XML Schema, so that equal values are equal texts; undefined when it is none of the datatype. */
export function readValue(cell: string, datatype: Datatype): string | undefined {
  const { base, number, date, flag, words: expression, length, minLength, maxLength, bounds: limits } = datatype
  if (number) {
    const value = readNumber(cell, number, numberKind(base))
    if (!value) return undefined
    const [least, most] = integers[base] ?? []
    if (Object.hasOwn(integers, base) && !value.isInteger()) return undefined
    if ((least !== undefined && value.lt(least)) || (most !== undefined && value.gt(most)) || !isWithin(value, limits)) return undefined
    return value.isFinite() ? value.toFixed() : value.toString()
  }
  if (base === 'boolean') {
    if (flag) return cell === flag[0] ? 'true' : cell === flag[1] ? 'false' : undefined
    return ['true', '1'].includes(cell) ? 'true' : ['false', '0'].includes(cell) ? 'false' : undefined
  }
  if (isDateBase(base)) {
    const value = readDate(cell, base, date)
    return value && isWithin(value.at, limits) ? value.text : undefined
  }
  if (durations[base]?.test(cell) === false || words[base]?.test(cell) === false || expression?.test(cell) === false) return undefined
  if (base === 'json' && !isJson(cell)) return undefined
  if (length !== undefined || minLength !== undefined || maxLength !== undefined) {
    const size = bytesIn(cell, base)
    if (size !== (length ?? size) || size < (minLength ?? 0) || size > (maxLength ?? Infinity)) return undefined
  }
  return cell
}

function isJson(cell: string): boolean {
  try {
    JSON.parse(cell)
    return true
  } catch {
    return false
  }
}
