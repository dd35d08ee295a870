/**
 * The LIKE and ILIKE pattern that finds a text anywhere, whatever signs it holds. The only way in which words of a user become a
 * pattern: one that ends in a bare backslash makes PostgreSQL fail on the rows that match it so far, also on rows that a policy
 * hides (docs/decisions/0002-leakproof-functions.md).
 */
export function containing(text: string): string {
  return `%${text.replace(/[\\%_]/g, '\\$&')}%`
}
