import { and, compares, negated, operate, or, same } from './arithmetic.ts'
import type { Expression, Test } from './expression.ts'
import { call } from './functions.ts'
import { isList, numberOf, partOf, readAt, type Value } from './values.ts'

/** The values of the names that an expression reads. */
export type Scope = Readonly<Record<string, Value>>

function holds(test: Test, value: Value, scope: Scope): boolean | null {
  if (test.is === 'compare') return compares(test.operator, value, evaluate(test.value, scope))
  if (test.is === 'range') {
    const low = compares(test.lowOpen ? '>' : '>=', value, evaluate(test.low, scope))
    return and(low, compares(test.highOpen ? '<' : '<=', value, evaluate(test.high, scope)))
  }
  const other = evaluate(test.value, scope)
  if (!isList(other) || isList(value)) return same(value, other)
  return other.reduce<boolean | null>((any, item) => or(any, same(value, item)), false)
}

/**
 * What an expression gives. Never an error: what is not there, is of another type or can't be held by decimal128 is `null`, as FEEL has
 * it (DMN 1.5, 10.3.2.15).
 */
export function evaluate(one: Expression, scope: Scope): Value {
  switch (one.is) {
    case 'number':
      return numberOf(one.text)
    case 'string':
    case 'boolean':
      return one.value
    case 'null':
      return null
    case 'at':
      return readAt(one.value)
    case 'name':
      return Object.hasOwn(scope, one.name) ? scope[one.name]! : null
    case 'path':
      return partOf(evaluate(one.of, scope), one.name)
    case 'negation':
      return negated(evaluate(one.of, scope))
    case 'binary':
      return operate(one.operator, evaluate(one.left, scope), evaluate(one.right, scope))
    case 'if':
      return evaluate(evaluate(one.condition, scope) === true ? one.yes : one.no, scope)
    case 'between': {
      const value = evaluate(one.value, scope)
      return and(compares('>=', value, evaluate(one.low, scope)), compares('<=', value, evaluate(one.high, scope)))
    }
    case 'in': {
      const value = evaluate(one.value, scope)
      return one.tests.reduce<boolean | null>((any, test) => or(any, holds(test, value, scope)), false)
    }
    case 'call':
      return call(
        one.name,
        one.given.map((given) => evaluate(given, scope)),
      )
    case 'list':
      return one.items.map((item) => evaluate(item, scope))
  }
}
