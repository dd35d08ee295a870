import { checkValues, specialGrounds, type Act, type Problem, type Who } from '#declare'
import { actingName, inContext, OPEN_BOX, ownHands, type Context } from '#kernel/context'
import { aside } from '#kernel/database'
import { Conflict, Fault, Invalid, NotAllowed, NotFound } from '#kernel/errors'
import { addJob } from '#kernel/jobs'
import { newKey } from '#kernel/keys'
import { happen, mostExtension, settle, WHOLE, type ActSaid, type Standing } from '../clocks/index.ts'
import { getTaskNode, step, type Graph, type TaskNode } from '../graph/index.ts'
import { requireCovered } from '../mandate.ts'
import { neededMaterials, type Implementation } from '../matters/index.ts'
import type { ActingCase } from '../outside.ts'
import { duesOf } from '../instruments/index.ts'
import { clockChanges, conditionData, standingOf, touched, type CaseData, type CaseRow, type ClockRow, type TaskRow } from '../rows.ts'
import { applyMove, didForHolder, forMove } from '../sql.ts'
import { follow, instrumentOf, openings, organisationOf, outcome } from './change.ts'
import { knowsCase } from './known.ts'
import { didUnlike, refusal, type Doer } from './offer.ts'
import { digestOfRequest } from './open.ts'
import { answerOf } from './answer.ts'
import { askedIt, isOwn, isWho, type Parts } from './parts.ts'
import { tellApplicant, tellOpened } from './tell.ts'

/** One act of a task. */
export interface Acting {
  case: string
  task: string
  act: string
  /** The version of the case that the actor saw. */
  version: number
  input: Record<string, unknown>
  materials?: readonly { key: string; file: string }[]
  idempotencyKey: string
}

/** What `cases.for_move` gives: the case, locked, and all that a move needs. */
interface Found {
  repeated?: boolean
  case: CaseRow
  tasks: TaskRow[]
  clocks: ClockRow[]
  materials: Record<string, string>
  doers: Doer[]
  instruments: { branch: string; label: string; number: string | null }[]
}

/**
 * Whether an act decides something for the applicant, or the law wants it told (行政许可法 arts. 32, 38, 42, 44, 45). What is asked for comes with
 * the task; a finished inspection, the end of a special procedure and what officers pass to each other stay inside.
 */
const told = new Set<Act['as']>(['accept', 'refuse', 'suspend', 'extend', 'grant', 'reject', 'deliver'])
const concerns = (act: Act) => told.has(act.as)

function checkInput(
  act: Act,
  { input, materials = [] }: Acting,
  applicant: boolean,
  implementations: readonly Implementation[],
  data: Record<string, unknown>,
): void {
  const problems: Problem[] = checkValues(act.asks ?? {}, input, { path: 'input.' })
  if (act.as === 'suspend' && typeof input.ground === 'string' && !Object.hasOwn(specialGrounds, input.ground))
    problems.push({ path: 'input.ground', message: '只有行政许可法第四十五条所列的事由不计入期限' })
  const needed = neededMaterials(implementations, data)
  for (const { key } of materials)
    if (!applicant || !needed.some((material) => material.key === key))
      problems.push({ path: `materials.${key}`, message: '不需要这份材料' })
  if (problems.length > 0) throw new Invalid('填写有误', { code: 'case.input', problems })
  if (act.as === 'resubmit' && materials.length === 0 && !Object.values(input).some((value) => value !== undefined && value !== ''))
    throw new Invalid('请上传要求补正的材料，或者写明补正了什么', { code: 'case.resubmit', path: 'materials' })
}

