import type { Expression } from './expression.ts'
import type { Note } from './flaws.ts'
import { joined, typeName, type Type } from './types.ts'
import { readDay, readSpan } from './values.ts'

type Call = Expression & { is: 'call' }
type Of = (part: Expression) => Type | undefined

const plain = { is: 'number', of: 'plain' } as const

/** How many values a function takes, and the type that it gives for theirs. */
interface Signature {
  least: number
  most: number
  gives(types: readonly Type[], call: Call, want: Want, refuse: Refuse): Type | undefined
}
/** Notes a value of another type than the function takes. */
type Want = (i: number, ...wanted: Type['is'][]) => boolean
type Refuse = (part: Expression, wanted: Type['is'], found: Type) => undefined

/** Of a number the same sort of number, with the digits of its scale. */
const rounding: Signature = {
  least: 1,
  most: 2,
  gives: ([number, scale], _call, want) => (want(0, 'number') && (!scale || want(1, 'number')) ? number : undefined),
}
const decimal: Signature = { ...rounding, least: 2 }

/** The type of several values, or of those of the one list. */
function together(types: readonly Type[]): Type | undefined {
  const all = types.length === 1 && types[0]!.is === 'list' ? [types[0]!.of] : types
  return all.reduce<Type | undefined>((one, other) => one && joined(one, other), { is: 'null' })
}

const several = (...wanted: Type['is'][]): Signature => ({
  least: 1,
  most: 100,
  gives(types, call, want, refuse) {
    const of = together(types)
    if (of && (wanted.includes(of.is) || of.is === 'null')) return of
    const [only] = types
    if (types.length === 1 && only!.is === 'list') return refuse(call.given[0]!, wanted[0]!, only!.of)
    for (const i of call.given.keys()) if (!want(i, ...wanted)) break
    return undefined
  },
})

const texts: Signature = {
  least: 2,
  most: 2,
  gives: (_types, _call, want) => (want(0, 'string') && want(1, 'string') ? { is: 'boolean' } : undefined),
}

const signatures: Readonly<Record<string, Signature>> = {
  abs: { least: 1, most: 1, gives: ([value], _call, want) => (want(0, 'number', 'span', 'months') ? value : undefined) },
  floor: rounding,
  ceiling: rounding,
  decimal,
  'round up': decimal,
  'round down': decimal,
  'round half up': decimal,
  'round half down': decimal,
  modulo: {
    least: 2,
    most: 2,
    gives: (types, call, want) => (want(0, 'number') && want(1, 'number') ? together(types) : undefined),
  },
  min: several('number', 'string', 'day', 'instant', 'span', 'months'),
  max: several('number', 'string', 'day', 'instant', 'span', 'months'),
  sum: several('number'),
  mean: several('number'),
  count: { least: 1, most: 1, gives: (_types, _call, want) => (want(0, 'list') ? plain : undefined) },
  not: { least: 1, most: 1, gives: (_types, _call, want) => (want(0, 'boolean') ? { is: 'boolean' } : undefined) },
  date: {
    least: 1,
    most: 3,
    gives: (types, _call, want) =>
      (types.length === 1 ? want(0, 'string') : types.every((_, i) => want(i, 'number'))) ? { is: 'day' } : undefined,
  },
  duration: { least: 1, most: 1, gives: (_types, { given }) => spanOf(given[0]!) },
  'years and months duration': {
    least: 2,
    most: 2,
    gives: (_types, _call, want) => (want(0, 'day') && want(1, 'day') ? { is: 'months' } : undefined),
  },
  'string length': { least: 1, most: 1, gives: (_types, _call, want) => (want(0, 'string') ? plain : undefined) },
  contains: texts,
  'starts with': texts,
  'ends with': texts,
  sqrt: { least: 1, most: 1, gives: (_types, _call, want) => (want(0, 'number') ? plain : undefined) },
}

/** Days or months: to be known before the value is, the text must stand there itself. */
function spanOf(text: Expression): Type | undefined {
  const span = text.is === 'string' ? readSpan(text.value) : null
  return span ? { is: span.is } : undefined
}

const literalOf = (one: Expression | undefined): string => (one?.is === 'string' ? one.value : '')

/** The type of what a function gives; nothing when something is wrong with what it is given. */
export function checkCall(call: Call, of: Of, note: Note): Type | undefined {
  const { name, given } = call
  const { least, most, gives } = signatures[name]!
  const types = given.map(of)
  const fits = given.length >= least && given.length <= most && !(name === 'date' && given.length === 2)
  if (!fits) {
    const wanted = name === 'date' ? '1、3' : least === most ? String(least) : `${least}–${most}`
    return note(call, `“${name}”需要 ${wanted} 个值`)
  }
  if (!types.every((type) => type !== undefined)) return undefined
  const isText = given[0]?.is === 'string'
  if (name === 'duration' || (name === 'date' && isText)) {
    const known = name === 'date' ? readDay(literalOf(given[0])) : spanOf(given[0]!)
    if (!known) return note(given[0]!, `“${literalOf(given[0])}”不是日期、时间或时长，如 @"2026-03-01"、@"P30D"`)
  }
  let noted = false
  const refuse: Refuse = (part, wanted, found) => {
    noted = true
    return note(part, `这里应是${typeName({ is: wanted } as Type)}，而不是${typeName(found)}`)
  }
  const want: Want = (i, ...wanted) => {
    const type = types[i]!
    if (wanted.includes(type.is) || type.is === 'null') return true
    refuse(given[i]!, wanted[0]!, type)
    return false
  }
  const type = gives(types, call, want, refuse)
  // Each of them would do, but not together.
  return type || noted ? type : note(call, `${types.map(typeName).join('、')}不能在一起`)
}
