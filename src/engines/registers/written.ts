import { kindOf } from '#declare'
import { quote } from '#kernel/database'
import type { Sealer } from '#kernel/sealing'
import type { Definition } from './definitions.ts'
import { personWords } from './base/person-words.ts'
import { wordsOf } from './words.ts'

type Values = Record<string, unknown>

/** The type under which a field's value travels. */
export const wireType = (column: Definition['columns'][number]) =>
  column.sealed ? 'text' : kindOf(column.field).write ? 'jsonb' : column.type

/** A column of a new row: its name, the type under which its value travels, and the SQL that takes it from a row `r` of such values. */
export interface Written {
  name: string
  type: string
  from: string
}

/** The columns that are written of a new record. */
export function writtenColumns(definition: Definition): Written[] {
  const head = ['id', 'region', 'region_code', 'region_path', 'organisation', 'holder', 'class', 'case_id']
  const types: Record<string, string> = { region_code: 'text', region_path: 'text', class: 'smallint' }
  const effective = definition.register.effective
  return [
    ...head.map((name) => ({ name, type: types[name] ?? 'uuid', from: `r.${name}` })),
    { name: 'words', type: 'text[]', from: 'array_to_tsvector(r.words)' },
    ...(effective
      ? [
          { name: 'key', type: 'uuid', from: 'r.key' },
          { name: 'effective', type: 'tstzrange', from: 'r.effective' },
        ]
      : []),
    ...definition.columns
      .filter((column) => !column.head)
      .flatMap((column) => {
        const parameter = `r.${quote(column.name)}`
        if (column.sealed)
          return [
            { name: column.name, type: 'text', from: `decode(${parameter}, 'base64')` },
            { name: `${column.name}_blind`, type: 'text', from: `decode(r.${quote(`${column.name}_blind`)}, 'base64')` },
          ]
        return [{ name: column.name, type: wireType(column), from: kindOf(column.field).write?.(parameter) ?? parameter }]
      }),
  ]
}

const wireText = (value: unknown) => (value === undefined ? null : value)

/** What values become in the columns of their fields, sealed where they are; of what is not given, nothing. */
export function fieldColumns(parts: { sealer: Sealer }, definition: Definition, values: Values): Values {
  const row: Values = {}
  for (const column of definition.columns) {
    if (column.head) continue
    const value = wireText(values[column.key])
    if (!column.sealed) row[column.name] = value
    else if (value === null) row[column.name] = row[`${column.name}_blind`] = null
    else {
      const place = `${definition.register.name}.${column.key}`
      row[column.name] = parts.sealer.seal(String(value), place).toString('base64')
      row[`${column.name}_blind`] = parts.sealer.blind(String(value), place).toString('base64')
    }
  }
  return row
}

/** The words under which a record with these values is found. */
export const wordsIn = ({ search, columns, register }: Definition, values: Values): string[] => {
  const texts = (keys: readonly string[]) =>
    keys.flatMap((key) => {
      const value = values[key]
      if (typeof value === 'string') return [value]
      const words = value ? kindOf(columns.find((column) => column.key === key)!.field).words?.(value) : undefined
      return words === undefined ? [] : [words]
    })
  const words = wordsOf(texts(search.open), texts(search.closed))
  return register.base?.person ? [...words, ...personWords(register.base.person, values)] : words
}
