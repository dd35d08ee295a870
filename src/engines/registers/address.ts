import { kindOf, type Operator } from '#declare'
import { Invalid } from '#kernel/errors'
import { startOfLocalDate } from '#kernel/days'
import type { Filter, ListQuery } from './asked.ts'
import { getColumn } from './definitions.ts'
import { readInstant } from './history/instant.ts'
import type { Registers } from './index.ts'

/** Reads `where.<field>[.<operator>]=<text>` from an address. */
export function readFilters(registers: Registers, name: string, query: Record<string, unknown>): Filter[] {
  const definition = registers.definitions.get(name)
  return Object.entries(query)
    .filter(([key]) => key.startsWith('where.'))
    .map(([key, given]) => {
      const [, field = '', operator = 'is'] = key.split('.')
      const column = getColumn(definition, field)
      const texts = (Array.isArray(given) ? given : [given]).map(String)
      const own = kindOf(column.field).compares?.[operator as Operator]
      if (own) return { field, operator: operator as Operator, value: own.parse(texts[0] ?? '') }
      if (operator === 'isEmpty') return { field, operator: 'isEmpty', value: texts[0] !== 'false' }
      const parsed = (operator === 'in' || operator === 'between' ? texts.flatMap((one) => one.split(',')) : texts).map((one) =>
        operator === 'contains' ? one : kindOf(column.field).parse(one, column.field),
      )
      return { field, operator: operator as Operator, value: parsed.length === 1 && operator !== 'in' ? parsed[0] : parsed }
    })
}

/** Reads names of fields between commas. */
export const readFields = (names: string): string[] =>
  names
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean)

/** Reads `name` or, the other way round, `-name`. */
export const readSort = (sort: string): NonNullable<ListQuery['sort']> => ({
  field: sort.replace(/^-/, ''),
  descending: sort.startsWith('-'),
})

/** The business time that is meant: a day stands for its beginning in the city's zone. @throws Invalid */
function readEffective(given: string, timezone: string): Date | 'all' {
  if (given === 'all') return 'all'
  readInstant(given, timezone, 'effective')
  return given.length === 10 ? startOfLocalDate(given, timezone) : new Date(given)
}

/** Reads `asOf`, what the register knew then, and `effective`, what held then. */
export const readTimes = (
  { asOf, effective }: { asOf?: string | null | undefined; effective?: string | null | undefined },
  timezone: string,
): Pick<ListQuery, 'asOf' | 'effective'> => ({
  ...(asOf ? { asOf: readInstant(asOf, timezone) } : {}),
  ...(effective ? { effective: readEffective(effective, timezone) } : {}),
})

/** Reads a list as the address of its page says it: words, filters, ended ones too, when it holds. */
export function readList(
  registers: Registers,
  name: string,
  address: string,
  timezone: string,
): Pick<ListQuery, 'where' | 'search' | 'ended' | 'effective' | 'asOf'> {
  const query = new URLSearchParams(address)
  const search = query.get('search')?.trim()
  if (search && search.length > 100) throw new Invalid('查找的文字太长', { code: 'list.search', path: 'search' })
  return {
    ...readTimes({ asOf: query.get('asOf'), effective: query.get('effective') }, timezone),
    ...(search ? { search } : {}),
    ...(query.get('ended') === 'true' ? { ended: true } : {}),
    where: readFilters(registers, name, Object.fromEntries([...new Set(query.keys())].map((key) => [key, query.getAll(key)]))),
  }
}
