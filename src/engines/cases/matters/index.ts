export type { Implementation, ShippedMatter } from './implementation.ts'
export type { ShippedList } from './listed.ts'
export { openMatters, type Matters } from './matters.ts'
export { isMatter, neededMaterials, neededMatters } from './needs.ts'
