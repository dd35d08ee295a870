import { createHash } from 'node:crypto'
import { kindOf } from '#declare'
import { quote, type Statement } from '#kernel/database'
import type { View } from './columns.ts'
import type { Column, Definition } from './definitions.ts'

const names = new Map<string, string>()

/** A statement whose name follows from its text, so that equal shapes are prepared once a connection. */
export function named(definition: Definition, text: string, values: readonly unknown[]): Statement {
  const { number } = definition
  const known = number === 0 ? text : `${number} ${text}`
  let name = names.get(known)
  if (!name) {
    // The number, so that what was prepared under another version of a definition is never taken for this one's.
    const version = number === 0 ? '' : `${number}.`
    name = `${definition.box.slice(0, 40)}.${version}${createHash('sha1').update(text).digest('hex').slice(0, 16)}`
    names.set(known, name)
  }
  return { name, text, values }
}

/** Columns that stand beside a field's own, as its kind names them. */
export const besideOf = (column: Column) => (suffix: string) => `t.${quote(`${column.name}_${suffix}`)}`

/** How a column is read as the value that leaves the engine, under the key of its field. */
export const readColumn = (column: Column) => {
  const name = `t.${quote(column.name)}`
  const read = column.sealed ? undefined : kindOf(column.field).read
  return `${read ? read(name, besideOf(column)) : name} as ${quote(column.key)}`
}

const selected = new WeakMap<Definition, Map<string, string>>()

/**
 * The columns that a reader selects, by name and never by `*`: a column added later must not break a prepared statement. What is not there
 * for the reader is not read.
 */
export function selection(definition: Definition, { fields }: Pick<View, 'fields'> = {}): string {
  const texts = selected.get(definition) ?? new Map<string, string>()
  selected.set(definition, texts)
  const columns = fields ? definition.columns.filter(({ key }) => fields.has(key)) : definition.columns
  const which = fields ? columns.map(({ key }) => key).join(' ') : '*'
  let text = texts.get(which)
  if (text === undefined) {
    text = [
      't.id',
      't.version',
      't.recorded',
      't.ended',
      't.holder as "holder_"',
      't.region_path as "regionPath_"',
      ...(definition.register.effective ? ['t.key', 'lower(t.effective) as "from"', 'upper(t.effective) as "to"'] : []),
      ...columns.map(readColumn),
    ].join(', ')
    texts.set(which, text)
  }
  return text
}
