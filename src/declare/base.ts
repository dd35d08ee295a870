/** A source of a base register: what it is called, and the function of the organisation that supplies it, such as `public-security`. */
export interface BaseSource {
  label: string
  steward: string
}

/** The name under which what the steward of a register writes by hand stands among its sources. It comes first where an order leaves it out. */
export const STEWARD = 'steward'

/**
 * A base register (基础库): each source keeps what it says of a record, and the record follows from it, field by field, by the order of sources;
 * of one source what holds since later counts. A source that says nothing does not count, one that says there is none does.
 */
export interface BaseRules<Key extends string = string> {
  sources: Readonly<Record<string, BaseSource>>
  /** Whose word counts most, from the first on, for fields that `orders` does not name. */
  order: readonly string[]
  orders?: Readonly<Partial<Record<Key, readonly string[]>>>
  /** The source that records stand for to which nobody has contributed yet; the steward when not said. */
  own?: string
  /** Fields about which the steward is asked when sources contradict each other. */
  verify?: readonly Key[]
  /** The fields by which a person is recognised where no number does it; records of persons are linked and found by them. */
  person?: { name: Key; birthDate?: Key; sex?: Key; address?: Key; phone?: Key }
}
