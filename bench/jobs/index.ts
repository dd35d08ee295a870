import type { Job } from '../job.ts'

/** Every job by its name in the list of proofs. */
export const jobs: Readonly<Record<string, () => Promise<Job>>> = {
  'case.move': async () => (await import('./case-move.ts')).default,
  'register.list': async () => (await import('./register-list.ts')).default,
}
