import { Type } from '@sinclair/typebox'
import { duties, systemAdministrator, type Identity } from '#engines/identity'
import type { Messages } from '#engines/messages'
import type { Registers } from '#engines/registers'
import type { Context } from '#kernel/context'
import { localDate } from '#kernel/days'
import { NotAllowed, NotFound } from '#kernel/errors'
import { route, type Route } from '#kernel/http'
import { failingJobs, tryAgain, type GivenUp } from '#kernel/jobs'
import type { FailedJob } from './web/api/desk-calls.ts'

/** More than anybody mends by hand. */
const MOST = 200
const tags = ['platform']

/** @throws NotAllowed for all but system administrators at a post within the region of that duty */
function requireOperator({ actor }: Context): void {
  const isOperator = actor.duties.some(
    ({ role, regionPath }) => role === systemAdministrator.name && actor.region.path.startsWith(regionPath),
  )
  if (!isOperator) throw new NotAllowed('后台任务由系统管理员查看', { code: 'jobs.role' })
}

/** More posts than any installation has system administrators. */
const POSTS = 500

/**
 * Tells the posts of the system administrators that work in the background was given up: one message for each kind of work and day, however
 * many of it failed. The page that it leads to has them all.
 */
export const tellGivenUp =
  ({ identity, registers, messages }: { identity: Identity; registers: Registers; messages: Messages }): GivenUp =>
  (task) =>
    identity.asSystem('后台任务没有做成', async (ctx) => {
      const given = await registers.list(ctx, duties, {
        where: [{ field: 'role', operator: 'is', value: systemAdministrator.name }],
        limit: POSTS,
      })
      const unheard = await identity.notInEffect(ctx)
      const key = `job-given-up:${task}:${localDate(ctx.now, ctx.ground.timezone)}`
      for (const post of new Set(given.items.filter(({ id }) => !unheard.has(id)).map((duty) => duty.post)))
        await messages.send(ctx, {
          to: { post },
          title: '有后台任务没有做成',
          text: '多次尝试都没有成功，已经停下。请查看原因，处理以后再试。',
          link: '/desk/jobs',
          key,
        })
    })

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
