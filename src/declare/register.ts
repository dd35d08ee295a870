import type { Share } from './axes.ts'
import type { BaseRules } from './base.ts'
import type { Classed, Cycle, QualityRules } from './catalogue.ts'
import type { Field, Fields, InputOf, ValuesOf } from './field.ts'
import type { Id } from './fields/ref.ts'
import type { RegisterAct } from './role.ts'

type KeyOfKind<F extends Fields, Extra> = { [K in keyof F]: F[K] extends Extra ? K : never }[keyof F] & string

export interface RegisterSpec<F extends Fields> {
  label: string
  /** One sentence: what a record of it stands for. */
  about?: string
  /** The field by which a person knows a record. */
  title: keyof F & string
  /** Keys, each a field or a list of fields, that no two running records share. */
  unique?: readonly ((keyof F & string) | readonly (keyof F & string)[])[]
  /** Fields found by the words of a search. */
  search?: readonly (keyof F & string)[]
  /** Fields of the list page, in order; the first six when not said. */
  list?: readonly (keyof F & string)[]
  /** Function of the organisation that answers for the data (数源部门), such as `market-regulation`. */
  steward: string
  /** Sharing between departments (政务数据共享条例 art. 14: 无条件共享、有条件共享、不予共享); a field may be shared less far. */
  share?: Share
  /** On what conditions it is shared, and by which law it is shared on conditions or not at all (政务数据共享条例 arts. 14 and 15). */
  shareCondition?: string
  shareGround?: string
  /** May become open data, as far as its fields may; where not said, when any of them may. */
  open?: boolean
  /** How often the data is brought up to date; the catalogue's light compares the last change with it. */
  cycle?: Cycle
  /** Base or theme class of the catalogue; the department's own when not said. */
  classed?: Classed
  /** The sources that the data comes from, beside what is written here. */
  sources?: readonly string[]
  /** What is expected of its records beside what the fields say themselves. */
  quality?: QualityRules<keyof F & string>
  /** What several sources say of one record, and whose word counts. */
  base?: BaseRules<keyof F & string>
  /** `public`: anybody may read it; `internal`: only by duty, or the holder. */
  class?: 'public' | 'internal'
  /** The region field that says where a record belongs; the acting post's region when not said. */
  region?: KeyOfKind<F, { kind: 'region' }> | (keyof F & string)
  /** The reference to `identity.organisation` that the record belongs to; the acting organisation when not said. */
  organisation?: keyof F & string
  /** The reference to `population.person` whose own record this is; `id` where the record is the person. */
  holder?: (keyof F & string) | 'id'
  /** The reference to `cases.case` that this record belongs to. */
  case?: keyof F & string
  /** `actions`: records are made by what the system does, and never filled in: no form and no call of the register's own adds one. */
  addedBy?: 'actions'
  /**
   * Records hold for a period: several per `key`, their periods not overlapping. A reference's name: the key is what it refers to, so that a
   * person has one residence at a time; otherwise the first period gives the key.
   */
  effective?: true | (keyof F & string)
  /**
   * The page of our own where one record is worked with: what its button says, and its path, in which `{id}` is the record's key.
   * `act`: it is for those who may do this to the record; without it, for whoever may read it. `reads`: what is written for that page
   * alone, and is no word for people; it is left out where a record is shown.
   */
  page?: { label: string; at: `/${string}{id}${string}`; act?: RegisterAct; reads?: readonly (keyof F & string)[] }
}

/** A typed set of records that somebody answers for. Pure data; a real table stands behind it. */
export interface Register<Name extends string = string, F extends Fields = Fields> extends Omit<
  RegisterSpec<Fields>,
  'title' | 'unique' | 'search' | 'list' | 'region' | 'quality' | 'base'
> {
  readonly name: Name
  readonly title: string
  readonly unique: readonly (readonly string[])[]
  readonly search: readonly string[]
  readonly list: readonly string[]
  readonly share: Share
  readonly open: boolean
  readonly class: 'public' | 'internal'
  readonly region?: string
  readonly quality?: QualityRules
  readonly base?: BaseRules
  readonly fields: F
}

export type AnyRegister = Register<string, any>

/** Declares a register. `name` is `<folder>.<noun>`; title, keys and search name real fields or it does not compile. */
export function register<const Name extends `${string}.${string}`, F extends Fields>(
  name: Name,
  spec: RegisterSpec<F> & { fields: F },
): Register<Name, F> {
  const keys = Object.keys(spec.fields)
  return {
    share: 'conditional',
    class: 'internal',
    open: Object.values(spec.fields).some(({ open }) => open),
    ...spec,
    name,
    search: spec.search ?? [],
    list: spec.list ?? keys.slice(0, 6),
    unique: (spec.unique ?? []).map((key) => (typeof key === 'string' ? [key] : key)) as string[][],
  } as Register<Name, F>
}

/** What the register itself knows of each record. */
export interface RecordHead<Name extends string = string> {
  id: Id<Name>
  version: number
  /** When this version was written, by the database's clock. */
  recorded: string
  /** Set when the record has ended; records are ended, not deleted. */
  ended: string | null
}

type FieldsOf<R> = R extends Register<any, infer F> ? F : never
type Period = { key?: string; from?: string; to?: string | null }

/** What a register gives back. */
export type RecordOf<R> = R extends Register<infer N, infer F> ? RecordHead<N> & ValuesOf<F> : never
/** What must be given to make a new record. `from`/`to` are the days of a record that holds for a period. */
export type NewRecord<R> = InputOf<FieldsOf<R>> & Period
/** What may be changed. */
export type Changes<R> = Partial<InputOf<FieldsOf<R>>>
/** The name of a field of a register. */
export type FieldName<R> = keyof FieldsOf<R> & string

/** The declared field of a register; throws when there is none. */
export function getField(register: AnyRegister, name: string): Field {
  const found = (register.fields as Fields)[name]
  if (!found) throw new Error(`register ${register.name} has no field ${name}`)
  return found
}
