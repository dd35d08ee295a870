import { createHash } from 'node:crypto'
import { type Branch, checkAnswers, fieldsOf, form, holds, isFork, LEAD, type Matter, type Problem, type TaskStage } from '#declare'
import { actingName, type Context } from '#kernel/context'
import { Invalid, NotAllowed } from '#kernel/errors'
import { addJob } from '#kernel/jobs'
import { newKey } from '#kernel/keys'
import { freshScope, planClocks, receive, WHOLE, type ClockPlan, type Scope, type Standing } from '../clocks/index.ts'

import { begin, type Graph } from '../graph/index.ts'
import { requireCovered } from '../mandate.ts'
import { isMatter, neededMaterials, type Implementation } from '../matters/index.ts'
import { clockChanges, type CaseAsk, type CaseData, type CaseRow } from '../rows.ts'
import { nextNumber, openCase as openCaseSql } from '../sql.ts'
import { follow, instrumentOf, openings } from './change.ts'
import { functionsOf, whoOf, type Parts } from './parts.ts'
import { tellOpened } from './tell.ts'

/** An application. */
export interface Application {
  matter: string
  region: string
  guide: Record<string, unknown>
  answers: Record<string, unknown>
  materials: readonly { key: string; file: string }[]
  /** The enterprise that applies, when the person acts for one. */
  entity?: string
  /** Given by the caller; asking again under it has no second effect. */
  idempotencyKey: string
}

/** The digest of what was asked, so that a key can't stand for two requests. */
export const digestOfRequest = (request: unknown): string => createHash('sha256').update(JSON.stringify(request)).digest('base64url')

/** As many characters of what an application is about stand in its title: a line of a list. */
const MOST_OF_SUBJECT = 30

/** What a case is called: who, what, and what it is about, so that two of one applicant are told apart. */
export function titleOf(
  applicant: string,
  { label, form: asked }: Pick<Matter, 'label' | 'form'>,
  answers: Record<string, unknown>,
): string {
  const said = asked?.subject === undefined ? undefined : answers[asked.subject]
  const about = typeof said === 'string' ? said.trim().replaceAll(/\s+/g, ' ').replace(/。$/, '') : ''
  // Who begins with what the matter is called has said it twice.
  const words = [...(about.startsWith(label) ? about.slice(label.length).replace(/^[\s:：,，、]+/, '') : about)]
  if (words.length === 0) return `${applicant} ${label}`
  return `${applicant} ${label} · ${words.length > MOST_OF_SUBJECT ? `${words.slice(0, MOST_OF_SUBJECT - 1).join('')}…` : words.join('')}`
}

function checkApplication(matter: Matter, { guide, answers }: Pick<Application, 'guide' | 'answers'>): void {
  const nothing = form('', { sections: {} })
  const at = (part: string, problems: Problem[]) => problems.map(({ path, message }) => ({ path: `${part}.${path}`, message }))
  const problems = [
    ...at('guide', checkAnswers(matter.guide ?? nothing, guide)),
    ...at('answers', checkAnswers(matter.form ?? nothing, answers, guide)),
  ]
  if (problems.length > 0) throw new Invalid('申请填写有误', { code: 'case.answers', problems })
}

function checkMaterials(implementations: readonly Implementation[], data: Record<string, unknown>, given: Application['materials']): void {
  const needed = neededMaterials(implementations, data)
  const problems: Problem[] = []
  const seen = new Set<string>()
  for (const { key } of given) {
    if (!needed.some((material) => material.key === key)) problems.push({ path: `materials.${key}`, message: '不需要这份材料' })
    else if (seen.has(key)) problems.push({ path: `materials.${key}`, message: '交了两份' })
    seen.add(key)
  }
  for (const { key, name, required, source } of needed)
    if (required && source === 'applicant' && !seen.has(key)) problems.push({ path: `materials.${key}`, message: `请上传“${name}”` })
  if (problems.length > 0) throw new Invalid('材料不齐', { code: 'case.materials', problems })
}

/** Whether a branch is needed by these answers, or may turn out to be by how others stand. */
const mayBeNeeded = ({ when }: Branch, values: Record<string, unknown>) =>
  !when || holds(when, values) || fieldsOf(when).some((field) => field.startsWith('branches.'))