function checkActor(ctx: Context, graph: Graph, { case: of, doers }: Found, task: TaskRow, node: TaskNode, declared: Act): void {
  const { actor } = ctx
  if (!isWho(actor, declared.by ?? node.declared.by, graph, node.branch, of))
    throw new NotAllowed('您没有办理这个环节的职责', { code: 'case.role' })
  if ('role' in (declared.by ?? node.declared.by) && isOwn(actor, of))
    throw new NotAllowed('您是申请人，这件事须由他人办理', { code: 'case.own' })
  if ('role' in (declared.by ?? node.declared.by) && askedIt(actor, of.data))
    throw new NotAllowed('这是您提出的，须由他人办理', { code: 'case.own' })
  // An act that belongs to somebody else neither waits for whoever took the task nor is it part of doing it.
  if (declared.by) return
  if (didUnlike(actor, node, doers)) throw new NotAllowed('您办理过前面的环节，这个环节须由他人办理', { code: 'case.unlike' })
  if (task.claimed_by && task.claimed_by !== actor.account) throw new Conflict(`已由${task.claimed_name}领取`, { code: 'case.claimed' })
}

/** @throws NotAllowed for an officer who stood in for the applicant of this case: an agent is no more impartial than who sent it (回避) */
async function requireNoAgent(ctx: Context, of: CaseRow, by: Who): Promise<void> {
  const { kind, person, self } = ctx.actor
  const hands = ownHands(ctx.actor)
  // Mandates are taken by people; whoever has the account at work alone has taken none.
  if (!('role' in by) || kind !== 'post' || (person === null && !self?.person && hands.length < 2)) return
  ctx.tx.open('cases_move', 'read', { ...OPEN_BOX, case: [of.id, of.id] })
  if ((await ctx.tx.row(didForHolder(of.id, hands, of.holder)))!.did)
    throw new NotAllowed('您代申请人办过这件事，须由他人办理', { code: 'case.own' })
}

const saidOf = (input: Record<string, unknown>): ActSaid => ({
  ...(typeof input.ground === 'string' ? { ground: input.ground } : {}),
  ...(typeof input.expectedDays === 'number' ? { expectedDays: input.expectedDays } : {}),
  ...(typeof input.days === 'number' ? { days: input.days } : {}),
})

/** A check that ran out is a move of its own, made by the law and not by a person. */
export const lapseMove = (branch: string) => ({
  id: newKey(),
  task: null,
  node: '',
  stage: '',
  branch,
  act: 'lapse',
  legal: 'lapse',
  actorName: '系统',
  postName: null,
  organisationName: null,
  input: {},
})

const actingCase = (of: CaseRow, branch: string | null): ActingCase => ({
  id: of.id,
  number: of.number,
  matter: of.matter,
  branch,
  region: of.region,
  regionCode: of.region_code,
  holder: of.holder,
  entity: of.entity,
  organisation: organisationOf(of, branch),
  guide: of.data.guide,
  answers: of.data.answers,
})

/** Runs the act's action and takes what it gives into the case's data; an `entity` becomes the case's own. */
async function runAction(
  parts: Parts,
  ctx: Context,
  system: string,
  of: CaseRow,
  node: TaskNode,
  act: Act,
  input: Record<string, unknown>,
): Promise<{ data: CaseData; entity?: { id: string; name: string } }> {
  if (act.runs === undefined) return { data: of.data }
  const output = await parts.outside.runAction(ctx, { system, action: act.runs, input, case: actingCase(of, node.branch) })
  const data = {
    ...of.data,
    results: { ...of.data.results, [node.branch ?? WHOLE]: { ...of.data.results[node.branch ?? WHOLE], ...output } },
  }
  if (typeof output.entity !== 'string') return { data }
  return {
    data,
    entity: { id: output.entity, name: typeof output.entityName === 'string' ? output.entityName : (of.entity_name ?? of.applicant_name) },
  }
}

function legalise(of: CaseRow, standing: Standing, node: TaskNode, act: Act, input: Record<string, unknown>): string[] {
  const lapsed = settle(standing)
  const why = refusal(of, standing, node.branch, act)
  if (why !== undefined) throw new Invalid(why, { code: 'case.act', path: 'act' })
  const said = saidOf(input)
  const most = act.as === 'extend' ? mostExtension(standing, node.branch ?? WHOLE) : undefined
  if (most !== undefined && said.days !== undefined && (!Number.isInteger(said.days) || said.days < 1 || said.days > most))
    throw new Invalid(`期限最多延长 ${most} 天`, { code: 'case.input', path: 'input.days' })
  if (act.as) happen(standing, node.branch ?? WHOLE, act.as, said)
  return lapsed
}

