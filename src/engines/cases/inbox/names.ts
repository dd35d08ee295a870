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

/** One thing that was said with an act. */
export interface Said {
  label: string
  /** As it was written, or a key by its name; a day as `YYYY-MM-DD`; nothing where rows stand. */
  value: string | null
  /** The same where the words are ours and no person's: a choice, yes or no, a code, a place. */
  ours: string | null
  rows: Said[][] | null
}

/** Kinds whose values are chosen among words of the platform or of the city. */
const ownWords = new Set(['choice', 'flag', 'code', 'region'])

/** One value as a person reads it: by its kind, a key by its name. */
function inWords(field: Field, value: unknown, names: Readonly<Record<string, string>>): string {
  const named = field.kind === 'region' || field.kind === 'code' || field.kind === 'ref' ? names[String(value)] : undefined
  return named ?? kindOf(field).format(value, field)
}

/** What was said with an act, in the order in which it was asked; nothing of what was left empty, nor of files. */
export const saidOf = (asks: Fields | undefined, input: Record<string, unknown>, names: Readonly<Record<string, string>>): Said[] =>
  Object.entries(asks ?? {}).flatMap(([key, field]): Said[] => {
    const value = input[key]
    if (value === null || value === undefined || field.kind === 'file') return []
    if (field.kind === 'rows' && Array.isArray(value)) {
      const rows = value.map((row) => saidOf((field as unknown as RowsField).fields, row as Record<string, unknown>, names))
      return [{ label: field.label, value: null, ours: null, rows }]
    }
    const words = inWords(field, value, names)
    return [{ label: field.label, value: words, ours: ownWords.has(field.kind) ? words : null, rows: null }]
  })
