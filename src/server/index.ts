/** What an action may ask for: its only way to the world, already bound to who is asking, inside one transaction. */
import type {
  Action,
  AnyAction,
  AnyRegister,
  AnySystem,
  Changes,
  DataOf,
  InputOf,
  NewRecord,
  RecordOf,
  System,
  Template,
  ValuesOf,
} from '#declare'

type Where<R extends AnyRegister> = Partial<Record<keyof R['fields'] & string, unknown>>
type AnyValues = Record<string, unknown>
/** The days between which a record holds, of a register whose records hold for a period; its end is the first day on which it no longer does. */
type Period = { from?: string; to?: string | null }

/** Records of the system's own registers, typed by their declarations. */
export interface BoundRegisters {
  get<R extends AnyRegister>(register: R, id: string): Promise<RecordOf<R>>
  find<R extends AnyRegister>(register: R, where: Where<R>): Promise<RecordOf<R> | undefined>
  list<R extends AnyRegister>(register: R, where: Where<R>, limit?: number): Promise<RecordOf<R>[]>
  /** All records that hold on a day, of a register whose records hold for a period; at most 5,000. */
  listAt<R extends AnyRegister>(register: R, where: Where<R>, day: string): Promise<(RecordOf<R> & { key: string })[]>
  add<R extends AnyRegister>(register: R, record: NewRecord<R>): Promise<RecordOf<R>['id']>
  /** All or none, at most 5,000. */
  addMany<R extends AnyRegister>(register: R, records: readonly NewRecord<R>[]): Promise<RecordOf<R>['id'][]>
  change<R extends AnyRegister>(register: R, id: string, version: number, changes: Changes<R> & Period): Promise<RecordOf<R>>
}

/** Records of other systems' registers, by name: start-up has checked that each exists. */
export interface NamedRegisters {
  get(register: string, id: string): Promise<AnyValues & { id: string; version: number }>
  find(register: string, where: AnyValues): Promise<(AnyValues & { id: string; version: number }) | undefined>
  add(register: string, record: AnyValues): Promise<string>
  change(register: string, id: string, version: number, changes: AnyValues): Promise<AnyValues & { id: string; version: number }>
}

/** The case in which an action runs. */
export interface ActingCase {
  id: string
  number: string
  matter: string
  /** Branch whose act runs it; null outside branches. */
  branch: string | null
  region: string
  /** Code of that region, as it is today. */
  regionCode: string
  /** The person who applied. */
  holder: string
  /** The enterprise applied for, when there is one already. */
  entity: string | null
  organisation: { id: string; name: string }
  guide: AnyValues
  answers: AnyValues
}

/** A document to be made: numbered now, in this transaction; rendered, sealed and signed right after it. */
export interface NewDocument<T extends Template = Template> {
  template: T
  data: Omit<DataOf<T>, 'number' | 'organisation' | 'issuedOn'>
  holder: string
  /** What the document is about, as the verifying page shows it. */
  subject: string
  case?: string
  /** The number by which it is known, where a rule of its own gives one; otherwise the next of organisation, template and year. */
  number?: string
  validUntil?: string
  /** The market entity that holds it; its name is public, and the verifying page shows it. */
  enterpriseName?: string
}

/** An act of the regions: which, on what ground, from when. Regions are given by key, those to come by code. */
export interface NewRegionAct {
  kind: 'merge' | 'split' | 'move'
  number: string
  /** The first day on which it holds. */
  effectiveFrom: string
  sources?: readonly { region: string }[] | null
  subject?: string | null
  into?: string | null
  intoName?: string | null
  parts?: readonly { code: string; name: string }[] | null
  table?: readonly { region: string; to: string }[] | null
  rest?: string | null
  parent?: string | null
}

/** Acts of the regions: what each would do is counted before anybody approves it. */
export interface BoundRegions {
  prepare(act: NewRegionAct): Promise<{
    id: string
    summary: string
    affected: { what: string; count: number; repeats?: number | null }[]
    clashes: { what: string; record: string; where: string }[] | null
    reach: { where: string; posts: number; people: number; gains: number; loses: number }[]
  }>
  submit(id: string): Promise<void>
  decide(id: string, accept: boolean, answer: string): Promise<void>
  withdraw(id: string, reason: string): Promise<void>
}

export interface ActionContext {
  now: Date
  /** The local date of `now` in the city's zone. */
  today: string
  actor: { name: string; person: string | null; post: string | null; organisation: string | null }
  registers: BoundRegisters
  named: NamedRegisters
  regions: BoundRegions
  /** Null when the action was not run by a case. */
  case: ActingCase | null
  documents: { issue<T extends Template>(document: NewDocument<T>): Promise<{ id: string; number: string; code: string }> }
}

type Code<A> = A extends Action<infer I, infer O> ? (context: ActionContext, input: InputOf<I>) => Promise<ValuesOf<O>> : never

/** A system's actions joined to its declaration by name. */
export interface Implementation {
  system: AnySystem
  code: Readonly<Record<string, (context: ActionContext, input: AnyValues) => Promise<AnyValues>>>
}

/** Gives every declared action of a system its code; a missing one does not compile. */
export const implement = <A extends Record<string, AnyAction>>(
  system: System<A>,
  code: { [K in keyof A]: Code<A[K]> },
): Implementation => ({
  system,
  code: code as unknown as Implementation['code'],
})
export type { Offer } from './offer.ts'
export { seed, type DemoCitizen, type DemoPost, type Seed } from './seed.ts'
/** With these a system's code refuses: the sentence goes to the person who acts. */
export { Conflict, Invalid } from '#kernel/errors'
