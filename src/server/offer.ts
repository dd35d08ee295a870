import type { AnyRegister } from '#declare'

/** A register that a system offers: none is there until a city takes it up by its own act, as a definition of its own. */
export interface Offer {
  /** What it is for, in a sentence. */
  about: string
  register: AnyRegister
  /** English by place: empty for the register itself, `<field>` for a field. */
  english: Readonly<Record<string, string>>
}
