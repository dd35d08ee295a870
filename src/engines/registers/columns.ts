import { shareOf, shareRank, type AnyRegister, type Fields } from '#declare'
import type { Box } from '#kernel/context'
import { NotFound } from '#kernel/errors'
import { getColumn, type Column, type Definition } from './definitions.ts'
import { formulasOf } from './formulas.ts'

/** The keys of fields that are there for somebody; every field when it is not said. */
export type Shown = ReadonlySet<string> | undefined

/** Records that lie in a box, with the fields that are there of them. A field that is not there can't be asked for in any way. */
export interface View extends Box {
  readonly fields?: Shown
  /** What the records are read for, where another organisation granted it. */
  readonly granted?: string | undefined
}

/** Why somebody reads a register, as far as it decides which fields there are. */
export type Standing = 'steward' | 'duty' | 'department' | 'public'

/**
 * Of some fields those that may be shown without telling others: a formula goes with what it reads. Nothing when all of the register's
 * fields are among them.
 */
export function fieldsAmong(register: AnyRegister, keep: (key: string) => boolean): Shown {
  const all = Object.keys(register.fields as Fields)
  const kept = new Set(all.filter(keep))
  if (kept.size === all.length) return undefined
  for (const { key, reads } of formulasOf(register)) if (!reads.every((name) => kept.has(name))) kept.delete(key)
  return kept
}

const known = new WeakMap<AnyRegister, Map<Standing, Shown>>()

/**
 * The fields that are there by the axis of sharing. Who answers for the data has all; whoever reads by a duty, all but what the steward
 * keeps to itself; departments without a duty, what is shared without conditions; anybody, of a public register, what is shared as far as
 * the register is.
 */
export function fieldsBy(register: AnyRegister, standing: Standing): Shown {
  const found = known.get(register) ?? new Map<Standing, Shown>()
  known.set(register, found)
  if (!found.has(standing)) found.set(standing, fieldsAmong(register, keeps(register, standing)))
  return found.get(standing)
}

function keeps(register: AnyRegister, standing: Standing): (key: string) => boolean {
  const fields = register.fields as Fields
  const share = (key: string) => shareRank[shareOf(register, fields[key]!)]
  switch (standing) {
    case 'steward':
      return () => true
    // What is shared with nobody at all is read by the roles of its own system, which say so.
    case 'duty':
      return (key) => register.share === 'none' || share(key) < shareRank.none
    case 'department':
      return (key) => share(key) === shareRank.unconditional
    case 'public':
      return (key) => share(key) === shareRank[register.share]
  }
}

/** Whether a field is there. */
export const sees = ({ fields }: Pick<View, 'fields'>, key: string): boolean => fields === undefined || fields.has(key)

/** Whether all fields of one are there in the other. */
export const fieldsWithin = (inner: Shown, outer: Shown): boolean =>
  outer === undefined || (inner !== undefined && [...inner].every((key) => outer.has(key)))

/** What is there in both, and what is there in either. */
export const fieldsOfBoth = (one: Shown, other: Shown): Shown =>
  one === undefined ? other : other === undefined ? one : new Set([...one].filter((key) => other.has(key)))
export const fieldsOfEither = (one: Shown, other: Shown): Shown =>
  one === undefined || other === undefined ? undefined : new Set([...one, ...other])

/** The column of a field that is there in some of the boxes. @throws NotFound for one that isn't, in the words for one that nobody declared */
export function seenColumn(definition: Definition, boxes: readonly Pick<View, 'fields'>[], key: string): Column {
  if (boxes.some((box) => sees(box, key))) return getColumn(definition, key)
  throw new NotFound(`“${definition.register.label}”没有字段 ${key}`, { code: 'register.field', path: key })
}
