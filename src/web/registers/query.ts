import { resultOf, type Field, type Register } from '#declare'
import { address, type QueryValues } from '../api/request.ts'
import type { Sorting } from '../blocks/index.ts'
import type { Comparisons } from '../fields/view.ts'

const operators = ['is', 'contains', 'atLeast', 'atMost', 'isEmpty', 'overlaps', 'within'] as const

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

/** The address with another value, or without one. */
export function withValue(search: URLSearchParams, key: string, value: string): URLSearchParams {
  const next = new URLSearchParams(search)
  if (value) next.set(key, value)
  else next.delete(key)
  return next
}

/** Which records a list asks the server for: the words and comparisons of the address, ended ones too when it says so. */
export const listQuery = (search: URLSearchParams): QueryValues =>
  Object.fromEntries(
    [...search].filter(([key]) => key === 'search' || key === 'ended' || key === 'asOf' || key === 'effective' || key.startsWith('where.')),
  )

/** The same in the order that the address asks for. */
export function listAsked(search: URLSearchParams): QueryValues {
  const sort = search.get('sort')
  return { ...listQuery(search), ...(sort ? { sort } : {}) }
}

/** Where the server gives one page of a list: the first, or the one after a record. */
export const recordsAddress = (register: string, asked: QueryValues, after?: string): string =>
  address(`/api/registers/${encodeURIComponent(register)}`, { ...asked, limit: 50, after })

/** The same as the text of an address, for an export. */
export const listAddress = (search: URLSearchParams): string =>
  new URLSearchParams(Object.entries(listQuery(search)).map(([key, value]): [string, string] => [key, String(value)])).toString()

/** The columns that the address asks for, or those of the register; the title leads, and is the way to the record. */
export function columnKeys(register: Register, search = new URLSearchParams()): string[] {
  const asked = (search.get('columns') ?? '').split(',').filter((key) => key in register.fields)
  const keys = asked.length > 0 ? asked : register.list
  return [register.title, ...keys.filter((key) => key !== register.title)]
}

const comparable: readonly Field['kind'][] = [
  ...(['choice', 'flag', 'region', 'date', 'moment', 'number', 'money', 'code', 'ref'] as const),
  ...(['period', 'plate', 'line', 'area', 'references'] as const),
]

/** Fields that one can filter by: those of the list, and the others that sort records into groups. */
export const filterKeys = (register: Register): string[] =>
  Object.entries(register.fields)
    .filter(([key, field]) => register.list.includes(key) || comparable.includes(resultOf(field as Field).kind))
    .map(([key]) => key)

/** Fields by which the server sorts: kinds that have an order, but for what is sealed. */
const ordered: readonly Field['kind'][] = [
  ...(['text', 'choice', 'code', 'number', 'money', 'date', 'moment', 'flag', 'sequence', 'credit-code'] as const),
  ...(['plate', 'gapless'] as const),
]
export const sorts = (field: Field): boolean => !field.sealed && ordered.includes(resultOf(field).kind)

export const readSorting = (search: URLSearchParams): Sorting | null => {
  const sort = search.get('sort')
  return sort ? { by: sort.replace(/^-/, ''), down: sort.startsWith('-') } : null
}
