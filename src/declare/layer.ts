import type { Field } from './field.ts'
import type { Position } from './fields/point.ts'
import type { AnyRegister, FieldName } from './register.ts'

/** What a colour says: a state, or a number of the series where kinds have no order. */
export type Meaning = 'good' | 'warn' | 'bad' | 'calm' | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8

/** Records on the map: where they lie, how they are told apart, what is shown of one. Whoever may read the register sees it. */
export interface Layer<Name extends string = string> {
  readonly name: Name
  readonly label: string
  readonly about: string
  /** Name of the register whose records are drawn. */
  readonly of: string
  /** Its field with the place. Without one records are counted in the region that they belong to, and no record has a place of its own. */
  readonly place: string | null
  /** A choice by whose value a record is coloured; values that aren't named are calm. */
  readonly kinds: { readonly field: string; readonly colours: Readonly<Record<string, Meaning>> } | null
  /** From which zoom on single records are drawn (11 to 18); farther away they are counted by town, and by county. */
  readonly singleFrom: number
  /** Fields shown when a record is picked, beside its title. */
  readonly shows: readonly string[]
}

type FieldsOf<R extends AnyRegister> = R['fields']
type IsPlace<F> = F extends Field<infer Value, any> ? ([NonNullable<Value>] extends [Position] ? true : false) : false
type PlaceName<R extends AnyRegister> = { [K in FieldName<R>]: IsPlace<FieldsOf<R>[K]> extends true ? K : never }[FieldName<R>]
/** A choice field with the colours of its values; a value that the field does not have does not compile. */
type KindsOf<R extends AnyRegister> = {
  [K in FieldName<R>]: FieldsOf<R>[K] extends { choices: infer Values }
    ? { field: K; colours: { readonly [V in keyof Values]?: Meaning } }
    : never
}[FieldName<R>]

/** Declares a layer of a register. `name` is `<folder>.<noun>`; place, kinds and shown fields name real fields or it does not compile. */
export function layer<const Name extends `${string}.${string}`, R extends AnyRegister>(
  name: Name,
  of: R,
  spec: Pick<Layer, 'label' | 'about'> & {
    place?: PlaceName<R>
    kinds?: KindsOf<R>
    singleFrom?: number
    shows?: readonly FieldName<R>[]
  },
): Layer<Name> {
  const { label, about, place = null, kinds = null, singleFrom = 11, shows = [] } = spec
  return { name, label, about, of: of.name, place, kinds: kinds as Layer['kinds'], singleFrom, shows }
}
