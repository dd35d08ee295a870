export { planOf } from './plan.ts'
export { reportOf, seedCity, seedDemonstration } from './seed.ts'
