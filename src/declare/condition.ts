/** What a field is measured against: a value, or another field. */
type Bound<Key extends string> = number | string | { field: Key }

/** A comparison of fields with values or with each other, as plain data; `holds` decides it. A field that is absent compares as `null`. */
export type Condition<Key extends string = string> =
  | { field: Key; is: string | number | boolean | null }
  | { field: Key; in: readonly (string | number)[] }
  | { field: Key; atLeast: Bound<Key> }
  | { field: Key; atMost: Bound<Key> }
  | { all: readonly Condition<Key>[] }
  | { any: readonly Condition<Key>[] }
  | { not: Condition<Key> }

/** Whether a condition holds for these values. Numbers compare as numbers, texts and dates as texts. */
export function holds(condition: Condition, values: Record<string, unknown>): boolean {
  if ('all' in condition) return condition.all.every((part) => holds(part, values))
  if ('any' in condition) return condition.any.some((part) => holds(part, values))
  if ('not' in condition) return !holds(condition.not, values)
  const value = values[condition.field] ?? null
  if ('is' in condition) return value === condition.is
  if ('in' in condition)
    return Array.isArray(value) ? condition.in.some((one) => value.includes(one)) : condition.in.includes(value as string)
  const given = boundOf(condition)
  const bound = typeof given === 'object' ? values[given.field] : given
  if (value === null || typeof value !== typeof bound) return false
  return 'atLeast' in condition ? (value as string) >= (bound as string) : (value as string) <= (bound as string)
}

const boundOf = (condition: { atLeast: Bound<string> } | { atMost: Bound<string> }) =>
  'atLeast' in condition ? condition.atLeast : condition.atMost

/** The names of the fields that a condition reads. */
export function fieldsOf(condition: Condition): string[] {
  if ('all' in condition) return condition.all.flatMap(fieldsOf)
  if ('any' in condition) return condition.any.flatMap(fieldsOf)
  if ('not' in condition) return fieldsOf(condition.not)
  const other = 'is' in condition || 'in' in condition ? undefined : boundOf(condition)
  return typeof other === 'object' ? [condition.field, other.field] : [condition.field]
}
