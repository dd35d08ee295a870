import { STEWARD, type BaseRules } from '#declare'

/** What one source says of one record, under one key of the source. */
export interface Contribution {
  id: string
  /** The record that it counts for, and the one that it was made for: they differ while the second is merged into the first. */
  record: string
  home: string
  source: string
  key: string
  supplier: string | null
  batch: string | null
  /** When the source said something of each field, as a stamp: an instant and a key, so that no two are alike. */
  said: Readonly<Record<string, string>>
  /** Fields of which it says that there is nothing. */
  none: readonly string[]
  /** The stamp up to which it takes back what it said. */
  withdrawn: string | null
  values: Readonly<Record<string, unknown>>
}

/** A moment of a source, told apart from every other of the same instant by the key of its batch or call. */
export const stampOf = (at: Date, key: string): string => `${at.toISOString()} ${key}`
/** The instant of a stamp. */
export const instantOf = (stamp: string): string => stamp.slice(0, stamp.indexOf(' '))

/** Whose word counts for a field, from the first on. */
export function orderOf(rules: BaseRules, field: string): readonly string[] {
  const order = rules.orders?.[field] ?? rules.order
  return order.includes(STEWARD) ? order : [STEWARD, ...order]
}

const isGiven = (value: unknown): boolean => value !== null && value !== undefined

/** Contributions that say something of a field, the one that counts first: by the order of sources, then by what holds since later. */
export function sayingOf(rules: BaseRules, field: string, contributions: readonly Contribution[]): Contribution[] {
  const order = orderOf(rules, field)
  const rank = ({ source }: Contribution) => (order.includes(source) ? order.indexOf(source) : order.length)
  const descending = (one: string, other: string) => (one < other ? 1 : one > other ? -1 : 0)
  return contributions
    .filter(({ said, none, withdrawn, values }) => {
      const stamp = said[field]
      return stamp !== undefined && (withdrawn === null || stamp > withdrawn) && (isGiven(values[field]) || none.includes(field))
    })
    .toSorted((one, other) => rank(one) - rank(other) || descending(one.said[field]!, other.said[field]!) || descending(one.id, other.id))
}

/** Values as they are compared: an object's parts in one order. */
export const sameText = (value: unknown): string =>
  JSON.stringify(value ?? null, (_key, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : part,
  )

/** Whether sources contradict each other about a field: two of them, the steward apart, give different values. */
export const isContradicted = (field: string, saying: readonly Contribution[]): boolean =>
  new Set(saying.filter(({ source, values }) => source !== STEWARD && isGiven(values[field])).map(({ values }) => sameText(values[field])))
    .size > 1

/** What a record is by its contributions: of each field that somebody says something of, the value, and who gives it. */
export interface Settled {
  values: Record<string, unknown>
  /** The key of the contribution that gives each field. */
  origins: Record<string, string>
  /** Fields about which sources contradict each other and the steward has not said what holds. */
  differing: string[]
}

/** Computes a record from its contributions alone. */
export function settle(rules: BaseRules, fields: readonly string[], contributions: readonly Contribution[]): Settled {
  const settled: Settled = { values: {}, origins: {}, differing: [] }
  for (const field of fields) {
    const saying = sayingOf(rules, field, contributions)
    const [first] = saying
    if (!first) continue
    settled.values[field] = first.values[field] ?? null
    settled.origins[field] = first.id
    if (isContradicted(field, saying) && !saying.some(({ source }) => source === STEWARD)) settled.differing.push(field)
  }
  return settled
}
