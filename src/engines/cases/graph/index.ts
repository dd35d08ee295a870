export { compile, getTaskNode, problemsOf, type Graph, type TaskNode } from './graph.ts'
export { begin, step, type Stepped, type Token } from './step.ts'
