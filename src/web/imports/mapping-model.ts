import type { Mode, Preview } from './import-data.ts'

type Mapping = readonly (string | null)[]

/** Labels of required fields into which no column goes. */
export const missingOf = ({ fields }: Pick<Preview, 'fields'>, mapping: Mapping): string[] =>
  fields.filter(({ key, required }) => required && !mapping.includes(key)).map(({ label }) => label)

/** A field into which two columns go. */
export const twiceOf = (mapping: Mapping): string | undefined =>
  mapping.find((key, at): key is string => key !== null && mapping.indexOf(key) !== at)

/** The fields by which records that are there are found: the first key of which the file brings every field. */
export const foundBy = ({ keys }: Pick<Preview, 'keys'>, mapping: Mapping): string[] =>
  keys.find((key) => key.every((one) => mapping.includes(one))) ?? []

/** What may be done with the rows: changing wants a key in the file and the duty to change, adding the duty to add. */
export function allowedModes(preview: Pick<Preview, 'keys'>, mapping: Mapping, acts: readonly string[]): Mode[] {
  const adds = acts.includes('add')
  const changes = acts.includes('change') && foundBy(preview, mapping).length > 0
  if (adds && changes) return ['both', 'add', 'change']
  return adds ? ['add'] : changes ? ['change'] : []
}

/** A kept mapping, by names of columns, for the columns of this file. */
export const byKept = ({ file, fields }: Pick<Preview, 'file' | 'fields'>, kept: Readonly<Record<string, string>>): (string | null)[] =>
  file.header.map((name) => fields.find(({ key }) => Object.hasOwn(kept, name) && key === kept[name])?.key ?? null)
