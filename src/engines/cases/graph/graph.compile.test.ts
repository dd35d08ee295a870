import { branch, type Procedure, type TaskStage } from '#declare'
import { describe, expect, test } from 'vitest'
import { compile, problemsOf } from './index.ts'
import { readingRoom } from './samples.ts'

const by = { applicant: true } as const
const task = <S extends string>(acts: TaskStage<S>['acts']): TaskStage<S> => ({ label: '一步', by, acts })
const broken = (start: string, stages: Procedure['stages']): Procedure => ({
  name: 'a.b',
  label: '',
  version: 1,
  clocks: {},
  start,
  stages,
})

describe('compile', () => {
  test('draws a fork with its branches, a join and every act', () => {
    const graph = compile(readingRoom)
    expect([...graph.nodes.keys()].sort()).toEqual([
      'end',
      'handover',
      'review',
      'review/books/check',
      'review/books/decide',
      'review/books/deliver',
      'review/books/supplement',
      'review/end',
      'review/fire/confirm',
      'review/fire/inspect',
    ])
    expect(graph.edges.filter((edge) => edge.from === 'review/books/supplement')).toEqual([
      { from: 'review/books/supplement', to: 'review/books/check', act: 'resubmit' },
      { from: 'review/books/supplement', to: 'end', act: 'withdraw' },
    ])
    expect(graph.edges.filter((edge) => edge.from === 'review/end')).toEqual([{ from: 'review/end', to: 'handover' }])
  })

  test('refuses a broken procedure, naming the path', () => {
    expect(() => compile(broken('x', { a: task({ go: { label: '', to: 'end' } }) }))).toThrow('start: starts at x, which is no stage of it')
  })
})

describe('problemsOf names the path of', () => {
  const one = (name: string, bad: Procedure, path: string, message: string) =>
    test(name, () => expect(problemsOf(bad)).toEqual([{ path, message }]))

  one(
    'an act that leads nowhere',
    broken('a', { a: task({ go: { label: '', to: 'b' } }) }),
    'stages.a.acts.go.to',
    'leads to b, which is no stage of it',
  )
  one(
    'an unreachable stage',
    broken('a', { a: task({ go: { label: '', to: 'end' } }), b: task({ go: { label: '', to: 'end' } }) }),
    'stages.b',
    'no way leads to this stage',
  )
  one('a stage without acts', broken('a', { a: task({}) }), 'stages.a.acts', 'no act leads out of this stage')
  one('a case that never ends', broken('a', { a: task({ stay: { label: '' } }) }), 'stages.a', 'from this stage no way leads to the end')
  one(
    'a branch that never ends',
    broken('f', {
      f: {
        label: '',
        to: 'end',
        branches: {
          b: branch('', {
            matter: 'm',
            function: 'f',
            start: 's',
            stages: { s: task<'s'>({ stay: { label: '' }, out: { label: '', to: 'end', as: 'withdraw' } }) },
          }),
        },
      },
    }),
    'stages.f.branches.b.stages.s',
    'from this stage the branch never ends',
  )
  one(
    'a fork that is entered again',
    broken('f', {
      f: {
        label: '',
        to: 't',
        branches: { b: branch('', { matter: 'm', function: 'f', start: 's', stages: { s: task<'s'>({ go: { label: '', to: 'end' } }) } }) },
      },
      t: task({ back: { label: '', to: 'f' }, on: { label: '', to: 'end' } }),
    }),
    'stages.f',
    'branches can be entered only once, and a way leads back here',
  )
  one(
    'a suspension that says no duration',
    broken('a', {
      a: task({ wait: { label: '', as: 'suspend', asks: { ground: readingRoom.stages.review as never } }, go: { label: '', to: 'end' } }),
    }),
    'stages.a.acts.wait.asks.expectedDays',
    'an act of law `suspend` must ask for expectedDays',
  )
  one(
    'a stage that another is to be unlike',
    broken('a', { a: { ...task({ go: { label: '', to: 'end' } }), unlike: ['b'] } }),
    'stages.a.unlike',
    'names b, which is no stage of it',
  )
  one(
    'a stage called end',
    broken('a', { a: task({ go: { label: '', to: 'end' } }), end: task({ go: { label: '', to: 'end' } }) }),
    'stages.end',
    'no stage may be called end: it is the word for ending',
  )
})
