import { ANSWERER, isFork, type Fields, type Form, type Procedure, type TaskStage, type Template, type Who } from '#declare'
import { isSameHand, type Actor } from '#kernel/context'
import { addCalendarDays, localDate, startOfLocalDate } from '#kernel/days'
import { Broken } from '#kernel/errors'
import type { Calendars } from '../calendar/index.ts'
import { compile, type Graph } from '../graph/index.ts'
import type { Matters } from '../matters/index.ts'
import type { CasesOutside } from '../outside.ts'
import { head } from '../roles.ts'
import type { CaseAsk, CaseRow, TaskRow } from '../rows.ts'

/** A procedure and the system whose actions it runs. */
export interface OwnedProcedure {
  procedure: Procedure
  system: string
}

/** What the parts of the engine share. */
export interface Parts {
  timezone: string
  matters: Matters
  calendars: Calendars
  outside: CasesOutside
  template(name: string): Template
  /** Every role that a task may be for. */
  roles(): readonly string[]
  /** The procedure that answers asks of a kind. */
  answering(kind: string): string | undefined
  /** @throws Broken when this version of a procedure is no longer declared: cases under it must be ended first */
  graph(procedure: string, version: number): { graph: Graph; system: string }
  /** The newest version of a procedure. */
  newest(procedure: string): { graph: Graph; system: string }
  today(now: Date): string
}

/** Which day it is. Asked several times in each move, so the bounds of the day last asked for are kept. */
function openToday(timezone: string): (now: Date) => string {
  let day = ''
  let from = NaN
  let before = NaN
  return (now) => {
    const at = now.getTime()
    if (!(at >= from && at < before)) {
      day = localDate(now, timezone)
      from = startOfLocalDate(day, timezone).getTime()
      before = startOfLocalDate(addCalendarDays(day, 1), timezone).getTime()
    }
    return day
  }
}

/** Compiles what is declared; a broken procedure stops the start. */
export function openParts(options: {
  timezone: string
  procedures: readonly OwnedProcedure[]
  templates: readonly Template[]
  matters: Matters
  calendars: Calendars
  outside: CasesOutside
}): Parts {
  const graphs = new Map<string, { graph: Graph; system: string }>()
  const newest = new Map<string, { graph: Graph; system: string }>()
  for (const { procedure, system } of options.procedures) {
    const made = { graph: compile(procedure), system }
    graphs.set(`${procedure.name} ${procedure.version}`, made)
    if ((newest.get(procedure.name)?.graph.procedure.version ?? 0) < procedure.version) newest.set(procedure.name, made)
  }
  const templates = new Map(options.templates.map((template) => [template.name, template]))
  const get = <T>(found: T | undefined, what: string): T => {
    if (found === undefined) throw new Broken(`${what} is not declared`)
    return found
  }
  const stages = options.procedures.flatMap(({ procedure }) =>
    Object.values(procedure.stages).flatMap((stage) =>
      isFork(stage) ? Object.values(stage.branches).flatMap((one) => Object.values(one.stages)) : [stage],
    ),
  )
  const roles = stages.flatMap(({ by }) => ('role' in by && by.role !== ANSWERER ? [by.role] : []))
  const answering = new Map(
    options.procedures.flatMap(({ procedure: { name, answers } }) => (answers === undefined ? [] : [[answers, name] as const])),
  )
  return {
    timezone: options.timezone,
    roles: () => [...new Set([...roles, ...options.outside.answeringRoles()])],
    answering: (kind) => answering.get(kind),
    matters: options.matters,
    calendars: options.calendars,
    outside: options.outside,
    template: (name) => get(templates.get(name), `template ${name}`),
    graph: (name, version) => get(graphs.get(`${name} ${version}`), `version ${version} of procedure ${name}`),
    newest: (name) => get(newest.get(name), `procedure ${name}`),
    today: openToday(options.timezone),
  }
}