/** Certificates that came out of the case, for a proof of delivery to name. */
async function papersOf(parts: Parts, ctx: Context, of: string, act: Act) {
  if (act.as !== 'deliver') return []
  return (await parts.outside.certificatesOf(ctx, of)).map(({ branch, label, number }) => ({ branch: branch ?? WHOLE, label, number }))
}

/**
 * Makes a move: checks who acts, what the law allows and what was said; lets clocks and tokens follow; writes everything in one call.
 * A request that was already done gives what it gave.
 * @throws NotFound when the task is not for the actor; Conflict `case.moved` naming who was first; Invalid with the path of what is wrong
 */
export async function act(parts: Parts, ctx: Context, acting: Acting): Promise<{ repeated: boolean }> {
  try {
    return await move(parts, ctx, acting)
  } catch (error) {
    // What stood in the way of a case that is none of the actor's business would say that it is there, and who works on it.
    const isRefused = error instanceof Fault && error.status < 500 && error.status !== 404
    if (isRefused && !(await knowsAside(ctx, acting.case))) throw new NotFound('没有这项任务', { code: 'case.task', cause: error })
    throw error
  }
}

/** Asked beside the transaction, which what was refused has ended: many who lose a race at once wait for no connection that another holds. */
function knowsAside({ ground, actor, purpose, now }: Context, id: string): Promise<boolean> {
  const pools = { app: aside(ground.pools.app), hall: aside(ground.pools.hall) }
  return inContext({ ...ground, pools }, actor, purpose, (own) => knowsCase(own, id), { readOnly: true, now })
}

