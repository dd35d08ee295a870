import { inContext, OPEN_BOX, type Context } from '#kernel/context'
import { Conflict, Fault, NotAllowed, NotFound } from '#kernel/errors'
import { newKey } from '#kernel/keys'
import { getTaskNode } from '../graph/index.ts'
import type { Colleague } from '../outside.ts'
import type { TaskRow } from '../rows.ts'
import { assignTask, doersOf, openOf, taskToAssign } from '../sql.ts'
import { act, type Acting } from './act.ts'
import { holdsDuty, leads, type Parts } from './parts.ts'

/** Somebody whom a task may be given to. */
export interface Candidate {
  account: string
  name: string
  postName: string
  /** Tasks of the organisation that wait with this person now. */
  open: number
  /** Why it may not be this one; nothing when it may. */
  why: string | null
}

export interface Candidates {
  items: Candidate[]
  current: { id: string; name: string } | null
}

type Task = Pick<TaskRow, 'role' | 'organisation' | 'region_path' | 'case_id' | 'branch' | 'node' | 'stage' | 'title'> &
  Pick<TaskRow, 'claimed_by' | 'claimed_name' | 'procedure' | 'closed'> & { holder: string; version: number }

/** Who did a stage of the branch before. */
interface Doer {
  stage: string
  actor: string | null
}

/** Each question is a transaction of its own, so that no connection is held while another is asked for. */
const reading = <T>(ctx: Context, work: (own: Context) => Promise<T>) =>
  inContext(ctx.ground, ctx.actor, ctx.purpose, work, { readOnly: true, now: ctx.now })

async function taskOf(ctx: Context, id: string): Promise<Task> {
  const { organisation } = ctx.actor
  const found = organisation
    ? await reading(ctx, (own) => {
        own.tx.open('cases_task', 'read', { ...OPEN_BOX, organisation: [organisation, organisation] })
        return own.tx.row(taskToAssign(id, organisation))
      })
    : undefined
  const task = found as unknown as Task | undefined
  // To colleagues who have nothing to do with it a task is not there.
  const knows = task && task.role !== '' && (leads(ctx.actor, task) || holdsDuty(ctx.actor, task))
  if (!knows) throw new NotFound('没有这项任务', { code: 'case.task' })
  if (!leads(ctx.actor, task)) throw new NotAllowed('只有本机构的负责人可以调整经办人', { code: 'case.head' })
  if (task.closed) throw new Conflict('这项任务已经办完，请刷新后再看', { code: 'case.moved' })
  return task
}

/** Why a colleague may not be given a task: the own case, or a stage before that somebody else must have done. */
function hindranceOf(parts: Parts, task: Task, colleague: Colleague, doers: readonly Doer[]) {
  if (colleague.isHolder) return '是申请人本人'
  const unlike = getTaskNode(parts.newest(task.procedure).graph, task.node).declared.unlike ?? []
  const did = doers.some(({ stage, actor }) => actor !== null && colleague.hands.includes(actor) && unlike.includes(stage))
  return did ? '办理过前面的环节' : null
}

async function weighed(parts: Parts, ctx: Context, task: Task): Promise<Candidate[]> {
  const doers = await reading(ctx, async (own) => {
    own.tx.open('cases_move', 'read', { ...OPEN_BOX, case: [task.case_id, task.case_id] })
    return (await own.tx.rows(doersOf(task.case_id, task.branch))) as unknown as Doer[]
  })
  const { role, organisation, region_path: regionPath, holder } = task
  const accounts = doers.flatMap(({ actor }) => actor ?? [])
  const colleagues = await parts.outside.holdersOf(ctx, { role, organisation, regionPath, holder, accounts })
  const open = await reading(ctx, async (own) => {
    own.tx.open('cases_task', 'read', { ...OPEN_BOX, organisation: [organisation, organisation] })
    const waiting = await own.tx.rows(
      openOf(
        organisation,
        colleagues.map(({ account }) => account),
      ),
    )
    return new Map(waiting.map((row) => [row.account as string, row.open as number]))
  })
  return colleagues.map((colleague) => ({
    account: colleague.account,
    name: colleague.name,
    postName: colleague.postName,
    open: open.get(colleague.account) ?? 0,
    why: hindranceOf(parts, task, colleague, doers),
  }))
}

