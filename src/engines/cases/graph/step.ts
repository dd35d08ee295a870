import { holds } from '#declare'
import { Broken } from '#kernel/errors'
import { END, getTaskNode, type Graph, type TaskNode } from './graph.ts'

/** Where a case stands: in a task, or at a join where a branch waits for the others. */
export interface Token {
  node: string
  branch: string | null
}

/** What a step did. */
export interface Stepped {
  tokens: Token[]
  opened: TaskNode[]
  closed: TaskNode[]
  /** Branches that began, by key. */
  started: string[]
  /** Branches that this case doesn't need. */
  skipped: string[]
  /** Branches whose last task was done. */
  finished: string[]
  /** The case is over. */
  ended: boolean
}

type Data = Record<string, unknown>

const nothing = (tokens: Token[]): Stepped => ({ tokens, opened: [], closed: [], started: [], skipped: [], finished: [], ended: false })

/** Moves one token to a node and on, as far as nobody is asked. */
function enter(graph: Graph, stepped: Stepped, id: string, branch: string | null, data: Data): void {
  const node = graph.nodes.get(id)
  if (!node) throw new Broken(`procedure ${graph.procedure.name} has no node ${id}`)
  switch (node.kind) {
    case 'task':
      stepped.tokens.push({ node: id, branch })
      stepped.opened.push(node)
      return
    case 'fork': {
      const needed = Object.entries(node.branches).filter(([, { declared }]) => !declared.when || holds(declared.when, data))
      for (const key of Object.keys(node.branches)) (needed.some(([one]) => one === key) ? stepped.started : stepped.skipped).push(key)
      for (const [key, { entry }] of needed) enter(graph, stepped, entry, key, data)
      if (needed.length === 0) pass(graph, stepped, node.join, data)
      return
    }
    case 'join': {
      if (branch === null) throw new Broken(`a token without a branch at the join ${id}`)
      stepped.finished.push(branch)
      stepped.tokens.push({ node: id, branch })
      const inside = `${node.fork}/`
      if (!stepped.tokens.some((token) => token.node !== id && token.node.startsWith(inside))) pass(graph, stepped, id, data)
      return
    }
    case 'end':
      stepped.ended = true
  }
}

/** Every branch has arrived: one token goes on. */
function pass(graph: Graph, stepped: Stepped, join: string, data: Data): void {
  const node = graph.nodes.get(join)
  if (node?.kind !== 'join') throw new Broken(`procedure ${graph.procedure.name} has no join ${join}`)
  stepped.tokens = stepped.tokens.filter((token) => token.node !== join)
  enter(graph, stepped, node.to, null, data)
}

/** Opens a case: the first tokens and tasks. `data` decides which branches are needed. */
export function begin(graph: Graph, data: Data): Stepped {
  const stepped = nothing([])
  enter(graph, stepped, graph.start, null, data)
  return stepped
}

/**
 * Finishes a task by one of its acts; an act without `to` leaves it open. A withdrawal ends every branch.
 * @throws Broken when the case holds no token there or the task has no such act: the caller asked for what it had not read
 */
export function step(graph: Graph, tokens: readonly Token[], data: Data, task: string, act: string): Stepped {
  const node = getTaskNode(graph, task)
  const token = tokens.find((one) => one.node === task)
  if (!token) throw new Broken(`the case does not stand at ${task}`)
  const edge = graph.edges.find((one) => one.from === task && one.act === act)
  const declared = node.declared.acts[act]
  if (!edge || !declared) throw new Broken(`the task ${task} has no act ${act}`)
  if (declared.to === undefined && edge.to !== END) return nothing([...tokens])
  if (declared.as === 'withdraw') {
    const closed = tokens.map((one) => graph.nodes.get(one.node)).filter((one): one is TaskNode => one?.kind === 'task')
    return { ...nothing([]), closed, ended: true }
  }
  const stepped = nothing(tokens.filter((one) => one !== token))
  stepped.closed.push(node)
  enter(graph, stepped, edge.to, token.branch, data)
  return stepped
}
