import type { Condition } from './condition.ts'
import type { Form } from './form.ts'

/** A thing that people can ask a government for: an item of the basic list (基本目录, GB/T 39554.1). Limits, materials and fees are its implementation's rows. */
export interface Matter<Name extends string = string> {
  readonly name: Name
  readonly label: string
  /** In plain words, as people would say it. */
  readonly about: string
  readonly kind: 'administrative-licence' | 'registration' | 'filing' | 'confirmation' | 'joint'
  readonly applicants: readonly ('person' | 'enterprise')[]
  /** Function of the organisation that leads it. */
  readonly function: string
  readonly form?: Form
  readonly procedure?: string
  /** Questions that decide, in plain words, what is needed. */
  readonly guide?: Form
  /** Component matters of a joint matter, each with the answers of the guide that ask for it. */
  readonly components: Readonly<Record<string, { when?: Condition }>>
}

/** Declares a matter. */
export const matter = <const Name extends `${string}.${string}`>(
  name: Name,
  spec: Omit<Matter, 'name' | 'components'> & { components?: Record<string, { when?: Condition }> },
): Matter<Name> => ({ components: {}, ...spec, name })
