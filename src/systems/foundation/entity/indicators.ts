import { indicator } from '#declare'

const seenBy = ['entity.steward', 'decision.leader']

export const entityIndicators = [
  indicator('entity.active', {
    label: '存续市场主体',
    about: '法人库里登记状态为存续的市场主体户数。',
    unit: '户',
    of: 'entity.entity',
    where: { field: 'state', is: 'active' },
    every: 'now',
    by: ['industry', 'kind'],
    seenBy,
    open: true,
  }),
  indicator('entity.founded', {
    label: '新设市场主体',
    about: '法人库里当月成立的市场主体户数，不论后来是否注销。',
    unit: '户',
    of: 'entity.entity',
    on: 'establishedOn',
    every: 'month',
    by: ['industry', 'kind'],
    seenBy,
    open: true,
  }),
]
