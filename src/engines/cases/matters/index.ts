export type { Implementation, ImplementationBody, ShippedMatter } from './implementation.ts'
export { openMatters, type Matters } from './matters.ts'
export { isMatter, neededMaterials, neededMatters, type NeededMaterial } from './needs.ts'
