import { indicator } from '#declare'

const seenBy = ['population.steward', 'decision.leader']

export const populationIndicators = [
  indicator('population.residents', {
    label: '登记人口',
    about: '自然人库里居住地在本区划的人数。',
    unit: '人',
    of: 'population.person',
    every: 'now',
    by: ['sex'],
    seenBy,
    open: true,
  }),
  indicator('population.births', {
    label: '出生人口',
    about: '自然人库里当月出生、现居住在本区划的人数；不含已迁出和已注销的。',
    unit: '人',
    of: 'population.person',
    on: 'birthDate',
    every: 'month',
    by: ['sex'],
    seenBy,
  }),
]