/** The implementation of each branch, as far as there is one. */
function branchesFor(
  graph: Graph,
  implementations: readonly Implementation[],
): Map<string, { implementation: Implementation | undefined }> {
  return new Map(
    [...graph.branches].map(([key, branch]) => [key, { implementation: implementations.find((one) => one.matter === branch.matter) }]),
  )
}

function planAll(graph: Graph, own: Implementation | undefined, branches: ReturnType<typeof branchesFor>, data: Record<string, unknown>) {
  const scopes: Record<string, Scope> = { [WHOLE]: freshScope('waiting', own?.body.supplement.maxNotices ?? null) }
  const plans: Record<string, ClockPlan[]> = {
    [WHOLE]: planClocks(graph.procedure.clocks, own?.body.limits ?? [], own?.body.supplement ?? {}, data),
  }
  for (const [key, { implementation }] of branches) {
    const branch = graph.branches.get(key)!
    scopes[key] = freshScope('waiting', implementation?.body.supplement.maxNotices ?? null)
    plans[key] = planClocks(branch.clocks ?? {}, implementation?.body.limits ?? [], implementation?.body.supplement ?? {}, data)
    const after = [...graph.branches].filter(
      ([other, { matter }]) => other !== key && implementation?.body.after.some((rule) => isMatter(matter, rule.matter)),
    )
    if (after.length > 0) scopes[key].after = Object.fromEntries(after.map(([other, { label }]) => [other, label]))
  }
  return { scopes, plans }
}

interface Office {
  id: string
  name: string
  mark?: string | undefined
}

const officeOf = ({ id, name, mark }: Office) => ({ id, name, ...(mark ? { mark } : {}) })

/** Every organisation that tasks of the case will be addressed to, fixed now. */
async function resolveOrganisations(
  parts: Parts,
  ctx: Context,
  graph: Graph,
  matter: Matter,
  region: string,
  own: Implementation | undefined,
  branches: ReturnType<typeof branchesFor>,
  asked: Office | undefined,
) {
  const organisations: CaseRow['organisations'] = {}
  const find = async (fn: string) => {
    const found = organisations[fn] ?? (await parts.outside.organisationFor(ctx, fn, region))
    if (!found) throw new Invalid('本地没有办理这件事的部门', { code: 'case.organisation', path: 'region' })
    organisations[fn] = officeOf(found)
    return organisations[fn]
  }
  for (const [key, { implementation }] of branches) {
    if (!implementation) continue
    const { organisation: id, organisationName: name, body } = implementation
    organisations[`branch:${key}`] = officeOf({ id, name, mark: body.mark })
  }
  const functions = functionsOf(graph.procedure)
  const exerciser = functions.delete(LEAD) ? own : undefined
  for (const fn of functions) {
    const ofBranches = [...graph.branches].filter(([, branch]) => branch.function === fn)
    const elsewhere = Object.values(graph.procedure.stages).some((stage) => {
      const names = (tasks: readonly TaskStage[]) => tasks.flatMap(whoOf).some((by) => 'role' in by && by.function === fn)
      return isFork(stage)
        ? Object.values(stage.branches).some((branch) => branch.function !== fn && names(Object.values(branch.stages)))
        : names([stage])
    })
    if (elsewhere || ofBranches.length === 0) await find(fn)
  }
  if (asked) organisations[LEAD] = officeOf(asked)
  else if (exerciser)
    organisations[LEAD] = officeOf({ id: exerciser.organisation, name: exerciser.organisationName, mark: exerciser.body.mark })
  const lead = organisations[LEAD] ?? (await find(matter.function))
  return { organisations, lead }
}

/**
 * Opens a case: checks what was said and handed in, fixes implementation, organisations and limits, starts the clocks from receipt, opens the
 * first tasks, writes the receipt. One transaction.
 * @returns the case's key; `repeated` when the same request had opened it before
 * @throws Invalid naming every field and material that is wrong
 */
