import { Type } from '@sinclair/typebox'
import { route, type Route } from '#kernel/http'
import type { Administration } from './administration.ts'

const tags = ['identity']
const key = Type.String({ format: 'uuid' })
const moment = Type.String({ format: 'date-time' })
const logQuery = {
  since: Type.Optional(moment),
  until: Type.Optional(moment),
  actor: Type.Optional(key),
  register: Type.Optional(Type.String({ maxLength: 100 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 199 })),
}

/** Sessions of accounts for the system administrator, the two logs for the audit administrator. */
export function routes(administration: Administration): Route[] {
  return [
    route({
      method: 'GET',
      url: '/api/roles',
      who: 'officer',
      summary: '角色',
      tags,
      reads: true,
      handler: async () => ({ items: administration.roles() }),
    }),
    route({
      method: 'GET',
      url: '/api/registers/:register/:id/readers',
      who: 'officer',
      summary: '谁能看到这条记录',
      tags,
      params: Type.Object({ register: Type.String({ maxLength: 100 }), id: Type.String({ maxLength: 40 }) }),
      reads: true,
      handler: (ctx, { params }) => administration.readersOf(ctx, params.register, params.id),
    }),
    route({
      method: 'GET',
      url: '/api/accounts/:id/sessions',
      who: 'officer',
      summary: '账户在哪里登录着',
      tags,
      params: Type.Object({ id: key }),
      reads: true,
      handler: async (ctx, { params }) => ({ items: await administration.sessionsOf(ctx, params.id) }),
    }),
    route({
      method: 'DELETE',
      url: '/api/accounts/:id/sessions',
      who: 'officer',
      summary: '让账户处处退出登录',
      tags,
      params: Type.Object({ id: key }),
      handler: async (ctx, { params }) => ({ ended: await administration.endSessions(ctx, params.id) }),
    }),
    route({
      method: 'GET',
      url: '/api/audit/access',
      who: 'officer',
      summary: '查阅日志',
      tags,
      query: Type.Object({
        ...logQuery,
        subject: Type.Optional(key),
        act: Type.Optional(Type.String({ maxLength: 20 })),
        before: Type.Optional(key),
      }),
      reads: true,
      handler: (ctx, { query }) => administration.accessLog(ctx, query),
    }),
    route({
      method: 'GET',
      url: '/api/audit/changes',
      who: 'officer',
      summary: '变更日志',
      tags,
      query: Type.Object({ ...logQuery, record: Type.Optional(key), before: Type.Optional(Type.String({ maxLength: 40 })) }),
      reads: true,
      handler: (ctx, { query }) => administration.changeLog(ctx, query),
    }),
  ]
}
