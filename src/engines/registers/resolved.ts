import type { CodeField } from '#declare'
import { Invalid } from '#kernel/errors'
import type { Filter, ListQuery } from './asked.ts'
import { withSuccessors, type CodeParts } from './code-periods.ts'
import { getColumn, type Definition } from './definitions.ts'

/** What filters of lists are resolved by. */
export interface ResolvingParts extends CodeParts {
  /**
   * The key that records have of the region meant by a code or key: those of today, or those as they were known at an instant. Codes are
   * reused: `holds` is the business time for which one is meant.
   */
  regionMeant?: ((given: string, at: { asOf?: Date; holds?: Date }) => Promise<string | undefined>) | undefined
}

const DIVISION = /^[1-9]\d{1,11}$/

/**
 * A list as it is asked with the codes of its filters resolved: an old code of a region finds whoever has its place, an old code of a list also
 * finds what is under the codes that took its place. As of an instant, each stands for what it stood for then.
 * @throws Invalid for a code that no region ever had
 */
export async function resolvedQuery<Q extends Pick<ListQuery, 'where' | 'asOf' | 'effective'>>(
  parts: ResolvingParts | undefined,
  definition: Definition,
  query: Q,
): Promise<Q> {
  if (!parts || !query.where?.length) return query
  const at = {
    ...(query.asOf ? { asOf: new Date(query.asOf) } : {}),
    ...(query.effective instanceof Date ? { holds: query.effective } : {}),
  }
  const regionOf = async (field: string, value: unknown): Promise<unknown> => {
    if (typeof value !== 'string' || !parts.regionMeant) return value
    const found = await parts.regionMeant(value, at)
    if (found === undefined && DIVISION.test(value))
      throw new Invalid(`没有代码为 ${value} 的行政区划`, { code: 'list.filter', path: `where.${field}` })
    return found ?? value
  }
  const resolved = async (filter: Filter): Promise<Filter> => {
    const { field } = getColumn(definition, filter.field)
    if (filter.operator !== 'is' && filter.operator !== 'in' && filter.operator !== 'isNot') return filter
    const several = Array.isArray(filter.value)
    const values = several ? (filter.value as unknown[]) : [filter.value]
    if (field.kind === 'region') {
      const keys = await Promise.all(values.map((one) => regionOf(filter.field, one)))
      return { ...filter, value: several ? keys : keys[0] }
    }
    if (field.kind !== 'code' || query.asOf || filter.operator === 'isNot') return filter
    const { list } = field as unknown as CodeField
    const codes = values.flatMap((one) => (typeof one === 'string' ? withSuccessors(parts, list, one) : [one]))
    return codes.length === values.length ? filter : { ...filter, operator: 'in', value: codes }
  }
  return { ...query, where: await Promise.all(query.where.map(resolved)) }
}
