import { checkCall } from './check-calls.ts'
import type { Expression, Operation, Test } from './expression.ts'
import type { Flaw, Note } from './flaws.ts'
import { joined, typeName, type Type, type Types } from './types.ts'
import { readAt } from './values.ts'

/** What an expression gives, with everything that is wrong with it; no type when something is. */
export type Checked = { type: Type; flaws: readonly Flaw[] } | { type?: never; flaws: readonly Flaw[] }

const ordered: ReadonlySet<Type['is']> = new Set(['number', 'string', 'day', 'instant', 'span', 'months'])
const plain = { is: 'number', of: 'plain' } as const
const boolean = { is: 'boolean' } as const

/** Sums of what is no number. */
const sums: Readonly<Record<string, Type['is']>> = {
  'string + string': 'string',
  'span + span': 'span',
  'months + months': 'months',
  'day + span': 'day',
  'day + months': 'day',
  'span + day': 'day',
  'months + day': 'day',
  'instant + span': 'instant',
  'span + instant': 'instant',
  'day - day': 'span',
  'instant - instant': 'span',
  'span - span': 'span',
  'months - months': 'months',
  'day - span': 'day',
  'day - months': 'day',
  'instant - span': 'instant',
  'span * number': 'span',
  'number * span': 'span',
  'months * number': 'months',
  'number * months': 'months',
  'span / number': 'span',
  'months / number': 'months',
  'span / span': 'number',
  'months / months': 'number',
}

type Numbers = Type & { is: 'number' }
/** A number that may be either, where a literal is among those that it was worked out of. */
const either = { is: 'number' } as const

/** What numbers give; a sentence when amounts and quantities don't go together so. */
function numbers(operator: Operation, { of: left }: Numbers, { of: right }: Numbers): Numbers | string {
  const mixed = `金额和数量不能用“${operator}”计算`
  const amount = { is: 'number', of: 'money' } as const
  if (operator === '+' || operator === '-') {
    const sum = joined({ is: 'number', ...(left ? { of: left } : {}) }, { is: 'number', ...(right ? { of: right } : {}) })
    return (sum as Numbers | undefined) ?? mixed
  }
  if (operator === '*') {
    if (left === 'money' && right === 'money') return '金额和金额不能相乘'
    if (left === 'money' || right === 'money') return amount
    return left && right ? plain : either
  }
  if (operator === '/') {
    if (right === 'money') return left === 'plain' ? mixed : plain
    return left ? { is: 'number', of: left } : either
  }
  return left === 'money' || right === 'money' ? mixed : left ? plain : either
}

/**
 * Works out the type of an expression before any value is known (DMN leaves it to the evaluation, where what doesn't fit is `null`
 * without a word): unknown names, operators over types that they have no meaning for, amounts added to quantities, choices that don't exist.
 */
export function check(expression: Expression, types: Types): Checked {
  const flaws: Flaw[] = []
  const note: Note = ({ at, end }, message) => void flaws.push({ at, end, message })
  const type = typeOf(expression, types, note)
  return type && flaws.length === 0 ? { type, flaws } : { flaws }
}

/** Notes a text that is compared with a choice and is none of its values. */
function checkChoice(value: Expression, other: Type, note: Note): void {
  if (value.is === 'string' && other.is === 'string' && other.oneOf && !other.oneOf.has(value.value))
    note(value, `“${value.value}”不是可选的值，可选：${[...other.oneOf].join(' / ')}`)
}

function checkEqual(one: Expression, other: Expression, types: Types, note: Note): Type | undefined {
  const [left, right] = [typeOf(one, types, note), typeOf(other, types, note)]
  if (!left || !right) return undefined
  checkChoice(one, right, note)
  checkChoice(other, left, note)
  return comparable(left, right) ? boolean : note(other, `${typeName(left)}和${typeName(right)}不能比较`)
}

/** A value may be held against one of its type, or against several. */
const comparable = (one: Type, other: Type): boolean => joined(one, other) !== undefined || (one.is === 'parts' && other.is === 'parts')

function checkOrder(one: Expression, other: Expression, types: Types, note: Note): Type | undefined {
  const [left, right] = [typeOf(one, types, note), typeOf(other, types, note)]
  if (!left || !right) return undefined
  if (!ordered.has(left.is)) return note(one, `${typeName(left)}不能比较大小`)
  if (!ordered.has(right.is)) return note(other, `${typeName(right)}不能比较大小`)
  return comparable(left, right) ? boolean : note(other, `${typeName(left)}和${typeName(right)}不能比较`)
}

