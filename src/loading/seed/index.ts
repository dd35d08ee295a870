export { planOf } from './plan.ts'
export { seedCity, type Seeded } from './seed.ts'
