import type { Job } from '../job.ts'

/** Every job by its name in the list of proofs. */
export const jobs: Readonly<Record<string, () => Promise<Job>>> = {
  'register.list': async () => (await import('./register-list.ts')).default,
  'case.move': async () => {
    const { caseMove } = await import('./case-move.ts')
    return {
      what: 'moves of cases through four human tasks with a parallel branch, clocks and full history',
      async run({ rounds, rows }) {
        const found = await caseMove({ rounds, ...(rows ? { perCounty: rows } : {}) })
        return found.map(({ unit, ours, limitName, limit, ratio, detail }) => ({
          unit,
          ours,
          limitName,
          limit,
          ratio,
          note: JSON.stringify(detail),
        }))
      },
    }
  },
}
