import { register, type AnyField, type Fields, type RegisterSpec } from '#declare'
import type { Offer } from '#server'

/** A field and what it is called in English. */
type Said = readonly [field: AnyField, english: string]

/** One thematic database, as a definition that a city takes up by its own act. Records belong to the region field `region`. */
export function offer(
  noun: string,
  label: string,
  english: string,
  spec: Omit<RegisterSpec<Fields>, 'label' | 'about' | 'region'> & { about: string; fields: Readonly<Record<string, Said>> },
): Offer {
  const { fields: said, ...rest } = spec
  const fields = Object.fromEntries(Object.entries(said).map(([key, [field]]) => [key, field]))
  const list = rest.list ?? Object.keys(fields).slice(0, 6)
  return {
    about: spec.about,
    register: register(`local.${noun}`, { ...rest, label, list, region: 'region', fields }),
    english: { '': english, ...Object.fromEntries(Object.entries(said).map(([key, [, words]]) => [key, words])) },
  }
}
