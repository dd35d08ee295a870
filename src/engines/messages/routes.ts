import { Type } from '@sinclair/typebox'
import { route, type Route } from '#kernel/http'
import type { Messages } from './index.ts'

const tags = ['messages']

/** The site inbox. */
export const routes = (messages: Messages): Route[] => [
  route({
    method: 'GET',
    url: '/api/messages',
    who: 'signed-in',
    summary: '我的消息',
    tags,
    query: Type.Object({
      before: Type.Optional(Type.String({ format: 'uuid' })),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
    }),
    reads: true,
    handler: (ctx, { query }) => messages.inbox(ctx, query),
  }),
  route({
    method: 'POST',
    url: '/api/messages/:id/read',
    who: 'signed-in',
    summary: '标记消息已读',
    tags,
    params: Type.Object({ id: Type.String({ format: 'uuid' }) }),
    handler: (ctx, { params }) => messages.markAsRead(ctx, params.id),
  }),
]
