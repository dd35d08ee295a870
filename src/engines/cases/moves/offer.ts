import { holds, type Act } from '#declare'
import { hindrance, WHOLE, type Standing } from '../clocks/index.ts'
import { isSameHand, type Actor } from '#kernel/context'
import { getTaskNode, type Graph, type TaskNode } from '../graph/index.ts'
import { conditionData, type CaseRow } from '../rows.ts'
import { askedIt, isOwn, isWho } from './parts.ts'

/** Why an act of a task can't be done now, as a sentence; nothing when it can. */
export function refusal(of: CaseRow, standing: Standing, branch: string | null, act: Act): string | undefined {
  if (act.when && !holds(act.when, conditionData(of.data, standing.scopes))) return '现在不适用'
  return act.as ? hindrance(standing, branch ?? WHOLE, act.as) : undefined
}

/** Who did what in a branch before. */
export interface Doer {
  stage: string
  actor: string | null
}

/** Whether the actor did a stage, under whichever account, that whoever does this one may not have done: who examined does not decide. */
export const didUnlike = (actor: Actor, task: TaskNode, doers: readonly Doer[]): boolean =>
  doers.some((doer) => task.declared.unlike?.includes(doer.stage) && isSameHand(actor, doer.actor))

/** The acts that a task offers to an actor now. */
export function offeredActs(
  graph: Graph,
  of: CaseRow,
  standing: Standing,
  node: string,
  actor: Actor,
  doers: readonly Doer[],
): [key: string, act: Act][] {
  const task = getTaskNode(graph, node)
  return Object.entries(task.declared.acts).filter(
    ([, act]) =>
      !('role' in (act.by ?? task.declared.by) && (isOwn(actor, of) || askedIt(actor, of.data))) &&
      isWho(actor, act.by ?? task.declared.by, graph, task.branch, of) &&
      (act.by !== undefined || !didUnlike(actor, task, doers)) &&
      refusal(of, standing, task.branch, act) === undefined,
  )
}
