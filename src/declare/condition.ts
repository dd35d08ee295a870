/** A comparison of fields with values, as plain data; `holds` decides it. A field that is absent compares as `null`. */
export type Condition<Key extends string = string> =
  | { field: Key; is: string | number | boolean | null }
  | { field: Key; in: readonly (string | number)[] }
  | { field: Key; atLeast: number | string }
  | { field: Key; atMost: number | string }
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
  if ('in' in condition) return Array.isArray(value) ? condition.in.some((one) => value.includes(one)) : condition.in.includes(value as string)
  const bound = 'atLeast' in condition ? condition.atLeast : condition.atMost
  if (value === null || typeof value !== typeof bound) return false
  return 'atLeast' in condition ? (value as string) >= bound : (value as string) <= bound
}

/** The names of the fields that a condition reads. */
export function fieldsOf(condition: Condition): string[] {
  if ('all' in condition) return condition.all.flatMap(fieldsOf)
  if ('any' in condition) return condition.any.flatMap(fieldsOf)
  if ('not' in condition) return fieldsOf(condition.not)
  return [condition.field]
}