export async function openCase(parts: Parts, ctx: Context, application: Application): Promise<{ id: string; repeated: boolean }> {
  const { person } = ctx.actor
  if (!person) throw new NotAllowed('请以本人身份登录后申请', { code: 'case.applicant' })
  const matter = parts.matters.get(application.matter)
  if (!matter.procedure) throw new Invalid('这个事项不单独办理', { code: 'matter.component', path: 'matter' })
  if (parts.newest(matter.procedure).graph.procedure.answers !== undefined)
    throw new Invalid('这个事项从提出请求的页面办理', { code: 'matter.asked', path: 'matter' })
  checkApplication(matter, application)
  const forWhom = application.entity ?? ctx.actor.proxy?.entity ?? undefined
  const entity = forWhom === undefined ? undefined : await parts.outside.entityOf(ctx, forWhom)
  requireCovered(ctx.actor, { matter: matter.name, entity: entity?.id ?? null })
  if (!matter.applicants.includes(entity ? 'enterprise' : 'person'))
    throw new Invalid(entity ? '这件事由个人申请' : '请选择代表哪家企业申请', { code: 'case.applicant', path: 'entity' })
  return open(parts, ctx, {
    ...application,
    id: newKey(),
    matter,
    applicantName: ctx.actor.name,
    entity,
    request: digestOfRequest(application),
  })
}

/** What the case of an ask is opened with. */
export interface AskedCase {
  id: string
  matter: Matter
  region: string
  answers: Record<string, unknown>
  /** The organisation that was asked. */
  lead: Office
  applicantName: string
  ask: CaseAsk
}

/** Opens the case that answers an ask: nothing is handed in, and the organisation that was asked leads it. @throws as {@link openCase} */
export async function openAsked(parts: Parts, ctx: Context, asked: AskedCase): Promise<void> {
  const { matter, answers, ask } = asked
  checkApplication(matter, { guide: {}, answers })
  requireCovered(ctx.actor, { matter: matter.name, entity: null })
  await open(parts, ctx, {
    ...asked,
    guide: {},
    materials: [],
    entity: undefined,
    idempotencyKey: `ask:${ask.id}`,
    request: digestOfRequest(ask),
  })
}

/** What is opened: what was asked for, checked, by whom, and who leads it where that doesn't follow from the matter. */
interface Opening extends Pick<Application, 'region' | 'guide' | 'answers' | 'materials' | 'idempotencyKey'> {
  id: string
  matter: Matter
  applicantName: string
  entity: { id: string; name: string } | undefined
  lead?: Office
  ask?: CaseAsk
  /** The digest of the request. */
  request: string
}

