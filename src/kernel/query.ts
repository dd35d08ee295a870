import type { TSchema } from '@sinclair/typebox'
import { NotUnderstood } from './errors.ts'

/** The parameters of an address that a route reads, and nothing beside them. */
export interface ClosedQuery {
  names: readonly string[]
  /** Regular expressions of further names, with the schemas of their values. */
  patterns: Readonly<Record<string, TSchema>>
}

/** What a route reads, where it says that it reads nothing else. */
export function closedQuery(schema: TSchema | undefined): ClosedQuery | undefined {
  if (schema?.additionalProperties !== false) return undefined
  const { properties = {}, patternProperties = {} } = schema as { properties?: object; patternProperties?: Record<string, TSchema> }
  return { names: Object.keys(properties), patterns: patternProperties }
}

/** How many letters differ, are missing or too many (Levenshtein). */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, i) => i)
  for (const [i, letter] of [...one].entries()) {
    const next = [i + 1]
    for (let j = 1; j <= other.length; j++)
      next.push(Math.min(row[j - 1]! + (letter === other[j - 1] ? 0 : 1), row[j]! + 1, next[j - 1]! + 1))
    row = next
  }
  return row.at(-1)!
}

/** The known name that was probably meant; nothing when none is like it. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const short = name.slice(0, 40).toLowerCase()
  const [best] = known
    .map((one) => ({ one, far: distance(short, one.toLowerCase()) }))
    .toSorted((a, b) => a.far - b.far)
    .filter(({ one, far }) => far <= Math.max(1, Math.floor(Math.max(one.length, short.length) / 3)))
  return best?.one
}

/**
 * Refuses what a route doesn't read: left out of account, a misspelt filter would answer with everything.
 * @throws NotUnderstood naming each parameter and the one that was probably meant
 */
export function requireKnown(query: unknown, { names, patterns }: ClosedQuery): void {
  const more = Object.keys(patterns).map((pattern) => new RegExp(pattern))
  const unknown = Object.keys(query ?? {}).filter((name) => !names.includes(name) && !more.some((pattern) => pattern.test(name)))
  if (unknown.length === 0) return
  const problems = unknown.slice(0, 20).map((name) => {
    const meant = nearest(name, names)
    const message = meant === undefined ? `这里没有这个参数，有的是：${names.join('、')}` : `这里没有这个参数，是不是 ${meant}`
    return { path: name.slice(0, 100), message }
  })
  throw new NotUnderstood(`地址中的参数 ${problems[0]!.path}：${problems[0]!.message}`, {
    code: 'request.parameter',
    path: problems[0]!.path,
    problems,
  })
}
