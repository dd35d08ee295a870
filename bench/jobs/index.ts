import type { Job } from '../job.ts'

/** Every job by its name in the list of proofs. */
export const jobs: Readonly<Record<string, () => Promise<Job>>> = {
  'case.move': async () => (await import('./case-move.ts')).default,
  indicator: async () => (await import('./indicator.ts')).default,
  loop: async () => (await import('./loop.ts')).default,
  page: async () => (await import('./page.ts')).default,
  'page.desk': async () => (await import('./page-desk.ts')).default,
  'page.lighthouse': async () => (await import('./page-lighthouse.ts')).default,
  tile: async () => (await import('./tile.ts')).default,
  'register.export': async () => (await import('./register-export.ts')).default,
  'register.import': async () => (await import('./register-import.ts')).default,
  search: async () => (await import('./search.ts')).default,
  'register.write': async () => (await import('./register-write.ts')).default,
  'register.list': async () => (await import('./register-list.ts')).default,
}
