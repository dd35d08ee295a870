import type { Act, Template } from '#declare'
import type { Context } from '#kernel/context'
import { newKey } from '#kernel/keys'
import { finish, finishAll, receive, WHOLE, type Standing } from '../clocks/index.ts'
import type { Graph, Stepped, TaskNode } from '../graph/index.ts'
import { factsOfTime, instrumentData, numbering, outcomesOf, type Dues } from '../instruments/index.ts'
import { neededMaterials, type Implementation } from '../matters/index.ts'
import { conditionData, urgency, type CaseAsk, type CaseData, type CaseRow } from '../rows.ts'
import type { Problem } from '#declare'
import { fieldsOfForms, organisationKey, roleOf, whoOf, type Parts } from './parts.ts'

/** Lets the clocks follow what a step did: branches begin and end, and with the last the case. */
export function follow(standing: Standing, stepped: Stepped, withdrawn: boolean): void {
  for (const branch of stepped.skipped) {
    standing.scopes[branch]!.state = 'not-needed'
    standing.scopes[branch]!.over = true
  }
  for (const branch of stepped.started) receive(standing, branch)
  for (const branch of stepped.finished) finish(standing, branch)
  if (stepped.ended) finishAll(standing, withdrawn)
}

/** How a case that is over came out: refused when no branch got further than that. */
export function outcome(standing: Standing, withdrawn: boolean): CaseRow['state'] {
  if (withdrawn) return 'withdrawn'
  // Not accepted at the window: no branch came to anything.
  if (standing.scopes[WHOLE]!.state === 'refused') return 'refused'
  const needed = Object.entries(standing.scopes).filter(([key, scope]) => key !== WHOLE && scope.state !== 'not-needed')
  const states = needed.length > 0 ? needed.map(([, scope]) => scope.state) : [standing.scopes[WHOLE]!.state]
  return states.every((state) => state === 'refused') ? 'refused' : 'concluded'
}

/** Rows of tasks that a step opened, as `cases.write` takes them. */
export function openings(
  graph: Graph,
  { organisations, ask }: { organisations: CaseRow['organisations']; ask: CaseAsk | undefined },
  standing: Standing,
  opened: readonly TaskNode[],
): { id: string; role: string; node: TaskNode; organisation: string | null; row: unknown }[] {
  return opened.map((node) => {
    const { by } = node.declared
    const organisation = organisations[organisationKey(graph, node.branch, by) ?? '']
    const id = newKey()
    const role = 'role' in by ? roleOf(by, ask) : ''
    const branch = node.branch ?? WHOLE
    const [, ...others] = whoOf(node.declared)
    const offices = others.map((one) => organisations[organisationKey(graph, node.branch, one) ?? '']?.id)
    // An organisation that asked is found by no role: whatever is for the applicant is open to it.
    if (whoOf(node.declared).some((one) => !('role' in one))) offices.push(ask?.organisation?.id)
    return {
      id,
      role,
      node,
      organisation: organisation?.id ?? null,
      row: {
        id,
        branch,
        node: node.id,
        stage: node.stage,
        role,
        organisation: organisation?.id ?? null,
        organisationName: organisation?.name ?? '',
        others: [...new Set(offices.flatMap((one) => one ?? []))],
        applicantMay: others.some((one) => !('role' in one)),
        ...urgency(standing, branch),
      },
    }
  })
}

/** The organisation that acts in a branch, or leads the case. */
export const organisationOf = (of: Pick<CaseRow, 'organisations' | 'organisation' | 'organisation_name'>, branch: string | null) =>
  (branch === null ? undefined : of.organisations[`branch:${branch}`]) ?? { id: of.organisation, name: of.organisation_name }

/** What an instrument may be about. */
export interface InstrumentSubject {
  graph: Graph
  of: Pick<
    CaseRow,
    | 'number'
    | 'title'
    | 'matter'
    | 'applicant_name'
    | 'entity_name'
    | 'region_name'
    | 'organisations'
    | 'organisation'
    | 'organisation_name'
    | 'opened'
  > & {
    data: CaseData
  }
  standing: Standing
  /** Last days before the act. */
  before: Dues
  branch: string | null
  act: Pick<Act, 'asks'>
  input: Record<string, unknown>
  handedIn: Readonly<Record<string, string>>
  implementations: ReadonlyMap<string, Implementation>
  /** Papers that the case holds so far. */
  papers: readonly { branch: string; label: string; number: string | null }[]
}

function factsOf(parts: Parts, ctx: Context, said: InstrumentSubject): Record<string, unknown> {
  const { graph, of, standing, branch } = said
  const label = branch === null ? undefined : graph.branches.get(branch)!.label
  const needed = neededMaterials([...said.implementations.values()], conditionData(of.data, standing.scopes))
  const remedies = said.implementations.get(branch ?? WHOLE)?.body.remedies ?? []
  // The window that leads belongs to the same level as the bodies for which it serves, so their remedies are its own.
  const forum = (kind: string) =>
    [...remedies, ...[...said.implementations.values()].flatMap(({ body }) => body.remedies)].find((remedy) => remedy.kind === kind)?.to
  const branches = new Map([...graph.branches].map(([key, one]) => [key, { label: one.label, organisation: organisationOf(of, key).name }]))
  return {
    caseNumber: of.number,
    title: of.title,
    matter: label ?? parts.matters.find(of.matter)?.label ?? of.title,
    applicant: of.entity_name ?? of.applicant_name,
    entity: of.entity_name,
    region: of.region_name,
    receivedAt: of.opened,
    ...factsOfTime(standing, branch ?? WHOLE, said.before),
    materials: needed.filter((material) => said.handedIn[material.key] || material.source !== 'applicant').map((material) => material.name),
    missing: needed
      .filter((material) => material.required && material.source === 'applicant' && !said.handedIn[material.key])
      .map((material) => material.name),
    reviewBody: forum('reconsideration'),
    court: forum('litigation'),
    components: outcomesOf(standing, branches).map((one) => one.matter),
    outcomes: outcomesOf(standing, branches),
    documents: said.papers
      .filter((paper) => paper.branch === (branch ?? WHOLE))
      .map((paper) => ({ name: paper.label, number: paper.number ?? '' })),
    officer: ctx.actor.name,
  }
}

/** The instrument of an act, filled; what it lacks is given as problems. */
export function instrumentOf(
  parts: Parts,
  ctx: Context,
  template: Template,
  said: InstrumentSubject,
): { row: { id: string } & Record<string, unknown>; problems: Problem[] } {
  const { of, branch } = said
  const organisation = organisationOf(of, branch)
  const matter = parts.matters.find(of.matter)
  const { data, problems } = instrumentData(template, {
    input: said.input,
    asks: said.act.asks ?? {},
    facts: factsOf(parts, ctx, said),
    data: of.data,
    fields: fieldsOfForms([matter?.guide, matter?.form]),
    branch: branch ?? WHOLE,
  })
  const number = numbering(template, organisation, parts.today(ctx.now).slice(0, 4))
  return {
    problems,
    row: {
      id: newKey(),
      branch: branch ?? WHOLE,
      template: template.name,
      label: template.label,
      organisation: organisation.id,
      organisationName: organisation.name,
      counter: number?.counter ?? null,
      prefix: number?.prefix ?? null,
      data,
    },
  }
}
