import { askedFields, checkValues, holds, type Condition } from '#declare'
import type { Implementation, Limit, Material, MatterDetail } from '../api/types.ts'

type Answers = Record<string, unknown>

/** Whether a condition holds as far as it can be told: an answer that is not given yet leaves it open unless the others settle it. */
function tells(condition: Condition, answers: Answers): boolean | undefined {
  if ('all' in condition || 'any' in condition) {
    const settling = !('all' in condition)
    const parts = ('all' in condition ? condition.all : condition.any).map((part) => tells(part, answers))
    return parts.includes(settling) ? settling : parts.includes(undefined) ? undefined : !settling
  }
  if ('not' in condition) {
    const part = tells(condition.not, answers)
    return part === undefined ? undefined : !part
  }
  return answers[condition.field] === undefined || answers[condition.field] === null ? undefined : holds(condition, answers)
}

/** Whether a component matter is needed; not known before the questions that decide it are answered. */
export function isNeeded({ matter: { guide }, components }: MatterDetail, name: string, answers: Answers): boolean | undefined {
  const when = components.find((component) => component.matter === name)?.when
  if (!when) return true
  // Once every question is answered, one that was not asked counts as answered with nothing, as it does at the server.
  const whole = !guide || checkValues(askedFields(guide, answers), answers).length === 0
  return whole ? holds(when, answers) : tells(when, answers)
}

/**
 * Whether a matter can be applied for though nobody has published how it is done here: one that was declared whole, with a form of its own.
 * Of a listed or joint one it is not known who would do it.
 */
export const standsAlone = ({ matter, components }: MatterDetail): boolean =>
  matter.procedure !== undefined && matter.form !== undefined && matter.origin === undefined && components.length === 0

/** The matters whose limits, materials and fees count: the needed components, and the joint matter itself. */
export function neededImplementations(detail: MatterDetail, answers: Answers): Implementation[] {
  const parts = detail.components.map(({ matter }) => matter).filter((name) => isNeeded(detail, name, answers) !== false)
  return [detail.matter.name, ...parts].flatMap((name) => detail.implementations[name] ?? [])
}

/** The materials for these answers, each once: the same key of two matters is the same paper, and whoever fetches it for one has it for all. */
export function neededMaterials(implementations: readonly Implementation[], answers: Answers): Material[] {
  const needed = new Map<string, Material>()
  for (const { materials } of implementations)
    for (const material of materials) {
      if (material.when && !holds(material.when, answers)) continue
      const known = needed.get(material.key)
      needed.set(
        material.key,
        known
          ? {
              ...known,
              required: known.required || material.required,
              source: known.source === 'applicant' ? material.source : known.source,
            }
          : material,
      )
    }
  return [...needed.values()]
}

export const fromApplicant = (material: Material): boolean => material.source === 'applicant'

/** Limits beside each other by what they limit: the law's and the promise. Extensions are not what one waits for as a rule. */
export function limitPairs(limits: readonly Limit[], answers: Answers): { what: string; law?: Limit; promise?: Limit }[] {
  const pairs = new Map<string, { what: string; law?: Limit; promise?: Limit }>()
  for (const limit of limits) {
    if (limit.extends || (limit.when && !holds(limit.when, answers))) continue
    const promised = limit.clock.includes('promised')
    const what = limit.clock === 'promised' ? 'statutory' : limit.clock.replace(/^promised-|-promised$/, '')
    const pair = pairs.get(what) ?? { what }
    // Of several that hold, the shortest is the one to count on.
    const before = promised ? pair.promise : pair.law
    if (!before || limit.days < before.days) pairs.set(what, promised ? { ...pair, promise: limit } : { ...pair, law: limit })
  }
  return [...pairs.values()]
}
