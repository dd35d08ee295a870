import { expect, it } from 'vitest'
import { choice, clock, form, LEAD, matter, procedure, text, ANSWERER, type AnySystem, type Procedure } from '../index.ts'
import { checkSystems } from '../check.ts'
import { system } from '../system.ts'

const steward = { role: ANSWERER, function: LEAD } as const
const why = { reason: text('理由') }
const known = {
  asks: { 'library.loss': { book: text('书名'), note: text('备注', { optional: true }), kind: choice('种类', { lost: '遗失' }) } },
}

const lossForm = (fields: object) =>
  form('报失', { sections: { loss: { label: '报失', fields: fields as { book: ReturnType<typeof text> } } } })

const answering: Procedure = procedure('library.loss', {
  label: '报失处理',
  answers: 'library.loss',
  clocks: { answer: clock('答复', { limit: 'answer', from: 'receipt' }) },
  start: 'look',
  stages: {
    look: {
      label: '核实',
      by: steward,
      acts: {
        yes: { label: '属实', to: 'end', as: 'grant', asks: why },
        no: { label: '不属实', to: 'end', as: 'reject', asks: why },
        back: { label: '撤回', to: 'end', as: 'withdraw', by: { applicant: true } },
      },
    },
  },
})

const library = (of: Procedure, fields: object = { book: text('书名') }) =>
  system('library', {
    label: '图书馆',
    about: '借书的地方',
    domain: 'example',
    owner: 'culture',
    rows: [],
    matters: [
      matter('library.loss', {
        label: '报失',
        about: '书丢了',
        kind: 'public-service',
        applicants: ['person'],
        function: 'culture',
        form: lossForm(fields),
        procedure: 'library.loss',
      }),
    ],
    procedures: [of],
  }) as unknown as AnySystem

const problems = (...systems: AnySystem[]) => checkSystems(systems, known).map(({ path, message }) => `${path}: ${message}`)
const changed = (more: Partial<Procedure>) => library({ ...answering, ...more })
const look = answering.stages.look as Extract<Procedure['stages'][string], { acts: unknown }>
const acts = (more: object) => changed({ stages: { look: { ...look, acts: { ...look.acts, ...more } } } })
const at = 'library/procedures/library.loss'

it('takes a procedure that answers what an engine asks', () => expect(problems(library(answering))).toEqual([]))

it.each<[string, AnySystem, string]>([
  ['of a kind that nobody asks', changed({ answers: 'library.fire' }), `${at}/answers: no engine asks library.fire`],
  [
    'whose form asks for what is not told',
    library(answering, { shelf: text('书架') }),
    `${at}/answers/loss/shelf: library.loss does not tell shelf`,
  ],
  [
    'whose form asks for another kind of value',
    library(answering, { kind: text('种类') }),
    `${at}/answers/loss/kind: library.loss tells kind as choice, and the form asks for text`,
  ],
  [
    'whose form needs what is not always told',
    library(answering, { note: text('备注') }),
    `${at}/answers/loss/note: library.loss does not always tell note`,
  ],
  [
    'with a decision that does not say why',
    acts({ yes: { label: '属实', to: 'end', as: 'grant' } }),
    `${at}/stages/look/acts/yes/asks: an answer says why, as \`reason\``,
  ],
  [
    'that can only be granted',
    acts({ no: { label: '属实', to: 'end', as: 'grant', asks: why } }),
    `${at}/answers: an ask can be granted and refused`,
  ],
  ['that ends without an answer', acts({ drop: { label: '不管', to: 'end' } }), `${at}/answers: a way leads to the end without an answer`],
])('refuses one %s', (_what, given, problem) => expect(problems(given)).toContain(problem))

it('refuses two that answer one kind, and an answerer where nothing is asked', () => {
  const other = { ...answering, name: 'library.other' as const }
  const twice = { ...library(answering), procedures: [answering, other] } as unknown as AnySystem
  expect(problems(twice)).toContainEqual(
    expect.stringMatching(/library\.other\/answers: library\/procedures\/library\.loss\/answers has this name too/),
  )
  const { answers: _answers, ...plain } = answering
  expect(problems(library(plain))).toContain(`${at}/stages/look/by/role: there is no role ${ANSWERER}`)
})
