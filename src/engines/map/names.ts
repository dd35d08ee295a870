import { createHash } from 'node:crypto'
import type { Statement } from '#kernel/database'

const names = new Map<string, string>()

/** A statement whose name follows from its text, so that equal shapes are prepared once a connection. */
export function named(of: string, text: string, values: readonly unknown[]): Statement {
  let name = names.get(text)
  if (!name) {
    name = `${of.slice(0, 40)}.${createHash('sha1').update(text).digest('hex').slice(0, 16)}`
    names.set(text, name)
  }
  return { name, text, values }
}
