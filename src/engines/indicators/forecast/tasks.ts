/** What runs in the pool of worker threads. */
export { forecast } from './forecast.ts'