/** Whether one of the actor's duties is what a task waits for: its role, at its organisation, over its region. */
export const holdsDuty = (actor: Actor, task: Pick<TaskRow, 'role' | 'organisation' | 'region_path'>): boolean =>
  actor.organisation === task.organisation &&
  actor.duties.some(
    (duty) => duty.role === task.role && duty.organisation === task.organisation && task.region_path.startsWith(duty.regionPath),
  )

/** Whether the actor leads the office that a task waits at. */
export const leads = (actor: Actor, { organisation, region_path }: Pick<TaskRow, 'organisation' | 'region_path'>): boolean =>
  holdsDuty(actor, { role: head.name, organisation, region_path })

/** Whether an officer is the applicant: nobody decides on what is one's own (行政许可法 and 公务员法 leave it to others: recusal 回避). */
export const isOwn = (actor: Actor, of: Pick<CaseRow, 'holder'>): boolean =>
  actor.kind === 'post' && [actor.person, actor.self?.person].some((person) => person && person === of.holder)

/** Whether an officer asked what a case answers, under whichever account: nobody answers oneself. */
export const askedIt = (actor: Actor, { ask }: { ask?: CaseAsk }): boolean =>
  ask !== undefined && actor.kind === 'post' && isSameHand(actor, ask.account)

/** Whether an actor is who a case is for: the applicant, or somebody of the organisation that asked what it answers; within one organisation who asked. */
export function isApplicant(actor: Actor, of: Pick<CaseRow, 'holder' | 'organisation' | 'data'>): boolean {
  if (actor.person !== null && actor.person === of.holder) return true
  const { ask } = of.data
  if (!ask?.organisation || actor.kind !== 'post' || ask.organisation.id !== actor.organisation) return false
  return ask.organisation.id !== of.organisation || askedIt(actor, of.data)
}

/** The role that a task is for. */
export const roleOf = (by: { role: string }, ask: CaseAsk | undefined): string => (by.role === ANSWERER && ask ? ask.role : by.role)

/** Every field of some forms, by key. */
export const fieldsOfForms = (forms: readonly (Form | undefined)[]): Fields =>
  Object.assign({}, ...forms.flatMap((form) => Object.values(form?.sections ?? {}).map((section) => section.fields))) as Fields

/** Whether an actor is who does something: the applicant of the case, or a holder of the duty at the organisation that was fixed for it. */
export function isWho(
  actor: Actor,
  by: Who,
  graph: Graph,
  branch: string | null,
  of: Pick<CaseRow, 'holder' | 'organisation' | 'organisations' | 'region_path' | 'data'>,
): boolean {
  if (!('role' in by)) return isApplicant(actor, of)
  const organisation = of.organisations[organisationKey(graph, branch, by) ?? '']
  return (
    organisation !== undefined &&
    holdsDuty(actor, { role: roleOf(by, of.data.ask), organisation: organisation.id, region_path: of.region_path })
  )
}

/** Everybody who may do something at a stage. */
export const whoOf = (stage: TaskStage): Who[] => [stage.by, ...Object.values(stage.acts).flatMap((act) => (act.by ? [act.by] : []))]

/** Functions that tasks of a procedure are addressed to. */
export function functionsOf(procedure: Procedure): Set<string> {
  const functions = new Set<string>()
  for (const stage of Object.values(procedure.stages)) {
    const tasks = isFork(stage) ? Object.values(stage.branches).flatMap((branch) => Object.values(branch.stages)) : [stage]
    for (const by of tasks.flatMap(whoOf)) if ('role' in by) functions.add(by.function)
  }
  if (procedure.overseer) functions.add(procedure.overseer.function)
  return functions
}

/** The organisation of a task: its branch's own when the function is the branch's, otherwise whoever exercises the function. */
export function organisationKey(graph: Graph, branch: string | null, by: Who): string | null {
  if (!('role' in by)) return null
  return branch !== null && graph.branches.get(branch)?.function === by.function ? `branch:${branch}` : by.function
}
