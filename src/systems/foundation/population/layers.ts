import { layer } from '#declare'
import { persons } from './registers.ts'

/** Residents counted in their villages; nobody has a point of his own. */
export const residentsLayer = layer('population.residents', persons, { label: '居民', about: '各村（社区）登记的居民人数。' })