async function move(parts: Parts, ctx: Context, acting: Acting): Promise<{ repeated: boolean }> {
  const request = digestOfRequest(acting)
  const row = await ctx.tx.row(
    forMove({ case: acting.case, task: acting.task, version: acting.version, key: acting.idempotencyKey, request }),
  )
  const found = row!.found as Found | null
  if (!found) throw new NotFound('没有这项任务', { code: 'case.task' })
  if (found.repeated) return { repeated: true }
  const { case: of, tasks, clocks, materials } = found
  requireCovered(ctx.actor, of)
  const task = tasks.find((one) => one.id === acting.task)!
  const { graph, system } = parts.graph(of.procedure, of.procedure_version)
  const node = getTaskNode(graph, task.node)
  const declared = node.declared.acts[acting.act]
  if (!declared) throw new Invalid('这个环节没有这个动作', { code: 'case.act', path: 'act' })
  checkActor(ctx, graph, found, task, node, declared)
  await requireNoAgent(ctx, of, declared.by ?? node.declared.by)
  const pinned = await parts.matters.pinned(ctx, Object.values(of.implementations))
  const implementations = new Map(
    Object.entries(of.implementations).flatMap(([scope, id]) =>
      of.scopes[scope]?.state !== 'not-needed' && pinned.has(id) ? [[scope, pinned.get(id)!] as const] : [],
    ),
  )
  checkInput(
    declared,
    acting,
    !('role' in (declared.by ?? node.declared.by)),
    [...implementations.values()],
    conditionData(of.data, of.scopes),
  )

  const standing = standingOf(of, clocks, await parts.calendars.of(ctx, of.region_path, row!.stamp as string), parts.today(ctx.now))
  const before = duesOf(standing)
  const lapsed = legalise(of, standing, node, declared, acting.input)
  const done = await runAction(parts, ctx, system, of, node, declared, acting.input)
  const after: CaseRow = { ...of, data: done.data, ...(done.entity ? { entity: done.entity.id, entity_name: done.entity.name } : {}) }
  const withdrawn = declared.as === 'withdraw'
  const stepped = step(graph, of.tokens, conditionData(done.data, standing.scopes), task.node, acting.act)
  follow(standing, stepped, withdrawn)

  const handedIn = { ...materials, ...Object.fromEntries((acting.materials ?? []).map(({ key, file }) => [key, file])) }
  const instrument =
    declared.instrument === undefined
      ? undefined
      : instrumentOf(parts, ctx, parts.template(declared.instrument), {
          graph,
          of: after,
          standing,
          before,
          branch: node.branch,
          act: declared,
          input: acting.input,
          handedIn,
          implementations,
          papers: [...found.instruments, ...(await papersOf(parts, ctx, of.id, declared))],
        })
  if (instrument && instrument.problems.length > 0)
    throw new Invalid('文书缺少内容，不能办结这一步', { code: 'case.instrument', problems: instrument.problems })

  const opened = openings(graph, { organisations: of.organisations, ask: of.data.ask }, standing, stepped.opened)
  const closing = new Set(stepped.closed.map((one) => one.id))
  const closed = tasks.filter((one) => closing.has(one.node))
  const titles = await parts.outside.titlesOf(ctx)
  const organisationIds = Object.fromEntries(Object.keys(of.scopes).map((key) => [key, organisationOf(of, key === WHOLE ? null : key).id]))
  ctx.tx.later(
    applyMove({
      case: of.id,
      task: task.id,
      version: of.version,
      key: acting.idempotencyKey,
      request,
      at: ctx.now,
      closedBy: actingName(ctx.actor),
      set: {
        tokens: stepped.tokens,
        scopes: standing.scopes,
        ...(stepped.ended ? { state: outcome(standing, withdrawn) } : {}),
        ...(done.data === of.data ? {} : { data: done.data }),
        ...(done.entity ? { entity: done.entity.id, entityName: done.entity.name } : {}),
      },
      moves: [
        ...lapsed.map(lapseMove),
        {
          id: newKey(),
          task: task.id,
          node: task.node,
          stage: task.stage,
          branch: task.branch,
          act: acting.act,
          legal: declared.as ?? null,
          actorName: actingName(ctx.actor),
          postName: titles.post,
          organisationName: titles.organisation,
          input: acting.input,
        },
      ],
      close: closed.map((one) => one.id),
      open: opened.map((one) => one.row),
      touch: touched(
        standing,
        tasks.filter((one) => !closing.has(one.node)),
      ),
      clocks: clockChanges(standing, clocks, parts.timezone, organisationIds),
      materials: (acting.materials ?? []).map(({ key, file }) => ({ id: newKey(), key, file })),
      instruments: instrument ? [instrument.row] : [],
    }),
  )
  await answerOf(parts, ctx, of, standing, declared, acting.input)
  if (acting.materials?.length)
    await parts.outside.attachFiles(
      ctx,
      acting.materials.map(({ file }) => file),
      { case: of.id, holder: of.holder },
    )
  if (instrument) await addJob(ctx, 'documents-render', { instrument: instrument.row.id }, { key: `instrument:${instrument.row.id}` })
  if (declared.certificate !== undefined)
    await parts.outside.issueCertificate(ctx, {
      template: declared.certificate,
      case: of.id,
      number: of.number,
      branch: task.branch,
      organisation: organisationOf(of, node.branch),
      region: of.region,
      holder: of.holder,
      applicantName: of.applicant_name,
      entity: after.entity,
      entityName: after.entity_name,
      data: {
        ...after.data.guide,
        ...after.data.answers,
        ...(Object.assign({}, ...Object.values(after.data.results)) as object),
        ...acting.input,
      },
    })
  const holder = { id: of.id, title: of.title, regionPath: of.region_path, holder: of.holder, asker: of.data.ask?.account ?? null }
  await tellOpened(parts, ctx, holder, opened)
  const asked = opened.some(({ role }) => role === '')
  if ('role' in (declared.by ?? node.declared.by) && !asked && (concerns(declared) || stepped.ended))
    await tellApplicant(
      parts,
      ctx,
      holder,
      `${node.branch === null ? '' : `${graph.branches.get(node.branch)!.label}：`}${declared.label}`,
      `move:${of.id}:${of.version}`,
    )
  return { repeated: false }
}
