import type { Condition } from '#declare'
import { Broken } from '#kernel/errors'
import type { LimitRow, SupplementRule } from '../clocks/index.ts'

/** The law behind a row: which rule, where, what it says. */
export interface Ground {
  rule?: string
  law: string
  article: string
  says?: string
  source?: string
  /** Whether the text itself was read. */
  verified: boolean
}

/** Something to be handed in. */
export interface MaterialRow {
  key: string
  name: string
  required: boolean
  when?: Condition
  /** File types by extension; pdf, png and jpg when not said. */
  accept?: readonly string[]
  /** From the applicant, made of the form's own answers, or fetched from a register. */
  source: 'applicant' | 'made-by-form' | 'shared-data'
  /** What another matter of the same application gives; nothing to hand in when that matter is part of it. */
  fromResult?: { matter: string }
  note?: string
  why?: Ground
}

/** A matter as one organisation exercises it in one region (实施清单). */
export interface ImplementationBody {
  /** The organisation's word in document numbers (机关代字). */
  mark?: string
  limits: LimitRow[]
  materials: MaterialRow[]
  fees: { name: string; amountFen: number; basis?: Ground }[]
  conditions: string[]
  windows: string[]
  results: Record<string, unknown>[]
  /** Where to turn: `reconsideration` and `litigation`. */
  remedies: ({ kind: string; to: string } & Record<string, unknown>)[]
  basis: Ground[]
  supplement: SupplementRule
  /** What another matter of the same application has to reach before this one may. */
  after: { matter: string; note: string; basis?: Ground }[]
  /** What nobody has told us; an empty list of it means nothing. */
  unknown?: readonly ('limits' | 'materials' | 'fees')[]
}

export interface Implementation {
  id: string
  matter: string
  edition: number
  organisation: string
  organisationName: string
  region: string
  body: ImplementationBody
}

type Asked = { question: string } & ({ is: string | number | boolean } | { in: (string | number)[] })

/** A matter with its implementations as `city/<code>/matters/*.json` ships it. */
export interface ShippedMatter {
  matter: { code: string; name: string; basis: Ground[] } & Record<string, unknown>
  implementations: readonly ({
    region: string
    level: string
    function: string
    limits: readonly (Omit<LimitRow, 'when'> & { mode?: string })[]
    materials: readonly (Omit<MaterialRow, 'when'> & { when?: Asked })[]
    modes?: readonly { key: string; when: Asked }[]
    windows?: readonly string[]
    after?: readonly { matter: string; note: string; basis?: Ground }[]
    conditions?: readonly string[]
    fees?: ImplementationBody['fees']
    results?: ImplementationBody['results']
    remedies?: ImplementationBody['remedies']
    supplement?: SupplementRule
  } & Record<string, unknown>)[]
}

function conditionOf(asked: Asked): Condition {
  if ('in' in asked) return { field: asked.question, in: asked.in }
  if ('is' in asked) return { field: asked.question, is: asked.is }
  throw new Broken(`a shipped condition on ${(asked as { question: string }).question} compares with nothing`)
}

/**
 * Names the body: the government of the organ's own level (行政复议法 art. 24) and the court of its place (行政诉讼法 arts. 14, 18). Which
 * body hears cases against fire and rescue was not verified, so it stays unnamed.
 */
export const forum = (to: string, regionName: string) =>
  to
    .replace('作出决定机关的本级人民政府', `${regionName}人民政府`)
    .replace('作出处理机关的本级人民政府', `${regionName}人民政府`)
    .replace('行政机关所在地基层人民法院', `${regionName}人民法院`)
    .replace('{reconsiderationOrgan}', '有管辖权的行政复议机关')

/** What an organisation of a region exercises, from what is shipped for all of its kind. `{county}` is the region's name. */
export function bodyOf(
  shipped: ShippedMatter,
  implementation: ShippedMatter['implementations'][number],
  regionName: string,
): ImplementationBody {
  const modes = new Map((implementation.modes ?? []).map((mode) => [mode.key, conditionOf(mode.when)]))
  const body: ImplementationBody = {
    limits: implementation.limits.map(({ mode, ...limit }) => {
      const when = mode === undefined ? undefined : modes.get(mode)
      return when ? { ...limit, when } : limit
    }),
    materials: implementation.materials.map(({ when, ...material }) => (when ? { ...material, when: conditionOf(when) } : material)),
    fees: implementation.fees ?? [],
    conditions: [...(implementation.conditions ?? [])],
    windows: [...(implementation.windows ?? [])],
    results: implementation.results ?? [],
    remedies: (implementation.remedies ?? []).map((remedy) => ({ ...remedy, to: forum(remedy.to, regionName) })),
    basis: shipped.matter.basis,
    supplement: implementation.supplement ?? {},
    after: [...(implementation.after ?? [])],
  }
  return JSON.parse(JSON.stringify(body).replaceAll('{county}', regionName)) as ImplementationBody
}