function checkTest(value: Expression, test: Test, types: Types, note: Note): Type | undefined {
  if (test.is === 'range') return checkOrder(value, test.low, types, note) && checkOrder(value, test.high, types, note)
  if (test.is === 'compare' && test.operator !== '=' && test.operator !== '!=') return checkOrder(value, test.value, types, note)
  const several = test.is === 'equal' && test.value.is === 'list' ? test.value.items : undefined
  if (several) return several.map((item) => checkEqual(value, item, types, note)).every(Boolean) ? boolean : undefined
  const other = test.is === 'equal' ? typeOf(test.value, types, () => undefined) : undefined
  if (other?.is === 'list') {
    const own = typeOf(value, types, note)
    return own && (comparable(own, other.of) ? boolean : note(test.value, `${typeName(own)}和${typeName(other.of)}不能比较`))
  }
  return checkEqual(value, test.value, types, note)
}

function checkTruth(one: Expression, types: Types, note: Note): Type | undefined {
  const type = typeOf(one, types, note)
  if (!type || type.is === 'boolean' || type.is === 'null') return type
  return note(one, `这里应是${typeName(boolean)}，而不是${typeName(type)}`)
}

function checkBinary(one: Expression & { is: 'binary' }, types: Types, note: Note): Type | undefined {
  const { operator, left, right } = one
  if (operator === 'and' || operator === 'or') {
    const both = [checkTruth(left, types, note), checkTruth(right, types, note)]
    return both.every(Boolean) ? boolean : undefined
  }
  if (operator === '=' || operator === '!=') return checkEqual(left, right, types, note)
  if (operator === '<' || operator === '<=' || operator === '>' || operator === '>=') return checkOrder(left, right, types, note)
  const [a, b] = [typeOf(left, types, note), typeOf(right, types, note)]
  if (!a || !b) return undefined
  if (a.is === 'number' && b.is === 'number') {
    const given = numbers(operator, a, b)
    return typeof given === 'string' ? note(one, given) : given
  }
  const of = sums[`${a.is} ${operator} ${b.is}`]
  if (!of) return note(one, `${typeName(a)}和${typeName(b)}不能用“${operator}”计算`)
  return of === 'number' ? plain : ({ is: of } as Type)
}

const dayParts = { year: plain, month: plain, day: plain, weekday: plain }
const partsOfType: Partial<Record<Type['is'], Types>> = {
  day: dayParts,
  span: { days: plain, hours: plain, minutes: plain, seconds: plain },
  months: { years: plain, months: plain },
}

function partOf(type: Type, name: string): Type | undefined {
  if (type.is === 'list') {
    const of = partOf(type.of, name)
    return of && { is: 'list', of }
  }
  const parts = type.is === 'parts' ? type.parts : partsOfType[type.is]
  return parts && Object.hasOwn(parts, name) ? parts[name] : undefined
}

/** The type of a part of an expression; nothing when something in it is wrong, which then was noted. */
function typeOf(one: Expression, types: Types, note: Note): Type | undefined {
  switch (one.is) {
    case 'number':
      return either
    case 'string':
      return { is: 'string' }
    case 'boolean':
      return boolean
    case 'null':
      return { is: 'null' }
    case 'at': {
      const value = readAt(one.value)
      return value ? { is: value.is } : note(one, `“${one.value}”不是日期、时间或时长，如 @"2026-03-01"、@"P30D"`)
    }
    case 'name':
      return Object.hasOwn(types, one.name) ? types[one.name] : note(one, `没有名为“${one.name}”的字段`)
    case 'path': {
      const of = typeOf(one.of, types, note)
      return of && (partOf(of, one.name) ?? note(one, `${typeName(of)}没有“${one.name}”这一项`))
    }
    case 'negation': {
      const of = typeOf(one.of, types, note)
      if (!of || of.is === 'number' || of.is === 'span' || of.is === 'months') return of
      return note(one.of, `这里应是${typeName(plain)}，而不是${typeName(of)}`)
    }
    case 'binary':
      return checkBinary(one, types, note)
    case 'if': {
      const condition = checkTruth(one.condition, types, note)
      const [yes, no] = [typeOf(one.yes, types, note), typeOf(one.no, types, note)]
      if (!condition || !yes || !no) return undefined
      return joined(yes, no) ?? note(one.no, `两种情况算出的不同：${typeName(yes)}和${typeName(no)}`)
    }
    case 'between': {
      const ends = [one.low, one.high].map((end) => checkOrder(one.value, end, types, note))
      return ends.every(Boolean) ? boolean : undefined
    }
    case 'in':
      return one.tests.map((test) => checkTest(one.value, test, types, note)).every(Boolean) ? boolean : undefined
    case 'list': {
      const items = one.items.map((item) => typeOf(item, types, note))
      if (!items.every((item) => item !== undefined)) return undefined
      let of: Type = { is: 'null' }
      for (const [i, item] of items.entries()) {
        const both = joined(of, item)
        if (!both) return note(one.items[i]!, `这里应是${typeName(of)}，而不是${typeName(item)}`)
        of = both
      }
      return { is: 'list', of }
    }
    case 'call':
      return checkCall(one, (part) => typeOf(part, types, note), note)
  }
}
