import { kindOf, type Field, type Fields, type Problem, type Template, type TemplateField } from '#declare'
import { WHOLE, type Standing } from '../clocks/index.ts'
import type { CaseData } from '../rows.ts'

/** What every instrument of a case can say without being told; templates declare the fields that they use. README.md lists them. */
export interface CaseFacts {
  caseNumber: string
  title: string
  matter: string
  branch: string
  applicant: string
  entity: string | null
  region: string
  /** The moment at which the application came in. */
  receivedAt: string
  receivedOn: string | null
  acceptedOn: string | null
  decidedOn: string | null
  /** Last day of the check, of the limit in law and of the promise, where they run. */
  checkDue: string | null
  statutoryDue: string | null
  promisedDue: string | null
  jointDue: string | null
  deliveryDue: string | null
  /** Names of what was handed in. */
  materials: string[]
  /** Names of what is asked for and not there. */
  missing: string[]
  officer: string
}

const dueOf = (standing: Standing, scope: string, limit: string) =>
  standing.clocks.find((clock) => clock.scope === scope && clock.limit === limit)?.due ?? null

/** Days of a scope as instruments show them. */
export function factsOfTime(standing: Standing, scope: string) {
  const own = standing.scopes[scope]!
  return {
    receivedOn: own.receipt,
    acceptedOn: own.acceptance,
    decidedOn: own.decision,
    checkDue: dueOf(standing, scope, 'check'),
    statutoryDue: dueOf(standing, scope, 'statutory'),
    promisedDue: dueOf(standing, scope, 'promised'),
    deliveryDue: dueOf(standing, scope, 'delivery'),
    jointDue: dueOf(standing, WHOLE, 'joint'),
  }
}

/** A declared value as a person reads it: a choice by its label, a list by its labels. */
function shown(value: unknown, field: Field | undefined, wanted: TemplateField): unknown {
  if (value === null || value === undefined) return null
  if (!field || wanted.kind !== 'text' || typeof value === 'object')
    return Array.isArray(value) && field ? value.map((one) => kindOf(field).format(one, field)) : value
  return kindOf(field).format(value, field)
}

/**
 * The data of an instrument: what was said with the act first, then the facts of the case, what actions gave, and the answers.
 * What is required and nowhere said is a problem with its path: without its instrument an act can't be finished.
 */
export function instrumentData(
  template: Template,
  { input, asks, facts, data, fields }: { input: Record<string, unknown>; asks: Fields; facts: CaseFacts; data: CaseData; fields: Fields },
): { data: Record<string, unknown>; problems: Problem[] } {
  const filled: Record<string, unknown> = {}
  const problems: Problem[] = []
  const results = Object.assign({}, ...Object.values(data.results)) as Record<string, unknown>
  for (const [key, wanted] of Object.entries(template.fields)) {
    const value =
      shown(input[key], asks[key], wanted) ??
      (facts as unknown as Record<string, unknown>)[key] ??
      results[key] ??
      shown(data.answers[key], fields[key], wanted) ??
      shown(data.guide[key], fields[key], wanted)
    if (value === null || value === undefined || value === '') {
      if (!wanted.optional) problems.push({ path: `input.${key}`, message: `“${template.label}”缺少“${wanted.label}”` })
    } else if (wanted.kind === 'list') filled[key] = Array.isArray(value) ? value : String(value).split('\n').filter(Boolean)
    else filled[key] = wanted.kind === 'text' && Array.isArray(value) ? value.join('、') : wanted.kind === 'text' ? String(value) : value
  }
  return { data: filled, problems }
}

/** The counter and the first part of an instrument's number, as in 清城市监受理通知书〔2026〕1号; null for one without a number. */
export function numbering(
  template: Template,
  organisation: { id: string; name: string; mark?: string },
  year: string,
): { counter: string; prefix: string } | null {
  if (!template.number) return null
  return {
    counter: `instrument:${template.name}:${organisation.id}:${year}`,
    prefix: `${organisation.mark ?? organisation.name}${template.label}〔${year}〕`,
  }
}