/** Everybody of the organisation who has the role of a waiting task. @throws NotFound; NotAllowed when the actor does not lead there */
export async function candidates(parts: Parts, ctx: Context, id: string): Promise<Candidates> {
  const task = await taskOf(ctx, id)
  return {
    items: await weighed(parts, ctx, task),
    current: task.claimed_by ? { id: task.claimed_by, name: task.claimed_name ?? '' } : null,
  }
}

/**
 * Gives a waiting task to a colleague, or with null back to all who have its role; a move says who did it and why, and whoever is given it
 * is told. @throws NotFound; NotAllowed when the actor does not lead there or the colleague may not do it
 */
export async function assign(
  parts: Parts,
  ctx: Context,
  id: string,
  { account, reason }: { account: string | null; reason?: string | undefined },
): Promise<void> {
  const task = await taskOf(ctx, id)
  const to = account === null ? undefined : (await weighed(parts, ctx, task)).find((one) => one.account === account)
  if (account !== null && !to) throw new NotAllowed('这位同事没有办理这项任务的职责', { code: 'case.assign' })
  if (to?.why) throw new NotAllowed(`不能交给${to.name}：${to.why}`, { code: 'case.assign' })
  const titles = await parts.outside.titlesOf(ctx)
  const { stage } = task
  const label = getTaskNode(parts.newest(task.procedure).graph, task.node).declared.label || stage
  const row = await ctx.tx.row(
    assignTask(id, account, to?.name ?? null, {
      id: newKey(),
      at: ctx.now,
      actorName: ctx.actor.name,
      postName: titles.post,
      organisationName: titles.organisation,
      input: reason ? { reason } : {},
    }),
  )
  if (!row!.made || account === null || account === ctx.actor.account) return
  await parts.outside.notify(ctx, {
    to: { account },
    title: `交给您办理：${label}`,
    text: reason ? `${task.title}（${reason}）` : task.title,
    link: `/desk/cases/${task.case_id}`,
    key: `assign:${id}:${task.version}:${account}`,
  })
}

/** The same act on several tasks. */
export interface ActingTogether extends Pick<Acting, 'act' | 'input' | 'idempotencyKey'> {
  tasks: readonly Pick<Acting, 'case' | 'task' | 'version'>[]
}

/** What came of one of them. */
export interface ActedOn {
  case: string
  task: string
  done: boolean
  problem: { code: string | null; detail: string; problems: readonly { path: string; message: string }[] } | null
}

/** Does one act on several tasks, each in a transaction of its own: what can't be done leaves the others as they are. */
export async function actTogether(parts: Parts, ctx: Context, { tasks, idempotencyKey, ...said }: ActingTogether): Promise<ActedOn[]> {
  const acted: ActedOn[] = []
  for (const of of tasks) {
    const acting: Acting = { ...said, ...of, idempotencyKey: `${idempotencyKey}:${of.task}` }
    const answer = { case: of.case, task: of.task }
    try {
      await inContext(ctx.ground, ctx.actor, ctx.purpose, (own) => act(parts, own, acting), { now: ctx.now })
      acted.push({ ...answer, done: true, problem: null })
    } catch (error) {
      const fault = error instanceof Fault ? error : undefined
      if (!fault) ctx.ground.log.error({ err: error, case: of.case, task: of.task }, 'an act on one of several tasks failed')
      acted.push({
        ...answer,
        done: false,
        problem: { code: fault?.code ?? null, detail: fault?.message ?? '系统内部出错', problems: fault?.problems ?? [] },
      })
    }
  }
  return acted
}
