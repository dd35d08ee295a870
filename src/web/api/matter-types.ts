/** Matters and who exercises them, as the browser reads them. */
import type { Condition, LifeStage, Matter } from '#declare'
import type { Named } from './types.ts'

export interface Basis {
  law: string
  article?: string | null
  says?: string | null
  source?: string | null
  verified?: boolean
  /** Where its article can be read, if it can. */
  reads?: string
}

export interface Limit {
  clock: string
  label?: string
  days: number
  kind: 'working' | 'calendar'
  /** A `ClockStart` of the language, or `<clock>-end` for an extension. */
  from: string
  /** Of an extension: the limit that it extends. */
  extends?: string
  /** Only when this holds for the answers. */
  when?: Condition | null
  basis?: Basis | null
  /** Where the figure comes from: `law`, `city`, `demo` … */
  origin?: string | null
  note?: string | null
}

export interface Material {
  key: string
  name: string
  required: boolean
  when?: Condition | null
  accept?: string[] | null
  /** Who brings it: `applicant`, `shared-data`, `made-by-form`. */
  source: string
  why?: Basis | null
  note?: string | null
}

export interface Fee {
  name: string
  amountFen: number
  basis?: Basis | null
}

export interface MatterResult {
  key?: string
  name: string
  kind?: string
  validYears?: number | null
}

export interface Remedy {
  kind: string
  to: string
  withinDays?: number | null
  withinMonths?: number | null
  dayKind?: string | null
  basis?: Basis | null
}

export interface Implementation {
  id: string
  matter: string
  organisation: Named
  region: Named | string | null
  limits: Limit[]
  materials: Material[]
  fees: Fee[]
  conditions: string[]
  windows: string[]
  results: MatterResult[]
  remedies: Remedy[]
  basis: Basis[]
  /** What nobody has told us: `limits`, `materials`, `fees`; an empty list of it means nothing. */
  unknown?: readonly string[]
}

export type MatterSummary = Pick<Matter, 'name' | 'label' | 'about' | 'kind' | 'applicants'> & {
  components: string[]
  /** Stages of a life and of a business at which one asks for it. */
  stages: readonly LifeStage[]
  /** Can be applied for by itself; otherwise only as a part of a joint matter. */
  alone: boolean
}
export interface MatterDetail {
  matter: Matter
  implementations: Record<string, Implementation>
  components: { matter: string; label: string; when?: Condition | null }[]
}
export interface Prefill {
  values: Record<string, unknown>
  /** Where each value comes from, in words. */
  from: Record<string, string>
}
