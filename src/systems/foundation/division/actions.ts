import { implement, type ActionContext } from '#server'
import division from './index.ts'

type Prepared = Parameters<ActionContext['regions']['prepare']>[0]

async function prepare({ regions }: ActionContext, act: Prepared) {
  const { id, ...preview } = await regions.prepare(act)
  return { act: id as never, ...preview }
}

export default implement(division, {
  merge: (context, input) => prepare(context, { ...input, kind: 'merge' }),
  split: (context, input) => prepare(context, { ...input, kind: 'split' }),
  move: (context, input) => prepare(context, { ...input, kind: 'move' }),

  async submit({ regions }, { act }) {
    await regions.submit(act)
    return { act }
  },

  async withdraw({ regions }, { act, reason }) {
    await regions.withdraw(act, reason)
    return { act }
  },

  /** @throws Conflict for whoever prepared it, under whichever account */
  async decide({ regions }, { act, decision, answer }) {
    await regions.decide(act, decision === 'approve', answer)
    return { act }
  },
})
