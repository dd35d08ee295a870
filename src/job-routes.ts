import { Type } from '@sinclair/typebox'
import { systemAdministrator } from '#engines/identity'
import type { Context } from '#kernel/context'
import { NotAllowed, NotFound } from '#kernel/errors'
import { route, type Route } from '#kernel/http'
import { failingJobs, tryAgain } from '#kernel/jobs'
import type { FailedJob } from './web/api/desk-calls.ts'

/** More than anybody mends by hand. */
const MOST = 200
const tags = ['platform']

/** @throws NotAllowed for all but the system administrators of the installation's own region */
function requireOperator({ actor }: Context): void {
  const isOperator = actor.duties.some(
    ({ role, regionPath }) => role === systemAdministrator.name && actor.region.path.startsWith(regionPath),
  )
  if (!isOperator) throw new NotAllowed('后台任务由系统管理员查看', { code: 'jobs.role' })
}

const subjectOf = (payload: Record<string, unknown>): string | null => {
  const said = payload.number ?? payload.document ?? payload.instrument
  return typeof said === 'string' ? said : null
}

/** Work in the background that failed, for the operators: what, why, and to have it tried again. */
export const jobRoutes: Route[] = [
  route({
    method: 'GET',
    url: '/api/jobs',
    who: 'officer',
    summary: '没有做成的后台任务',
    tags,
    reads: true,
    handler: async (ctx) => {
      requireOperator(ctx)
      const jobs = await failingJobs(ctx, MOST)
      return { items: jobs.map(({ payload, ...job }): FailedJob => ({ ...job, subject: subjectOf(payload) })) }
    },
  }),
  route({
    method: 'POST',
    url: '/api/jobs/:id/again',
    who: 'officer',
    summary: '再试一次后台任务',
    tags,
    params: Type.Object({ id: Type.String({ pattern: '^[1-9]\\d{0,17}$' }) }),
    handler: async (ctx, { params }) => {
      requireOperator(ctx)
      if (!(await tryAgain(ctx, params.id))) throw new NotFound('这项任务已经做成，或者正在做', { code: 'jobs.none' })
    },
  }),
]
