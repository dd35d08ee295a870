import {
  kindOf,
  type ChoiceField,
  type Field,
  type Fields,
  type Problem,
  type RowsField,
  type Template,
  type TemplateField,
} from '#declare'
import type { LocalDate } from '#kernel/days'
import { WHOLE, type Scope, type Standing } from '../clocks/index.ts'
import type { CaseData } from '../rows.ts'

/** Last days of limits, by scope and limit. */
export type Dues = ReadonlyMap<string, LocalDate | null>

/** The last days as they stand: of an extension the one before it, once it is over. */
export const duesOf = (standing: Standing): Dues => new Map(standing.clocks.map((clock) => [`${clock.scope} ${clock.limit}`, clock.due]))

const camel = (limit: string) => limit.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())

/**
 * Days and limits of a scope: `receivedOn`, `acceptedOn`, `lapsedOn`, `decidedOn`; for each limit that runs or ran its days and last day, as
 * `statutoryDays` and `statutoryDue`, `jointPromisedDue` …; after an extension `extensionDays` and `extendedDue`, the limit's own last
 * day being the one before it.
 */
export function factsOfTime(standing: Standing, scope: string, before: Dues): Record<string, unknown> {
  const own = standing.scopes[scope]!
  const facts: Record<string, unknown> = {
    receivedOn: own.receipt,
    acceptedOn: own.acceptance,
    lapsedOn: own.lapsed ? own.acceptance : null,
    decidedOn: own.decision,
  }
  // The branch's own limits win over those of the whole case.
  for (const clock of standing.clocks
    .filter((one) => one.scope === WHOLE)
    .concat(standing.clocks.filter((one) => one.scope === scope && scope !== WHOLE))) {
    const name = camel(clock.limit)
    facts[`${name}Days`] = String(clock.days)
    facts[`${name}Due`] = clock.due
    if (clock.extended === 0 || clock.scope !== scope) continue
    facts.extensionDays = String(clock.extended)
    facts.extendedDue = clock.due
    facts[`${name}Due`] = before.get(`${clock.scope} ${clock.limit}`) ?? clock.due
  }
  return facts
}

const outcomeWords: Record<Scope['state'], string> = {
  waiting: '未开始',
  running: '办理中',
  granted: '准予',
  rejected: '不予',
  refused: '不予受理',
  done: '终止办理',
  withdrawn: '已撤回',
  'not-needed': '不需要',
}

/** How each branch that was needed came out, as the rows of a notice. */
export const outcomesOf = (standing: Standing, branches: ReadonlyMap<string, { label: string; organisation: string }>) =>
  [...branches]
    .filter(([key]) => standing.scopes[key]?.state !== 'not-needed')
    .map(([key, { label, organisation }]) => ({ matter: label, organisation, outcome: outcomeWords[standing.scopes[key]!.state] }))

/** A row of a declared list with its choices in words. */
const shownRow = (row: unknown, fields: Fields) =>
  Object.fromEntries(
    Object.entries(row as Record<string, unknown>).map(([key, value]) => [
      key,
      fields[key]?.kind === 'choice' && typeof value === 'string' ? kindOf(fields[key]).format(value, fields[key]) : value,
    ]),
  )

/** A value that was said or answered, as an instrument writes it: choices in words, numbers without their unit. */
function shown(value: unknown, field: Field | undefined, wanted: TemplateField): unknown {
  if (value === null || value === undefined || field === undefined) return value
  if (field.kind === 'rows' && Array.isArray(value)) return value.map((row) => shownRow(row, (field as RowsField).fields))
  if (field.kind === 'choice') {
    const words = (field as ChoiceField).choices
    return Array.isArray(value) ? value.map((one) => words[one as string] ?? one) : (words[value as string] ?? value)
  }
  if (wanted.kind !== 'text' || field.kind === 'number' || typeof value === 'string') return value
  return kindOf(field).format(value, field)
}

function filledAs(value: unknown, wanted: TemplateField): unknown {
  if (wanted.kind === 'list') return Array.isArray(value) ? value : String(value).split('\n').filter(Boolean)
  if (wanted.kind !== 'text') return value
  return Array.isArray(value) ? value.join('、') : String(value)
}

/**
 * The data of an instrument: what was said with the act first, then the facts of the case, what actions gave (this branch's before the
 * others'), and the answers. What is required and nowhere said is a problem with its path: without its instrument an act can't be finished.
 */
export function instrumentData(
  template: Template,
  said: { input: Record<string, unknown>; asks: Fields; facts: Record<string, unknown>; data: CaseData; fields: Fields; branch: string },
): { data: Record<string, unknown>; problems: Problem[] } {
  const { input, asks, facts, data, fields, branch } = said
  const results = Object.assign({}, ...Object.values(data.results), data.results[branch]) as Record<string, unknown>
  const filled: Record<string, unknown> = {}
  const problems: Problem[] = []
  for (const [key, wanted] of Object.entries(template.fields)) {
    const value =
      shown(input[key], asks[key], wanted) ??
      facts[key] ??
      results[key] ??
      shown(data.answers[key], fields[key], wanted) ??
      shown(data.guide[key], fields[key], wanted)
    if (value !== null && value !== undefined && value !== '') filled[key] = filledAs(value, wanted)
    else if (!wanted.optional) problems.push({ path: `input.${key}`, message: `“${template.label}”缺少“${wanted.label}”` })
  }
  return { data: filled, problems }
}

/** A mark in a number is written in characters alone. */
const markOf = (text: string) => text.replaceAll(/[^\p{Script=Han}]/gu, '')

/** The counter and the first part of an instrument's number, as in 清城市监受理通知书〔2026〕1号; null for one without a number. */
export function numbering(
  template: Template,
  organisation: { id: string; name: string; mark?: string },
  year: string,
): { counter: string; prefix: string } | null {
  if (!template.number) return null
  const mark = markOf((organisation.mark ?? organisation.name) + template.label)
  return { counter: `instrument:${template.name}:${organisation.id}:${year}`, prefix: `${mark}〔${year}〕` }
}
