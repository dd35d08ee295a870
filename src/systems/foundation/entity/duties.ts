import { role } from '#declare'

/** Answers for the registrations of market entities in a region. */
export const entitySteward = role('entity.steward', {
  label: '法人库数据专员',
  about: '维护本区划内市场主体的登记信息，答复更正请求。',
  may: [{ register: 'entity.entity', acts: ['read', 'add', 'change', 'end', 'unmask', 'history', 'export'], scope: 'region' }],
})
