import { branch, procedure, type Procedure, type TaskStage } from '#declare'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { begin, compile, getTaskNode, problemsOf, step, type Graph, type Token } from './index.ts'
import { readingRoom } from './samples.ts'

const graph = compile(readingRoom)
const large = { area: 300 }

describe('begin', () => {
  test('opens a task in every branch that is needed', () => {
    expect(begin(graph, large)).toMatchObject({
      tokens: [
        { node: 'review/books/check', branch: 'books' },
        { node: 'review/fire/inspect', branch: 'fire' },
      ],
      started: ['books', 'fire'],
      skipped: [],
    })
  })
  test('leaves out a branch whose condition does not hold', () => {
    expect(begin(graph, { area: 50 })).toMatchObject({
      tokens: [{ node: 'review/books/check', branch: 'books' }],
      started: ['books'],
      skipped: ['fire'],
    })
  })
})

describe('step', () => {
  const start = begin(graph, large).tokens
  test('closes the task and opens the next of the same branch', () => {
    const stepped = step(graph, start, large, 'review/books/check', 'accept')
    expect(stepped.closed.map((node) => node.id)).toEqual(['review/books/check'])
    expect(stepped.opened.map((node) => node.id)).toEqual(['review/books/decide'])
    expect(stepped.finished).toEqual([])
  })
  test('an act without a next stage leaves the task open', () => {
    const tokens: Token[] = [{ node: 'review/books/decide', branch: 'books' }]
    expect(step(graph, tokens, large, 'review/books/decide', 'extend')).toMatchObject({ tokens, opened: [], closed: [] })
  })
  test('an ended branch waits for the others, and the last one goes on', () => {
    const first = step(graph, start, large, 'review/fire/inspect', 'pass')
    expect(first).toMatchObject({ finished: ['fire'], opened: [], ended: false })
    expect(first.tokens).toContainEqual({ node: 'review/end', branch: 'fire' })
    const last = step(graph, first.tokens, large, 'review/books/check', 'refuse')
    expect(last).toMatchObject({ tokens: [{ node: 'handover', branch: null }], finished: ['books'] })
    expect(step(graph, last.tokens, large, 'handover', 'hand')).toMatchObject({ tokens: [], ended: true })
  })
  test('a withdrawal closes every task', () => {
    const waiting = step(graph, start, large, 'review/books/check', 'supplement').tokens
    const over = step(graph, waiting, large, 'review/books/supplement', 'withdraw')
    expect(over.closed.map((node) => node.id).sort()).toEqual(['review/books/supplement', 'review/fire/inspect'])
    expect(over).toMatchObject({ tokens: [], ended: true })
  })
  test('refuses a task at which the case does not stand', () => {
    expect(() => step(graph, start, large, 'review/books/decide', 'grant')).toThrow('the case does not stand at review/books/decide')
  })
})

/** Random procedures: up to three forks in a row, each with up to four branches of up to four stages that lead anywhere inside. */
const anyProcedure = fc.integer({ min: 1, max: 3 }).chain((forks) =>
  fc
    .array(
      fc.array(
        fc.record({
          needed: fc.boolean(),
          stages: fc.array(fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 4 }),
        }),
        { minLength: 1, maxLength: 4 },
      ),
      { minLength: forks, maxLength: forks },
    )
    .map((list): Procedure => {
      const stages: Record<string, Procedure['stages'][string]> = {}
      list.forEach((branches, f) => {
        stages[`task${f}`] = { label: '', by: { applicant: true }, acts: { go: { label: '', to: `fork${f}` }, stay: { label: '' } } }
        stages[`fork${f}`] = {
          label: '',
          to: f + 1 < list.length ? `task${f + 1}` : 'end',
          branches: Object.fromEntries(
            branches.map(({ needed, stages: inner }, b) => [
              `b${f}x${b}`,
              branch('', {
                matter: 'm',
                function: 'f',
                ...(needed ? {} : { when: { field: `b${f}x${b}`, is: true } as const }),
                start: 's0',
                stages: Object.fromEntries(
                  inner.map((targets, s): [string, TaskStage] => [
                    `s${s}`,
                    {
                      label: '',
                      by: { applicant: true },
                      acts: Object.fromEntries([
                        ...targets.map((to, a) => [`a${a}`, { label: '', to: to < inner.length ? `s${to}` : 'end' }]),
                        ['out', { label: '', to: 'end' }],
                        ['on', { label: '', to: s + 1 < inner.length ? `s${s + 1}` : 'end' }],
                      ]),
                    },
                  ]),
                ),
              }),
            ]),
          ),
        }
      })
      return procedure('random.procedure', { label: '', start: 'task0', stages: stages as never }) as Procedure
    }),
)

/** What must hold of a case after every step. */
function expectConsistent(g: Graph, tokens: readonly Token[]) {
  expect(new Set(tokens.map((token) => `${token.node} ${token.branch}`)).size).toBe(tokens.length)
  const branches = tokens.filter((token) => token.branch !== null).map((token) => token.branch)
  expect(new Set(branches).size).toBe(branches.length)
  const forks = new Set(tokens.map((token) => (token.branch === null ? token.node : token.node.split('/')[0])))
  // One fork at a time: a case never stands before and behind a join at once.
  expect(forks.size).toBe(tokens.length === 0 ? 0 : 1)
  expect(tokens.length).toBeLessThanOrEqual(64)
  for (const token of tokens) expect(g.nodes.has(token.node)).toBe(true)
  if (tokens.length > 0) expect(tokens.some((token) => g.nodes.get(token.node)?.kind === 'task')).toBe(true)
}

test('whatever acts come in whatever order, tokens stay whole and the case can still end', () => {
  fc.assert(
    fc.property(anyProcedure, fc.array(fc.nat(), { maxLength: 60 }), (declared, choices) => {
      expect(problemsOf(declared)).toEqual([])
      const g = compile(declared)
      const open = new Set<string>()
      let state = begin(g, {})
      const settle = () => {
        for (const node of state.closed) expect(open.delete(node.id)).toBe(true)
        for (const node of state.opened) {
          expect(open.has(node.id)).toBe(false)
          open.add(node.id)
        }
        const waiting = state.tokens.filter((token) => g.nodes.get(token.node)?.kind === 'task').map((token) => token.node)
        expect([...open].sort()).toEqual(waiting.sort())
        expectConsistent(g, state.tokens)
        expect(state.ended).toBe(state.tokens.length === 0)
      }
      settle()
      for (const choice of choices) {
        if (state.ended) break
        const at = [...open].sort()[choice % open.size]!
        const acts = Object.keys(getTaskNode(g, at).declared.acts)
        state = step(g, state.tokens, {}, at, acts[(choice >> 8) % acts.length]!)
        settle()
      }
      // Whoever always takes the shortest way out ends every case.
      for (let left = 200; !state.ended; left--) {
        expect(left).toBeGreaterThan(0)
        const at = [...open][0]!
        state = step(g, state.tokens, {}, at, Object.hasOwn(getTaskNode(g, at).declared.acts, 'out') ? 'out' : 'go')
        settle()
      }
    }),
    { numRuns: 300 },
  )
})
