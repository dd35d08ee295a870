import { date, kindOf, text, type AnyField, type Fields } from '#declare'
import type { Definition } from '../definitions.ts'

/** The field that each column of a file goes into, in the order of the columns; null: none. */
export type Mapping = readonly (string | null)[]

/** What the two columns of an error file are called; they go into no field. */
export const ROW_COLUMN = '行号'
export const REASON_COLUMN = '原因'

/** A file or picture can't stand in a cell; what the register gives out itself is brought by nobody, but its number tells a record. */
const isBrought = (field: AnyField): boolean =>
  field.kind !== 'file' && field.kind !== 'picture' && (field.kind === 'sequence' || !kindOf(field).given)

/** Where the column goes that has the source's own number of a row, in a file that a source of a base register sends. */
export const SOURCE_KEY = '_key'

/** Fields that a file may bring. Records that hold for a period bring its ends too. */
export function importFields(definition: Definition): Fields {
  const fields = Object.entries(definition.register.fields as Fields).filter(([, field]) => isBrought(field))
  const period: [string, AnyField][] = definition.register.effective
    ? [
        ['from', date('生效日期', { optional: true })],
        ['to', date('失效日期', { optional: true })],
      ]
    : []
  const key: [string, AnyField][] = definition.contributions ? [[SOURCE_KEY, text('来源的编号', { max: 100, optional: true })]] : []
  return Object.fromEntries([...fields, ...period, ...key])
}

/** A name as it is compared: without blanks, marks, case, and what stands in brackets behind it, such as a unit. */
const plain = (name: string): string =>
  name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[(（[【].*$/u, '')
    .replaceAll(/[\s*_\-:：.·“”"'/、]/gu, '')

/** How many single changes lie between two short texts; 3 stands for more than two. */
function distance(one: string, other: string): number {
  const a = [...one]
  const b = [...other]
  if (Math.abs(a.length - b.length) > 2) return 3
  let row = b.map((_, i) => i + 1)
  for (const [i, letter] of a.entries()) {
    const next: number[] = []
    for (const [j, against] of b.entries())
      next.push(Math.min((next[j - 1] ?? i + 1) + 1, row[j]! + 1, (j === 0 ? i : row[j - 1]!) + (letter === against ? 0 : 1)))
    row = next
  }
  return Math.min(row.at(-1) ?? a.length, 3)
}

/** How well a column's name fits a field; 0: not at all. */
function fit(column: string, names: readonly string[]): number {
  if (column === '') return 0
  if (names.includes(column)) return 4
  if (names.some((name) => name.length >= 2 && (column.includes(name) || (column.length >= 2 && name.includes(column))))) return 2
  const few = Math.min(2, Math.floor([...column].length / 3))
  return few > 0 && names.some((name) => [...name].length >= 3 && distance(column, name) <= few) ? 1 : 0
}

/**
 * Proposes where each column goes: by label, key or English label, then by what one contains of the other, then by small differences.
 * The best fits are given out first; a field takes one column. What the file's metadata names goes before.
 */
export function proposeMapping(
  definition: Definition,
  header: readonly string[],
  inEnglish: (label: string) => string | undefined,
  named: Mapping = [],
): Mapping {
  const names = Object.entries(importFields(definition)).map(([key, { label }]) => ({
    key,
    names: [plain(label), plain(key), plain(inEnglish(label) ?? '')].filter(Boolean),
  }))
  const fits = header.flatMap((column, at) =>
    [ROW_COLUMN, REASON_COLUMN].includes(column)
      ? []
      : names.map(({ key, names: of }) => ({ at, key, fit: fit(plain(column), of) })).filter((one) => one.fit > 0),
  )
  const mapping: (string | null)[] = header.map((_, i) => named[i] ?? null)
  for (const { at, key } of fits.sort((a, b) => b.fit - a.fit || a.at - b.at))
    if (mapping[at] === null && !mapping.includes(key)) mapping[at] = key
  return mapping
}

/** A mapping by names of columns, for these columns; a field that is no longer there takes none. */
export function mappingOf(definition: Definition, header: readonly string[], byName: Readonly<Record<string, string>>): Mapping {
  const fields = importFields(definition)
  return header.map((one) => {
    const key = Object.hasOwn(byName, one) ? byName[one] : undefined
    return key !== undefined && Object.hasOwn(fields, key) ? key : null
  })
}
