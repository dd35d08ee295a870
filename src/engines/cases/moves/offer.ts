import { holds, type Act } from '#declare'
import { hindrance, WHOLE, type Standing } from '../clocks/index.ts'
import { getTaskNode, type Graph } from '../graph/index.ts'
import { conditionData, type CaseRow } from '../rows.ts'

/** Why an act of a task can't be done now, as a sentence; nothing when it can. */
export function refusal(of: CaseRow, standing: Standing, branch: string | null, act: Act): string | undefined {
  if (act.when && !holds(act.when, conditionData(of.data, standing.scopes))) return '现在不适用'
  return act.as ? hindrance(standing, branch ?? WHOLE, act.as) : undefined
}

/** The acts that a task offers now. */
export function offeredActs(graph: Graph, of: CaseRow, standing: Standing, node: string): [key: string, act: Act][] {
  const task = getTaskNode(graph, node)
  return Object.entries(task.declared.acts).filter(([, act]) => refusal(of, standing, task.branch, act) === undefined)
}
