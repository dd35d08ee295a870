import { layer } from '#declare'
import { entities } from './registers.ts'

/** Market entities where they do business. */
export const entityLayer = layer('entity.entities', entities, {
  label: '市场主体',
  about: '本区划内市场主体的经营场所。',
  place: 'place',
  kinds: { field: 'kind', colours: { individual: 1, company: 2, 'sole-proprietorship': 3, cooperative: 4, other: 8 } },
  singleFrom: 13,
  shows: ['kind', 'industry', 'address', 'state'],
})
