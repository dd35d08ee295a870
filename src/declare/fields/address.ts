import * as Type from '@sinclair/typebox'
import { field, type Field, type FieldOptions, type Kind } from '../field.ts'
import { kind as point, type Position } from './point.ts'
import { kind as region } from './region.ts'
import { maskAddress } from './masks.ts'
import { checkWords, wordsPattern } from './text.ts'

/** An address: the whole of it in words, and what is known of where that is. */
export interface Address {
  /** As it stands on papers, from the city down to the room. */
  text: string
  /** Key of the smallest region that it lies in. */
  region?: string
  at?: Position
}
export interface AddressOptions extends FieldOptions {
  /** Longest text, in characters; 200 when not said. */
  max?: number
}
export type AddressField = Field<Address> & AddressOptions

/** An address in words, with its region and its place on the map where they are known. */
export const address = <const O extends AddressOptions>(label: string, options?: O) => field<Address, O>('address', label, options)

const part = (kind: 'region' | 'point') => ({ kind, label: '', optional: true, privacy: 'none', sealed: false, open: false }) as const

export const kind: Kind<AddressField, Address> = {
  column: () => 'jsonb',
  write: (parameter) => parameter,
  schema: (f) =>
    Type.Object(
      {
        text: Type.String({ minLength: 1, maxLength: f.max ?? 200, pattern: wordsPattern }),
        region: Type.Optional(region.schema(part('region'))),
        at: Type.Optional(point.schema(part('point'))),
      },
      { additionalProperties: false },
    ),
  check(value, f) {
    const { text: words, region: key, at, ...rest } = typeof value === 'object' && value !== null ? (value as Partial<Address>) : {}
    if (words === undefined || Object.keys(rest).length > 0) return '应为地址'
    return (
      checkWords(words, f.max ?? 200) ??
      (key === undefined ? undefined : region.check(key, part('region'))) ??
      (at === undefined ? undefined : point.check(at, part('point')))
    )
  },
  parse: (input) => ({ text: input.trim() }),
  format: (value) => value.text,
  words: (value) => value.text,
  mask: (value) => maskAddress(value.text),
  operators: ['contains', 'isEmpty'],
  compares: {
    contains: {
      parse: (words) => words,
      check: (given) => (typeof given === 'string' ? undefined : '应为文字'),
      // Found wherever it stands, without signs that mean something to LIKE.
      sql: (column, parameter) => `strpos(${column}->>'text', ${parameter}) > 0`,
    },
  },
}
