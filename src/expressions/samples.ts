import fc from 'fast-check'
import { bindingOf, type Comparing, type Expression, type Operation } from './expression.ts'

const operations = Object.keys(bindingOf) as Operation[]
const comparing = ['=', '!=', '<', '<=', '>', '>='] as const satisfies readonly Comparing[]
const names = ['volume', 'fee', 'kind', 'applied', 'issued', 'covered', 'trips', '面积', 'a_1']

/** An expression without its place: what is compared when a text is read again. */
export function bare(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(bare)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).flatMap(([key, part]) => (key === 'at' || key === 'end' ? [] : [[key, bare(part)]])))
}

const placeless = <T extends object>(one: T) => ({ ...one, at: 0, end: 0 })

/** Any expression at all, most of them without sense. */
export const anyExpression: fc.Arbitrary<Expression> = fc.letrec<{ one: Expression }>((tie) => {
  const one = tie('one')
  const digits = fc.stringMatching(/^(\d{1,20}(\.\d{1,20})?|\.\d{1,6})$/)
  const range = fc.record({ is: fc.constant('range' as const), low: one, high: one, lowOpen: fc.boolean(), highOpen: fc.boolean() })
  const compare = fc.record({ is: fc.constant('compare' as const), operator: fc.constantFrom(...comparing), value: one })
  const test = fc.oneof(range, compare, fc.record({ is: fc.constant('equal' as const), value: one }))
  const shapes: fc.Arbitrary<object>[] = [
    digits.map((text) => ({ is: 'number', text })),
    fc.string({ unit: 'grapheme', maxLength: 8 }).map((value) => ({ is: 'string', value })),
    fc.boolean().map((value) => ({ is: 'boolean', value })),
    fc.constant({ is: 'null' }),
    fc.constantFrom('2026-02-28', 'P30D', 'P1Y2M', 'PT90M', '2026-03-01T09:00:00+08:00').map((value) => ({ is: 'at', value })),
    fc.constantFrom(...names).map((name) => ({ is: 'name', name })),
    fc.record({ is: fc.constant('path'), of: one, name: fc.constantFrom('days', 'year', 'loads', 'months') }),
    fc.record({ is: fc.constant('negation'), of: one }),
    fc.record({ is: fc.constant('binary'), operator: fc.constantFrom(...operations), left: one, right: one }),
    fc.record({ is: fc.constant('if'), condition: one, yes: one, no: one }),
    fc.record({ is: fc.constant('between'), value: one, low: one, high: one }),
    fc.record({ is: fc.constant('in'), value: one, tests: fc.array(test, { minLength: 1, maxLength: 3 }) }),
    fc.record({
      is: fc.constant('call'),
      name: fc.constantFrom('abs', 'round half up', 'sum', 'count', 'max', 'not', 'years and months duration', 'mean', 'modulo', 'floor'),
      given: fc.array(one, { maxLength: 2 }),
    }),
    fc.record({ is: fc.constant('list'), items: fc.array(one, { maxLength: 3 }) }),
  ]
  return { one: fc.oneof({ maxDepth: 5, depthSize: 'small' }, ...shapes).map((shape) => placeless(shape) as unknown as Expression) }
}).one
