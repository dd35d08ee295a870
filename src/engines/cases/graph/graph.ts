import { isFork, type Branch, type Problem, type Procedure, type TaskStage } from '#declare'
import { Broken } from '#kernel/errors'

/** A stage that waits for a person. */
export interface TaskNode {
  readonly kind: 'task'
  readonly id: string
  /** Key of its branch; null for a stage of the case itself. */
  readonly branch: string | null
  readonly stage: string
  readonly declared: TaskStage
}

/** Where a token becomes one token for each branch that is needed. */
export interface ForkNode {
  readonly kind: 'fork'
  readonly id: string
  readonly branches: Readonly<Record<string, { entry: string; declared: Branch }>>
  readonly join: string
}

/** Waits until every branch that its fork started has ended. */
export interface JoinNode {
  readonly kind: 'join'
  readonly id: string
  readonly fork: string
  readonly to: string
}

/** The end of the case. */
export interface EndNode {
  readonly kind: 'end'
  readonly id: string
}

export type Node = TaskNode | ForkNode | JoinNode | EndNode

/** A way from one node to another: an act of a task, a branch of a fork, or nothing more than going on. */
export interface Edge {
  readonly from: string
  readonly to: string
  readonly act?: string
  readonly branch?: string
}

/** What a procedure compiles to; BPMN XML compiles to the same. Pure data over the declaration. */
export interface Graph {
  readonly procedure: Procedure
  readonly start: string
  readonly nodes: ReadonlyMap<string, Node>
  readonly edges: readonly Edge[]
  /** Every branch of every fork, by its key, which is unique in the procedure. */
  readonly branches: ReadonlyMap<string, Branch>
}

/** The node in which every case ends. */
export const END = 'end'
/** Most tokens that a case may hold; they live in its row. */
export const MOST_TOKENS = 64

const nodeOfBranch = (fork: string, branch: string, stage: string) => `${fork}/${branch}/${stage}`
const joinOf = (fork: string) => `${fork}/${END}`

function draw(procedure: Procedure): Graph {
  const nodes = new Map<string, Node>([[END, { kind: 'end', id: END }]])
  const edges: Edge[] = []
  const branches = new Map<string, Branch>()
  const task = (id: string, branch: string | null, stage: string, declared: TaskStage, target: (to: string) => string) => {
    nodes.set(id, { kind: 'task', id, branch, stage, declared })
    for (const [act, { to, as }] of Object.entries(declared.acts)) {
      // A withdrawal ends everything, in whichever branch it was made.
      if (as === 'withdraw') edges.push({ from: id, to: END, act })
      else edges.push({ from: id, to: to === undefined ? id : target(to), act })
    }
  }
  for (const [key, stage] of Object.entries(procedure.stages)) {
    if (!isFork(stage)) {
      task(key, null, key, stage, (to) => to)
      continue
    }
    const join = joinOf(key)
    const entries: Record<string, { entry: string; declared: Branch }> = {}
    for (const [name, declared] of Object.entries(stage.branches)) {
      const entry = nodeOfBranch(key, name, declared.start)
      entries[name] = { entry, declared }
      branches.set(name, declared)
      edges.push({ from: key, to: entry, branch: name })
      for (const [inner, innerStage] of Object.entries(declared.stages)) {
        const target = (to: string) => (to === END ? join : nodeOfBranch(key, name, to))
        task(nodeOfBranch(key, name, inner), name, inner, innerStage, target)
      }
    }
    nodes.set(key, { kind: 'fork', id: key, branches: entries, join })
    nodes.set(join, { kind: 'join', id: join, fork: key, to: stage.to })
    edges.push({ from: join, to: stage.to })
  }
  return { procedure, start: procedure.start, nodes, edges, branches }
}

/** The nodes that can be reached along the edges, the first one included. */
function reach(first: string, edges: readonly (readonly [from: string, to: string])[]): Set<string> {
  const seen = new Set([first])
  const open = [first]
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const [from, to] of edges) {
      if (from !== at || seen.has(to)) continue
      seen.add(to)
      open.push(to)
    }
  }
  return seen
}

const isName = (key: string) => /^[A-Za-z][\w-]*$/.test(key)

