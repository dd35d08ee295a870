import { OPEN_BOX, pathsBelow, type Context } from '#kernel/context'
import { openTables } from '../moves/known.ts'

/** A case as its course is studied: when and how it came in, and nothing about who applied. Moments are seconds since 1970. */
export interface JourneyCase {
  id: string
  matter: string
  procedure: string
  organisation: string
  organisationName: string
  online: boolean
  opened: number
  concluded: number | null
}

/** A task that waited for somebody; `role` is empty where it was the applicant. `decides`: it ended with a decision of the law. */
export interface JourneyTask {
  case: string
  branch: string
  stage: string
  role: string
  organisation: string
  opened: number
  closed: number | null
  decides: boolean
  /** Tells officers apart, so that they can be counted. */
  actor: string | null
}

/** A limit that ran. */
export interface JourneyClock {
  case: string
  branch: string
  limit: string
  kind: 'working' | 'calendar'
  starts: string
  /** With what an extension added. */
  days: number
  started: string
  ended: string | null
  late: boolean
  waits: { from: string; to?: string }[]
}

export interface Journeys {
  cases: JourneyCase[]
  tasks: JourneyTask[]
  clocks: JourneyClock[]
}

export interface JourneyQuery {
  regionPath: string
  /** Cases that came in since, and those that are still open. */
  from: Date
  /** One more than this is told, so that whoever asks sees that there are too many. */
  most: number
}

/** How cases below a region went, task by task; who may ask for it is decided by the caller. */
export async function journeys(ctx: Context, { regionPath, from, most }: JourneyQuery): Promise<Journeys> {
  openTables(ctx, { ...OPEN_BOX, regionPath: pathsBelow(regionPath) }, ['case', 'task', 'move', 'clock'])
  const cases = await ctx.tx.rows({
    name: 'cases.journeys',
    text: `select c.id, c.matter, c.procedure, c.organisation, c.organisation_name as "organisationName",
        extract(epoch from c.opened)::float8 as opened, extract(epoch from c.concluded)::float8 as concluded,
        exists (select from cases.move m where m.case_id = c.id and m.seq = 1 and m.post is null) as online
      from cases."case" c where c.opened >= $1 or c.state = 'open' order by c.opened, c.id limit $2`,
    values: [from, most + 1],
  })
  if (cases.length > most) return { cases: cases as unknown as JourneyCase[], tasks: [], clocks: [] }
  const ids = cases.map((row) => row.id)
  const [tasks, clocks] = await ctx.tx.queries([
    {
      name: 'cases.journey-tasks',
      text: `select t.case_id as "case", t.branch, t.stage, t.role, t.organisation, extract(epoch from t.opened)::float8 as opened,
          extract(epoch from t.closed)::float8 as closed, coalesce(m.legal in ('grant', 'reject'), false) as decides, m.actor
        from cases.task t
        left join lateral (select v.legal, v.actor from cases.move v where v.case_id = t.case_id and v.task = t.id order by v.seq desc limit 1) m on true
        where t.case_id = any($1::uuid[]) order by t.case_id, t.opened, t.id`,
      values: [ids],
    },
    {
      name: 'cases.journey-clocks',
      text: `select k.case_id as "case", k.branch, k.limit_name as "limit", k.kind, k.starts, k.days + k.extended as days, k.started::text as started,
          k.ended::text as ended, k.state = 'late' as late, k.waits
        from cases.clock k where k.case_id = any($1::uuid[]) and k.state <> 'lapsed'`,
      values: [ids],
    },
  ])
  return {
    cases: cases as unknown as JourneyCase[],
    tasks: tasks!.rows as unknown as JourneyTask[],
    clocks: clocks!.rows as unknown as JourneyClock[],
  }
}
