/** What runs in the pool of worker threads. */
export { forecast } from './forecast.ts'
export { compareScenarios } from '../scenarios/compare.ts'
export { presentOf } from '../scenarios/present.ts'