async function open(parts: Parts, ctx: Context, opening: Opening): Promise<{ id: string; repeated: boolean }> {
  const { outside, matters } = parts
  const { id, matter, entity, applicantName, ask } = opening
  const person = ctx.actor.kind === 'post' && ask ? null : ctx.actor.person
  const { graph } = parts.newest(matter.procedure!)
  const place = await outside.placeOf(ctx, opening.region)
  const data: CaseData = { guide: opening.guide, answers: opening.answers, results: {}, ...(ask ? { ask } : {}) }
  const values = { ...opening.guide, ...opening.answers }
  const stepped = begin(graph, values)
  if (stepped.ended) throw new Invalid('按照您的回答，不需要办理', { code: 'case.nothing', path: 'guide' })

  const wanted = [...graph.branches].filter(([key, branch]) => !stepped.skipped.includes(key) && mayBeNeeded(branch, values))
  if (graph.branches.size > 0 && wanted.length === 0) throw new Invalid('按照您的回答，不需要办理', { code: 'case.nothing', path: 'guide' })
  const implementations = await matters.at(ctx, [...new Set([matter.name, ...wanted.map(([, branch]) => branch.matter)])], place.path)
  const branches = branchesFor(graph, implementations)
  for (const [key, branch] of wanted)
    if (!branches.get(key)?.implementation)
      throw new Invalid(`${place.name}还不能办理“${branch.label}”`, { code: 'case.implementation', path: 'region' })
  const used = implementations.filter(({ matter: name }) => name === matter.name || wanted.some(([, branch]) => branch.matter === name))
  // Whoever asked handed in what there is with the ask.
  if (!ask) checkMaterials(used, values, opening.materials)

  const own = implementations.find((one) => one.matter === matter.name)
  if (!own && !opening.lead && functionsOf(graph.procedure).has(LEAD))
    throw new Invalid(`${place.name}没有办理“${matter.label}”的部门`, { code: 'case.implementation', path: 'region' })
  const { scopes, plans } = planAll(graph, own, branches, values)
  // What the answers rule out is asked nothing of from the start, wherever in the procedure its fork comes.
  for (const key of graph.branches.keys())
    if (!wanted.some(([one]) => one === key)) scopes[key] = freshScope('not-needed', scopes[key]!.mostNotices)
  const { organisations, lead } = await resolveOrganisations(parts, ctx, graph, matter, place.id, own, branches, opening.lead)

  const standing: Standing = { scopes, plans, clocks: [], calendar: await parts.calendars.of(ctx, place.path), today: parts.today(ctx.now) }
  receive(standing, WHOLE)
  follow(standing, stepped, false)

  const opened = openings(graph, { organisations, ask }, standing, stepped.opened)
  const titles = await outside.titlesOf(ctx)
  const title = titleOf(entity?.name ?? applicantName, matter, opening.answers)
  const number = (await ctx.tx.row(nextNumber(`${place.code.slice(0, 6)}${standing.today.replaceAll('-', '')}`)))!.number as string
  const row = {
    number,
    title,
    matter: matter.name,
    applicant_name: applicantName,
    entity_name: entity?.name ?? null,
    region_name: place.name,
    organisations,
    organisation: lead.id,
    organisation_name: lead.name,
    opened: ctx.now.toISOString(),
    data,
  }
  const handedIn = Object.fromEntries(opening.materials.map(({ key, file }) => [key, file]))
  const receipt =
    graph.procedure.receipt === undefined
      ? undefined
      : instrumentOf(parts, ctx, parts.template(graph.procedure.receipt), {
          graph,
          of: row,
          standing,
          before: new Map(),
          branch: null,
          act: {},
          input: {},
          handedIn,
          implementations: new Map([
            ...(own ? [[WHOLE, own] as const] : []),
            ...[...branches].flatMap(([key, { implementation }]) =>
              implementation && used.includes(implementation) ? [[key, implementation] as const] : [],
            ),
          ]),
          papers: [],
        })
  if (receipt && receipt.problems.length > 0) throw new Invalid('回执缺少内容', { code: 'case.instrument', problems: receipt.problems })
  const organisationIds = Object.fromEntries([...branches.keys()].map((key) => [key, organisations[`branch:${key}`]?.id ?? lead.id]))
  const answer = await ctx.tx.row(
    openCaseSql({
      key: opening.idempotencyKey,
      request: opening.request,
      at: ctx.now,
      case: {
        id,
        region: place.id,
        regionCode: place.code,
        regionPath: place.path,
        organisation: lead.id,
        holder: person,
        number,
        title,
        matter: matter.name,
        procedure: graph.procedure.name,
        procedureVersion: graph.procedure.version,
        applicantName,
        entity: entity?.id ?? null,
        entityName: entity?.name ?? null,
        regionName: place.name,
        organisationName: lead.name,
        organisations,
        implementations: Object.fromEntries([
          ...(own ? [[WHOLE, own.id]] : []),
          ...[...branches].flatMap(([key, { implementation }]) => (implementation ? [[key, implementation.id]] : [])),
        ]),
        plans,
        data,
      },
      set: { tokens: stepped.tokens, scopes: standing.scopes },
      moves: [
        {
          id: newKey(),
          task: null,
          node: '',
          stage: '',
          branch: WHOLE,
          act: 'open',
          legal: 'receipt',
          actorName: actingName(ctx.actor),
          postName: titles.post,
          organisationName: titles.organisation,
          input: {},
        },
      ],
      open: opened.map((one) => one.row),
      clocks: clockChanges(standing, [], parts.timezone, organisationIds),
      materials: opening.materials.map(({ key, file }) => ({ id: newKey(), key, file })),
      instruments: receipt ? [receipt.row] : [],
    }),
  )
  const made = answer!.made as { case: string; repeated?: boolean }
  if (made.repeated) return { id: made.case, repeated: true }
  if (opening.materials.length > 0)
    await outside.attachFiles(
      ctx,
      opening.materials.map(({ file }) => file),
      { case: id, holder: person! },
    )
  if (receipt) await addJob(ctx, 'documents-render', { instrument: receipt.row.id }, { key: `instrument:${receipt.row.id}` })
  await tellOpened(parts, ctx, { id, title, regionPath: place.path, holder: person, asker: ask?.account ?? null }, opened)
  return { id, repeated: false }
}
