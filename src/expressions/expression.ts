/** Comparisons, lowest of the binary operators that give no truth out of truths. */
export type Comparing = '=' | '!=' | '<' | '<=' | '>' | '>='
/** Binary operators. */
export type Operation = 'or' | 'and' | Comparing | '+' | '-' | '*' | '/' | '**'

/** What a value of `in` is held against. */
export type Test =
  | { is: 'equal'; value: Expression }
  | { is: 'compare'; operator: Comparing; value: Expression }
  | { is: 'range'; low: Expression; high: Expression; lowOpen: boolean; highOpen: boolean }

type Shape =
  | { is: 'number'; text: string }
  | { is: 'string'; value: string }
  | { is: 'boolean'; value: boolean }
  | { is: 'null' }
  /** A date, a moment or a duration, as written behind `@`. */
  | { is: 'at'; value: string }
  | { is: 'name'; name: string }
  | { is: 'path'; of: Expression; name: string }
  | { is: 'negation'; of: Expression }
  | { is: 'binary'; operator: Operation; left: Expression; right: Expression }
  | { is: 'if'; condition: Expression; yes: Expression; no: Expression }
  | { is: 'between'; value: Expression; low: Expression; high: Expression }
  | { is: 'in'; value: Expression; tests: readonly Test[] }
  | { is: 'call'; name: string; given: readonly Expression[] }
  | { is: 'list'; items: readonly Expression[] }

/** A parsed expression, with where it stands in its text. */
export type Expression = Shape & { at: number; end: number }

/** How tightly the binary operators bind (DMN 1.5, 10.3.1.2: in the order of the grammar's alternatives); all are left associative. */
export const bindingOf: Readonly<Record<Operation, number>> = {
  or: 1,
  and: 2,
  '=': 3,
  '!=': 3,
  '<': 3,
  '<=': 3,
  '>': 3,
  '>=': 3,
  '+': 4,
  '-': 4,
  '*': 5,
  '/': 5,
  '**': 6,
}

/** The parts of an expression, in order. */
export function partsOf(one: Expression): readonly Expression[] {
  switch (one.is) {
    case 'path':
    case 'negation':
      return [one.of]
    case 'binary':
      return [one.left, one.right]
    case 'if':
      return [one.condition, one.yes, one.no]
    case 'between':
      return [one.value, one.low, one.high]
    case 'in':
      return [one.value, ...one.tests.flatMap((test) => (test.is === 'range' ? [test.low, test.high] : [test.value]))]
    case 'call':
      return one.given
    case 'list':
      return one.items
    default:
      return []
  }
}

/** The names that an expression reads. */
export function namesIn(one: Expression): ReadonlySet<string> {
  return new Set(one.is === 'name' ? [one.name] : partsOf(one).flatMap((part) => [...namesIn(part)]))
}
