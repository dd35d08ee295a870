import { role } from '#declare'

/** Answers for the data of natural persons in a region. */
export const populationSteward = role('population.steward', {
  label: '自然人库数据专员',
  about: '维护本区划内自然人的基础信息，答复更正请求。',
  may: ['population.person', 'population.residence'].map((register) => ({
    register,
    acts: ['read', 'add', 'change', 'end', 'unmask', 'history', 'export'] as const,
    scope: 'region' as const,
  })),
})
