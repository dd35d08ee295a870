import { kindOf, type ChoiceField, type Field, type Fields, type RowsField } from '#declare'
import type { Context } from '#kernel/context'
import type { CasesOutside } from '../outside.ts'

/** Keys that stand in answers and in what was said with acts, by what they are keys of. */
export interface Keys {
  regions: Set<string>
  /** By code list. */
  codes: Map<string, Set<string>>
  /** By register. */
  records: Map<string, Set<string>>
  /** Choices in words: the declaration has them. */
  choices: Map<string, Set<string>>
}

const into = (map: Map<string, Set<string>>, key: string, value: string) =>
  void (map.get(key)?.add(value) ?? map.set(key, new Set([value])))

/** Gathers the keys among values of fields, rows of values included. */
export function keysIn(fields: Fields, values: Record<string, unknown>, keys: Keys): Keys {
  for (const [key, field] of Object.entries(fields)) {
    for (const value of Array.isArray(values[key]) ? values[key] : [values[key]]) {
      if (field.kind === 'rows' && value) keysIn((field as unknown as RowsField).fields, value as Record<string, unknown>, keys)
      if (typeof value !== 'string') continue
      if (field.kind === 'region') keys.regions.add(value)
      else if (field.kind === 'code') into(keys.codes, (field as Field & { list: string }).list, value)
      else if (field.kind === 'ref') into(keys.records, (field as Field & { to: string }).to, value)
      else if (field.kind === 'choice') into(keys.choices, value, (field as unknown as ChoiceField).choices[value] ?? value)
    }
  }
  return keys
}

export const noKeys = (): Keys => ({ regions: new Set(), codes: new Map(), records: new Map(), choices: new Map() })

/** Names by key, as far as the actor may know them. A choice that two questions mean differently has none. */
export async function namesOf(outside: CasesOutside, ctx: Context, keys: Keys): Promise<Record<string, string>> {
  const choices = [...keys.choices].flatMap(([key, words]) => (words.size === 1 ? [[key, [...words][0]!] as const] : []))
  return { ...Object.fromEntries(choices), ...(await outside.namesFor(ctx, keys)) }
}

/** One value as a person reads it: by its kind, a key by its name. */
function inWords(field: Field, value: unknown, names: Readonly<Record<string, string>>): string {
  if (field.kind === 'rows' && Array.isArray(value))
    return value.map((row) => rowInWords((field as unknown as RowsField).fields, row as Record<string, unknown>, names)).join('；')
  const named = field.kind === 'region' || field.kind === 'code' || field.kind === 'ref' ? names[String(value)] : undefined
  return named ?? kindOf(field).format(value, field)
}

const rowInWords = (fields: Fields, row: Record<string, unknown>, names: Readonly<Record<string, string>>): string =>
  Object.entries(fields)
    .flatMap(([key, field]) => (row[key] === null || row[key] === undefined ? [] : [inWords(field, row[key], names)]))
    .join('，')

/** What was said with an act, in one line; nothing when nothing was. */
export function noteOf(asks: Fields | undefined, input: Record<string, unknown>, names: Readonly<Record<string, string>>): string | null {
  const parts = Object.entries(asks ?? {}).flatMap(([key, field]) => {
    const value = input[key]
    return value === null || value === undefined || field.kind === 'file' ? [] : [`${field.label}：${inWords(field, value, names)}`]
  })
  return parts.length > 0 ? parts.join('；') : null
}
