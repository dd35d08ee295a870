/**
 * Looks for the least coarse ways to generalise that do (k-minimal nodes of the lattice of full-domain generalisations: Samarati 2001; tags
 * that follow from one answer for all nodes above or below it: El Emam et al., “A globally optimal k-anonymity method”, JAMIA 2009).
 * What does stays so when it is made coarser, because classes only grow together.
 */
export interface Lattice {
  /** Of each column, how many levels there are above the chosen one; the last of them says nothing of the value. */
  heights: readonly number[]
  /** Whether a node does; a node says of each column how many levels up it is. */
  does(node: readonly number[]): Promise<boolean>
  /** How many nodes are looked at, at most. */
  budget: number
}

/** Nodes of a lattice that are kept in mind, at most; more columns than that are made coarser in larger steps. */
export const MOST_NODES = 5_000

const sum = (node: readonly number[]) => node.reduce((a, b) => a + b, 0)
const isBelow = (low: readonly number[], high: readonly number[]) => low.every((level, i) => level <= high[i]!)

/** Every node of a lattice, the least coarse first. */
export function nodesOf(heights: readonly number[]): number[][] {
  let nodes: number[][] = [[]]
  for (const height of heights) nodes = nodes.flatMap((node) => Array.from({ length: height + 1 }, (_, level) => [...node, level]))
  return nodes.sort((a, b) => sum(a) - sum(b))
}

/**
 * The nodes that do while none below them does, the least coarse first; `whole` says whether every node was decided within the budget.
 * Nothing when not even the coarsest does.
 */
export async function leastCoarse({ heights, does, budget }: Lattice): Promise<{ nodes: number[][]; whole: boolean }> {
  const open = new Map(nodesOf(heights).map((node) => [node.join(), node]))
  const good: number[][] = []
  let left = budget
  const ask = async (node: readonly number[]): Promise<boolean> => {
    left -= 1
    const answer = await does(node)
    if (answer) good.push([...node])
    for (const [key, other] of open) if (answer ? isBelow(node, other) : isBelow(other, node)) open.delete(key)
    return answer
  }
  const top = [...heights]
  if (left <= 0 || !(await ask(top))) return { nodes: [], whole: true }
  // Down from the top as far as it goes: one least coarse way is known soon, whatever the budget.
  let here = top
  for (let i = 0; i < here.length && left > 0;) {
    const lower = here.map((level, at) => (at === i ? level - 1 : level))
    if (here[i] === 0 || !open.has(lower.join())) i += 1
    else if (await ask(lower)) here = lower
    else i += 1
  }
  // The middle of what is undecided decides the most.
  while (left > 0 && open.size > 0) {
    const undecided = [...open.values()]
    await ask(undecided[Math.floor(undecided.length / 2)]!)
  }
  const minimal = good.filter((node) => !good.some((other) => other !== node && isBelow(other, node) && other.join() !== node.join()))
  const once = [...new Map(minimal.map((node) => [node.join(), node])).values()]
  return { nodes: once.sort((a, b) => sum(a) - sum(b)), whole: open.size === 0 }
}
