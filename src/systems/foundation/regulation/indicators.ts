import { indicator } from '#declare'

const seenBy = ['regulation.keeper', 'decision.leader']

export const regulationIndicators = [
  indicator('regulation.to-review', {
    label: '待核对引用',
    about: '所引条文修订或者废止以后，还没有核对的引用。',
    unit: '处',
    of: 'regulation.citation',
    where: { field: 'state', in: ['review', 'void'] },
    every: 'now',
    by: ['organisation'],
    better: 'less',
    seenBy,
  }),
]
