import { checkPersonId, commonSurnames, isBankCard, plateHint, platesIn, splitName } from '#chinese'
import { kindOf } from '#declare'
import type { Context } from '#kernel/context'
import { BESIDE } from './referred.ts'
import type { Subject } from './openable.ts'
import type { Selected } from './selection.ts'
import { stageOf } from './stage.ts'

/** What gives away who somebody is, all by itself. */
export type Identifier = 'person-id' | 'phone' | 'plate' | 'bank-card' | 'name'

/** A column in which such a thing was found. */
export interface Found {
  field: string
  label: string
  kind: Identifier
  /** How many different values were looked at and found to be one; the search stops at {@link ENOUGH}. */
  count: number
}

/** Found so often, it need not be looked for any longer. */
const ENOUGH = 20
/** Values that are looked at in one piece. */
const PIECE = 5_000
/** Of this many values a part that look like names makes a column of names. */
const SAMPLE = 2_000
const NAMES = 0.6

/** What a value must look like to be worth a closer look: eleven digits in a row, or the beginning of a plate. Also in full width. */
const digits = `translate(t.VALUE, '０１２３４５６７８９　 -‐‑–—', '0123456789')`
const suspicious = (column: string) => `(${digits.replace('VALUE', column)} ~ '[0-9]{11}' or t.${column} ~ '${plateHint}')`

/** The identifiers in a text, found by their check digits and shapes; numbers may be written in groups. */
export function identifiersIn(text: string): Set<Identifier> {
  const found = new Set<Identifier>()
  const half = text.normalize('NFKC')
  for (const said of [half, half.replaceAll(/(?<=\d)[\s\-‐‑–—]+(?=[\dXx])/g, '')]) {
    if (/(?<!\d)(?:86)?1[3-9]\d{9}(?!\d)/.test(said)) found.add('phone')
    // Letters beside it make another code of it. A credit code of digits alone has no day of birth where a number of a person has one.
    for (const [id] of said.matchAll(/(?<![0-9A-Za-z])[1-9]\d{16}[\dXx](?![0-9A-Za-z])/g))
      if (checkPersonId(id) === undefined) found.add('person-id')
    for (const [number] of said.matchAll(/(?<![0-9A-Za-z])\d{15,19}(?![0-9A-Za-z])/g)) if (isBankCard(number)) found.add('bank-card')
  }
  if (platesIn(half).length > 0) found.add('plate')
  return found
}

const surnames = new Set(commonSurnames().map(({ surname }) => surname))

/** Whether a text looks like the name of a person: a common surname with one or two characters, or a name of parts with a dot. */
export function looksLikeName(text: string): boolean {
  const name = text.trim()
  if (/^\p{Script=Han}{1,8}[·•・]\p{Script=Han}{1,8}$/u.test(name)) return true
  if (!/^\p{Script=Han}{2,4}$/u.test(name)) return false
  const { surname, given } = splitName(name)
  return surnames.has(surname) && [...given].length >= 1 && [...given].length <= 2
}

const texts = new Set(['text', 'ref', 'sequence', 'gapless', 'number', 'credit-code'])

/** What a column's own declaration already says, whatever stands in it. */
function declaredIn({ column: { field }, field: key, label }: Selected): Found[] {
  const kind = field.kind === 'person-id' || field.kind === 'phone' || field.kind === 'plate' ? field.kind : undefined
  if (kind) return [{ field: key, label, kind, count: 0 }]
  return field.privacy !== 'none' && kindOf(field).column(field) === 'text' && field.kind === 'text'
    ? [{ field: key, label, kind: 'name', count: 0 }]
    : []
}

/** Looks through every row of a stage for what names a person by itself. */
export async function findIdentifiers(ctx: Context, version: string, columns: readonly Selected[], subject: Subject): Promise<Found[]> {
  const stage = stageOf(version)
  const found: Found[] = columns.flatMap(declaredIn)
  for (const { field, label, kind, at, referred } of columns) {
    if (!texts.has(kind)) continue
    // The address of a record is made of its key, in which any digits may follow each other.
    const words = (value: unknown) => (value as string).split(BESIDE).slice(0, referred?.known?.by === 'address' ? 1 : 2)
    const counts = new Map<Identifier, number>()
    let last = ''
    for (;;) {
      const rows = await ctx.tx.rows({
        text: `select distinct t.${at} as value from ${stage} t where t.${at} > $1 and ${suspicious(at)} order by t.${at} limit $2`,
        values: [last, PIECE],
      })
      for (const { value } of rows) for (const one of identifiersIn(words(value).join('　'))) counts.set(one, (counts.get(one) ?? 0) + 1)
      if (rows.length < PIECE || [...counts.values()].some((count) => count >= ENOUGH)) break
      last = rows.at(-1)!.value as string
    }
    found.push(...[...counts].map(([one, count]) => ({ field, label, kind: one, count })))
    if ((kind !== 'text' && kind !== 'ref') || subject === 'thing') continue
    const sample = await ctx.tx.rows({
      text: `select few.value from (select distinct t.${at} as value from ${stage} t where t.${at} <> '') few order by md5(few.value) limit $1`,
      values: [SAMPLE],
    })
    const names = sample.filter(({ value }) => looksLikeName(words(value)[0]!)).length
    if (names > 0 && names >= sample.length * NAMES) found.push({ field, label, kind: 'name', count: names })
  }
  return found
}