function shapeProblems(stages: Readonly<Record<string, TaskStage>>, start: string, path: string): Problem[] {
  const problems: Problem[] = []
  if (!Object.hasOwn(stages, start)) problems.push({ path: `${path}start`, message: `starts at ${start}, which is no stage of it` })
  for (const [key, stage] of Object.entries(stages)) {
    const at = `${path}stages.${key}`
    if (key === END) problems.push({ path: at, message: `no stage may be called ${END}: it is the word for ending` })
    else if (!isName(key)) problems.push({ path: at, message: 'a key is letters, digits and -' })
    if (Object.keys(stage.acts).length === 0) problems.push({ path: `${at}.acts`, message: 'no act leads out of this stage' })
    for (const other of stage.unlike ?? [])
      if (!Object.hasOwn(stages, other)) problems.push({ path: `${at}.unlike`, message: `names ${other}, which is no stage of it` })
    for (const [act, { to, as, asks }] of Object.entries(stage.acts)) {
      if (to !== undefined && to !== END && !Object.hasOwn(stages, to))
        problems.push({ path: `${at}.acts.${act}.to`, message: `leads to ${to}, which is no stage of it` })
      if (as === 'withdraw' && to !== END) problems.push({ path: `${at}.acts.${act}.to`, message: `a withdrawal leads to ${END}` })
      const needed = as === 'suspend' ? ['ground', 'expectedDays'] : as === 'extend' ? ['reason'] : []
      for (const field of needed)
        if (!asks?.[field] || asks[field].optional)
          problems.push({ path: `${at}.acts.${act}.asks.${field}`, message: `an act of law \`${as}\` must ask for ${field}` })
    }
  }
  return problems
}

function flowProblems(graph: Graph): Problem[] {
  const problems: Problem[] = []
  const pathOf = (id: string) => {
    const [stage, branch, inner] = id.split('/')
    return inner === undefined ? `stages.${stage}` : `stages.${stage}.branches.${branch}.stages.${inner}`
  }
  const onward = graph.edges.map(({ from, to }) => [from, to] as const)
  const back = onward.map(([from, to]) => [to, from] as const)
  const reached = reach(graph.start, onward)
  for (const node of graph.nodes.values()) {
    if (node.kind !== 'task' && node.kind !== 'fork') continue
    const path = pathOf(node.id)
    const inBranch = node.kind === 'task' && node.branch !== null
    // A branch ends at its join; that the applicant may withdraw is no end of it.
    const goal = inBranch ? joinOf(node.id.split('/')[0]!) : END
    if (!reached.has(node.id)) problems.push({ path, message: 'no way leads to this stage' })
    else if (!reach(goal, back).has(node.id))
      problems.push({ path, message: inBranch ? 'from this stage the branch never ends' : 'from this stage no way leads to the end' })
    if (node.kind === 'fork' && reach(node.join, onward).has(node.id))
      problems.push({ path, message: 'branches can be entered only once, and a way leads back here' })
  }
  return problems
}

/** What is wrong with a procedure, each with its path. Nothing when it can run. */
export function problemsOf(procedure: Procedure): Problem[] {
  const tasks: Record<string, TaskStage> = {}
  const problems: Problem[] = []
  const seen = new Map<string, string>()
  for (const [key, stage] of Object.entries(procedure.stages)) {
    if (!isFork(stage)) {
      tasks[key] = stage
      continue
    }
    const at = `stages.${key}`
    // As a target a fork is a stage like any other.
    tasks[key] = { label: stage.label, by: { applicant: true }, acts: { on: { label: '', to: stage.to } } }
    const branches = Object.entries(stage.branches)
    if (branches.length === 0) problems.push({ path: `${at}.branches`, message: 'splits into no branch' })
    if (branches.length > MOST_TOKENS) problems.push({ path: `${at}.branches`, message: `a case holds at most ${MOST_TOKENS} tokens` })
    for (const [name, branch] of branches) {
      const path = `${at}.branches.${name}`
      if (!isName(name)) problems.push({ path, message: 'a key is letters, digits and -' })
      const other = seen.get(name)
      if (other) problems.push({ path, message: `the key is taken by ${other}` })
      seen.set(name, path)
      problems.push(...shapeProblems(branch.stages, branch.start, `${path}.`))
    }
  }
  problems.push(
    ...shapeProblems(tasks, procedure.start, '').map((problem) => ({ ...problem, path: problem.path.replace(/\.acts\.on\.to$/, '.to') })),
  )
  // The flow is looked at only where every stage is there.
  return problems.length > 0 ? problems : flowProblems(draw(procedure))
}

/**
 * Compiles a procedure.
 * @throws Broken naming every problem with its path; a procedure is checked when it is published, so a case never meets one
 */
export function compile(procedure: Procedure): Graph {
  const problems = problemsOf(procedure)
  if (problems.length > 0) {
    const said = problems.map(({ path, message }) => `${path}: ${message}`).join('; ')
    throw new Broken(`procedure ${procedure.name} can't run: ${said}`, { code: 'procedure.broken', problems })
  }
  return draw(procedure)
}

/** The node of a task; a case never holds another. */
export function getTaskNode(graph: Graph, id: string): TaskNode {
  const node = graph.nodes.get(id)
  if (node?.kind !== 'task') throw new Broken(`procedure ${graph.procedure.name} has no task ${id}`)
  return node
}
