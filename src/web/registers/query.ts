import type { Field, Register } from '#declare'
import type { QueryValues } from '../api/request.ts'
import type { Comparisons } from '../fields/view.ts'

const operators = ['is', 'contains', 'atLeast', 'atMost', 'isEmpty'] as const

/** Where a comparison stands in the address, of the page as of the interface: `where.name` (equal) or `where.name.atLeast`. */
const parameter = (key: string, operator: (typeof operators)[number]) => (operator === 'is' ? `where.${key}` : `where.${key}.${operator}`)

/** The comparisons of one field in an address. */
export const comparisonsOf = (search: URLSearchParams, key: string): Comparisons =>
  Object.fromEntries(
    operators.flatMap((operator) => {
      const value = search.get(parameter(key, operator))
      return value ? [[operator, value]] : []
    }),
  )

/** The address with other comparisons for one field. */
export function withComparisons(search: URLSearchParams, key: string, comparisons: Comparisons): URLSearchParams {
  const next = new URLSearchParams(search)
  for (const operator of operators) {
    const value = comparisons[operator]
    if (value) next.set(parameter(key, operator), value)
    else next.delete(parameter(key, operator))
  }
  return next
}

/** What the list asks the server: the words and comparisons of the address. */
export const listQuery = (search: URLSearchParams): QueryValues =>
  Object.fromEntries([...search].filter(([key]) => key === 'search' || key.startsWith('where.')))

/** The columns of the list: the title leads, and is the way to the record. */
export const columnKeys = (register: Register): string[] => [register.title, ...register.list.filter((key) => key !== register.title)]

const comparable: readonly Field['kind'][] = ['choice', 'flag', 'region', 'date', 'moment', 'number', 'money', 'code', 'ref']

/** Fields that one can filter by: those of the list, and the others that sort records into groups. */
export const filterKeys = (register: Register): string[] =>
  Object.entries(register.fields)
    .filter(([key, field]) => register.list.includes(key) || comparable.includes(field.kind))
    .map(([key]) => key)
