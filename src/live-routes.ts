import { SESSION_COOKIE, type Identity } from '#engines/identity'
import { route, Sending, type Route } from '#kernel/http'
import type { Live } from '#kernel/live'

/** Live news for whoever is signed in: kinds alone, never content. */
export const liveRoutes = (live: Live, identity: Identity): Route[] => [
  route({
    method: 'GET',
    url: '/api/live',
    who: 'signed-in',
    proxies: true,
    summary: '实时提醒：哪些内容有变化',
    tags: ['platform'],
    reads: true,
    handler: async (ctx, { raw }) => {
      const token = raw.cookies[SESSION_COOKIE]
      const stream = live.open(ctx.actor, async () => (await identity.sessions.resolve(token)).actor)
      return new Sending(stream, 'text/event-stream; charset=utf-8', { 'cache-control': 'no-store', 'x-accel-buffering': 'no' })
    },
  }),
]
