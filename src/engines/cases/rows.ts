import { startOfLocalDate, type Calendar, type LocalDate } from '#kernel/days'
import { newKey } from '#kernel/keys'
import { pressing, WHOLE, type ClockPlan, type RunningClock, type Scope, type Standing } from './clocks/index.ts'
import type { Token } from './graph/index.ts'

/** The ask that a case answers. */
export interface CaseAsk {
  id: string
  kind: string
  /** What it is about, where that is a record. */
  register: string | null
  subject: string | null
  /** Who asked: the account, and the organisation where somebody asked at a post. */
  account: string | null
  organisation: { id: string; name: string } | null
  /** The role that answers. */
  role: string
}

/** What was asked and answered, and what actions gave, by branch. */
export interface CaseData {
  guide: Record<string, unknown>
  answers: Record<string, unknown>
  results: Record<string, Record<string, unknown>>
  ask?: CaseAsk
}

/** A case as the database gives it. */
export interface CaseRow {
  id: string
  version: number
  region: string
  region_code: string
  region_path: string
  organisation: string
  holder: string
  number: string
  title: string
  matter: string
  procedure: string
  procedure_version: number
  state: 'open' | 'concluded' | 'withdrawn' | 'refused'
  seq: number
  applicant_name: string
  entity: string | null
  entity_name: string | null
  region_name: string
  organisation_name: string
  /** Organisations by the function that a task is addressed to, fixed when the case opened. */
  organisations: Record<string, { id: string; name: string; mark?: string }>
  /** Implementation by scope. */
  implementations: Record<string, string>
  tokens: Token[]
  scopes: Record<string, Scope>
  plans: Record<string, ClockPlan[]>
  data: CaseData
  opened: string
  concluded: string | null
}

export interface TaskRow {
  id: string
  case_id: string
  organisation: string
  region_path: string
  number: string
  title: string
  matter: string
  procedure: string
  branch: string
  node: string
  stage: string
  role: string
  organisation_name: string
  opened: string
  closed: string | null
  claimed_by: string | null
  claimed_name: string | null
  due: LocalDate | null
  light: RunningClock['light']
  provisional: boolean
}

export interface ClockRow {
  id: string
  branch: string
  key: string
  label: string
  limit_name: string
  days: number
  kind: 'working' | 'calendar'
  starts: RunningClock['from']
  ends: RunningClock['ends']
  yellow_at: number
  lapses: boolean
  restarts: boolean
  extension: number | null
  basis: RunningClock['basis']
  origin: string | null
  started: LocalDate
  ended: LocalDate | null
  due: LocalDate | null
  provisional: boolean
  state: RunningClock['state']
  light: RunningClock['light']
  next_at: string | null
  awaits: boolean
  extended: number
  waits: RunningClock['waits']
}

const clockOf = (row: ClockRow): RunningClock => ({
  key: row.key,
  label: row.label,
  limit: row.limit_name,
  days: row.days,
  kind: row.kind,
  from: row.starts,
  ends: row.ends,
  yellowAt: row.yellow_at,
  lapses: row.lapses,
  restarts: row.restarts,
  extension: row.extension,
  basis: row.basis,
  origin: row.origin,
  scope: row.branch,
  started: row.started,
  ended: row.ended,
  due: row.due,
  provisional: row.provisional,
  state: row.state,
  light: row.light,
  nextOn: null,
  awaits: row.awaits,
  extended: row.extended,
  waits: row.waits.map((wait) => ({ ...wait })),
})

/** The case as the law's clock sees it, to be changed by a move; the rows themselves stay as they were read. */
export const standingOf = (
  of: Pick<CaseRow, 'scopes' | 'plans'>,
  clocks: readonly ClockRow[],
  calendar: Calendar,
  today: LocalDate,
): Standing => ({
  scopes: Object.fromEntries(Object.entries(of.scopes).map(([key, scope]) => [key, { ...scope }])),
  plans: of.plans,
  clocks: clocks.map(clockOf),
  calendar,
  today,
})

const sameClock = (clock: RunningClock, nextAt: string | null, row: ClockRow) =>
  clock.state === row.state &&
  clock.light === row.light &&
  clock.due === row.due &&
  clock.started === row.started &&
  clock.ended === row.ended &&
  clock.awaits === row.awaits &&
  clock.extended === row.extended &&
  clock.provisional === row.provisional &&
  (nextAt === null ? row.next_at === null : row.next_at !== null && Date.parse(nextAt) === Date.parse(row.next_at)) &&
  JSON.stringify(clock.waits) === JSON.stringify(row.waits)

/** Instants by day and time zone: the clocks of a city ask for the same few hundred days over and over. */
const beginnings = new Map<string, string>()

function beginningOf(day: LocalDate, timezone: string): string {
  const key = `${day} ${timezone}`
  const found = beginnings.get(key) ?? startOfLocalDate(day, timezone).toISOString()
  beginnings.set(key, found)
  return found
}

/** Clocks that are new or differ from what was read, as `cases.write` takes them. */
export function clockChanges(
  standing: Standing,
  before: readonly ClockRow[],
  timezone: string,
  organisations: Readonly<Record<string, string>>,
): unknown[] {
  const known = new Map(before.map((row) => [`${row.branch} ${row.key}`, row]))
  return standing.clocks.flatMap((clock) => {
    const row = known.get(`${clock.scope} ${clock.key}`)
    const nextAt = clock.nextOn === null ? null : beginningOf(clock.nextOn, timezone)
    if (row && sameClock(clock, nextAt, row)) return []
    const { scope, from, nextOn: _, ...rest } = clock
    return [{ ...rest, id: row?.id ?? newKey(), branch: scope, starts: from, nextAt, organisation: organisations[scope] ?? null }]
  })
}

/** What a task's light shows: the clock that presses most in its branch, or in the whole case when none runs there. */
export function urgency(standing: Standing, branch: string): { due: LocalDate | null; light: RunningClock['light']; provisional: boolean } {
  const clock = pressing(standing.clocks, branch) ?? pressing(standing.clocks, WHOLE)
  return { due: clock?.due ?? null, light: clock?.light ?? null, provisional: clock?.provisional ?? false }
}

/** Waiting tasks whose light is no longer what their row says. */
export const touched = (standing: Standing, tasks: readonly TaskRow[]) =>
  tasks.flatMap((task) => {
    const { due, light, provisional } = urgency(standing, task.branch)
    const same = due === task.due && light === task.light && provisional === task.provisional
    return same ? [] : [{ id: task.id, due, light, provisional }]
  })

/** Values that conditions of a case compare: answers of guide and form, and how branches came out, under `branches.<key>`. */
export const conditionData = (data: CaseData, scopes: Readonly<Record<string, Scope>>): Record<string, unknown> => ({
  ...data.guide,
  ...data.answers,
  ...Object.fromEntries(Object.entries(scopes).map(([key, scope]) => [`branches.${key}`, scope.state])),
})
