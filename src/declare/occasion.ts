import type { Condition } from './condition.ts'
import type { AnyRegister, FieldName } from './register.ts'

/** Stages of a person's life in which a city has something to do, and of an enterprise's (市民网页七阶段、企业网页七阶段). */
export type LifeStage =
  | 'birth'
  | 'schooling'
  | 'work'
  | 'papers'
  | 'health'
  | 'retirement'
  | 'funeral'
  | 'setting-up'
  | 'yearly'
  | 'qualification'
  | 'finance'
  | 'property'
  | 'quality'
  | 'closing'

/** A stretch of days: working days of the official calendar, or days as they come. */
export interface Stretch {
  days: number
  kind: 'working' | 'calendar'
}

/** How the days between which something is to be done follow from a date of a record. Days are `MM-DD`. */
export type Reckoning<Key extends string = string> =
  /** The date is the last day of something; to be done from `opens` before it until `closes` before it. */
  | { rule: 'until'; date: Key; opens: Stretch; closes: Stretch }
  /** A person born on the date reaches so many years: to be done within some months from that birthday, or by the first `cutoff` on which the years are full. */
  | { rule: 'age'; date: Key; years: number; within: { months: number } | { cutoff: string } }
  /** Each year from one day until another, beginning with the year after the date. */
  | { rule: 'yearly'; date: Key; from: string; to: string }

/** Where a rule comes from. */
export interface OccasionBasis {
  law: string
  article?: string
  says: string
  /** Address of the text. */
  source: string
  /** Whether the text itself was read. */
  verified: boolean
}

export interface OccasionSpec<Key extends string = string> {
  label: string
  /** What there is to do, in a sentence or two for whoever it comes to. */
  about: string
  stage: LifeStage
  reckon: Reckoning<Key>
  /** Only records for which this holds. */
  when?: Condition<Key>
  /** Fields that are said with it. */
  known: readonly Key[]
  /** Days before the last day from which it is said; from the first day at the latest. */
  ahead: number
  /** Besides one's own records those of the same household, which share the value of this field (同户). Named masked. */
  household?: Key
  basis: OccasionBasis
  /** Matters that follow, by name; those that the platform does not have yet are looked for by `words`. */
  matters: readonly string[]
  /** Words under which the matter is found. */
  words: string
}

/** Something that comes due for the holder of a record, reckoned from one of its dates. Pure data. */
export interface Occasion<Name extends string = string> extends OccasionSpec {
  readonly name: Name
  readonly register: string
}

/** Declares what comes due for the holder of a record of a register; its fields are real or it does not compile. */
export const occasion = <const Name extends `${string}.${string}`, R extends AnyRegister>(
  name: Name,
  of: R,
  spec: OccasionSpec<FieldName<R>>,
): Occasion<Name> => ({ ...(spec as OccasionSpec), name, register: of.name })

/** The names of the fields that an occasion reads of a register. */
export const fieldsOfOccasion = ({ reckon, known, household }: Occasion): string[] => [
  ...new Set([reckon.date, ...known, ...(household ? [household] : [])]),
]
