import type { TSchema } from '@sinclair/typebox'
import type { Share } from './axes.ts'

/** The closed list of field kinds. Each has one file here (`fields/<kind>.ts`) and one view (`web/fields/<kind>.tsx`). */
export type FieldKind =
  | 'text'
  | 'choice'
  | 'code'
  | 'number'
  | 'money'
  | 'date'
  | 'moment'
  | 'flag'
  | 'person-id'
  | 'credit-code'
  | 'phone'
  | 'region'
  | 'point'
  | 'file'
  | 'ref'
  | 'sequence'
  | 'rows'
  | 'plate'
  | 'period'
  | 'address'
  | 'line'
  | 'area'
  | 'picture'
  | 'references'
  | 'gapless'
  | 'formula'

/** How much a value tells about a person (PIPL articles 4 and 28). */
export type Privacy = 'none' | 'personal' | 'sensitive'

/** What every field may say about itself. */
export interface FieldOptions {
  /** May be absent; the record then holds `null`. */
  optional?: boolean
  /** One sentence for the person who fills it in. */
  help?: string
  privacy?: Privacy
  /** Encrypted at rest and found by exact match only. */
  sealed?: boolean
  /** May become open data, where its register may. */
  open?: boolean
  /** No longer asked for, since a city stopped using it; what records have of it stays. */
  retired?: boolean
  /** Shared with other departments less far than its register; as far when not said. `none`: the steward's alone. */
  share?: Share
}

/** One field. `Read` is what comes out of a register, `Write` what may go in (`never`: given out by the register itself). */
export interface Field<Read = unknown, Write = Read> extends Required<Pick<FieldOptions, 'optional' | 'privacy' | 'sealed' | 'open'>> {
  readonly kind: FieldKind
  readonly label: string
  readonly help?: string
  readonly retired?: boolean
  readonly share?: Share
  readonly __read?: Read
  readonly __write?: Write
}

/** Operators of filters and conditions; `in` takes a list, `between` a pair, `overlaps` a period, `within` a box on the map. */
export type Operator = 'is' | 'isNot' | 'in' | 'contains' | 'atLeast' | 'atMost' | 'between' | 'isEmpty' | 'overlaps' | 'within'

/** Names a column that stands beside a field's own, by its suffix. */
export type Beside = (suffix: string) => string

/** How a kind is compared with something that is not a value of it: a period with a day, an area with a number of square metres. */
export interface Comparison {
  /** From the text of an address bar; the caller checks the result. */
  parse(text: string): unknown
  /** A sentence in Chinese that says what is wrong with it, or nothing. */
  check(given: unknown): string | undefined
  /** The condition; the parameter carries the text of what was given, or its JSON when it has parts. */
  sql(column: string, parameter: string, beside: Beside): string
}

/** A column that the database works out from a field's own column, and that stands beside it. */
export interface Derived {
  suffix: string
  type: string
  /** SQL of its value, of nothing but the column. */
  sql(column: string): string
}

/** What a kind knows: one object per kind, in its own file. `F` is the declared field with that kind's own options. */
export interface Kind<F extends Field = Field, Value = unknown> {
  /** The column type in PostgreSQL; a geometry is kept in CGCS2000 (EPSG 4490). */
  column(field: F): string
  /** SQL that reads the column as the value that leaves the server; the column itself when absent. */
  read?(column: string, beside: Beside): string
  /** SQL that turns a parameter of JSON into what the column keeps; the parameter itself, in the column's type, when absent. */
  write?(parameter: string): string
  /** The value as {@link read} would give it, of the JSON in which history keeps the column; that JSON itself when absent. */
  recall?(kept: unknown, beside: (suffix: string) => unknown): unknown
  /** What the database works out beside the column. */
  readonly derived?: Derived
  /** How the column is indexed, where it always is. */
  readonly index?: 'gist' | 'gin'
  /** The register gives it out itself, and nobody writes it. */
  readonly given?: boolean
  /** JSON Schema of a present value. */
  schema(field: F): TSchema
  /** A sentence in Chinese that says what is wrong with a present value, or nothing. */
  check(value: unknown, field: F): string | undefined
  /** A sentence that says what is wrong with a value that is looked for, of a kind that nobody writes; a text when absent. */
  sought?(value: unknown, field: F): string | undefined
  /** What whoever left it empty is asked to do with it; to fill it in when not said. */
  readonly wants?: 'choose' | 'upload' | 'mark' | 'draw' | 'add'
  /** From the text of a form, a sheet or an address bar; the caller checks the result. */
  parse(text: string, field: F): Value | string
  /** For a person to read. */
  format(value: Value, field: F): string
  /** For a cell of a spreadsheet, so that {@link parse} reads it again; as it is for a person when absent. */
  sheet?(value: Value, field: F): string
  /** The words under which a search finds it; the value itself when absent. */
  words?(value: Value): string
  /** What a person without the right to the plain value sees. */
  mask?(value: Value, field: F): string
  readonly operators: readonly Operator[]
  /** Operators that compare with something else than a value of the kind. */
  readonly compares?: Partial<Record<Operator, Comparison>>
}

/** A field of whatever kind and values. */
export type AnyField = Field<any, any>

export type Fields = Record<string, AnyField>

type Maybe<T, O> = O extends { optional: true } ? T | null : T
type Known<O> = Omit<O, keyof FieldOptions>

/** Makes a declared field of a kind; the kinds' own files call it. */
export function field<Value, const O extends FieldOptions, Written = Value>(
  kind: FieldKind,
  label: string,
  options?: O,
): Field<Maybe<Value, O>, Maybe<Written, O>> & Known<O> {
  const { optional = false, privacy = 'none', sealed = false, open = false, ...rest } = options ?? ({} as O)
  return { kind, label, optional, privacy, sealed, open, ...rest } as unknown as Field<Maybe<Value, O>, Maybe<Written, O>> & Known<O>
}

type Flat<T> = { [K in keyof T]: T[K] } & {}
type ReadOf<F> = F extends Field<infer R, any> ? R : never
type WriteOf<F> = F extends Field<any, infer W> ? W : never
type IsAny<T> = 0 extends 1 & T ? true : false
// What may never be written is read back from the optional mark as `undefined`.
type IsWritten<F> = IsAny<WriteOf<F>> extends true ? true : [WriteOf<F>] extends [undefined] ? false : true
type WritableKeys<F extends Fields> = { [K in keyof F]: IsWritten<F[K]> extends true ? K : never }[keyof F]
type OptionalKeys<F extends Fields> = { [K in WritableKeys<F>]: null extends WriteOf<F[K]> ? K : never }[WritableKeys<F>]

/** What a set of fields gives back. */
export type ValuesOf<F extends Fields> = Flat<{ [K in keyof F]: ReadOf<F[K]> }>
/** What must be given for a set of fields. */
export type InputOf<F extends Fields> = Flat<
  { [K in Exclude<WritableKeys<F>, OptionalKeys<F>>]: WriteOf<F[K]> } & { [K in OptionalKeys<F>]?: WriteOf<F[K]> }
>
