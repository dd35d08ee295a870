import { calendarDays, type Cases } from '#engines/cases'
import type { Places } from '#engines/identity'
import { Broken } from '#kernel/errors'
import type { JobCode } from '#kernel/jobs'
import { followLog, type AsSystem } from '#kernel/readers'

/** What time does to cases: lights that turn, days that move, what is forgotten. */
export const caseJobs = ({ cases, places, asSystem }: { cases: Cases; places: Places; asSystem: AsSystem }) =>
  ({
    // Each round is a transaction of its own: at midnight every light of a city may turn.
    'cases-clocks': async () => {
      await cases.turnLights(asSystem)
    },
    // A typhoon day or a new notice moves the days of the cases that run in its region.
    'cases-calendar': () =>
      followLog(asSystem, 'cases-calendar', async (changes) => {
        const regions = new Set(changes.filter(({ register }) => register === calendarDays.name).map(({ region }) => region))
        for (const region of regions) {
          const place = region ? await places.find(region) : undefined
          if (place) await cases.recountRegion(asSystem, place.path)
        }
      }),
    'cases-recount': async ({ case: of }) => {
      if (typeof of !== 'string') throw new Broken('cases-recount wants a case')
      await cases.recountCase(asSystem, of)
    },
    'cases-keys': async () => void (await asSystem('清理', (ctx) => cases.forgetKeys(ctx))),
    'cases-drafts': async () => {
      while ((await asSystem('清理', (ctx) => cases.forgetDrafts(ctx))).more);
    },
  }) satisfies Record<string, JobCode>
