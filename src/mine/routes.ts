import { Type } from '@sinclair/typebox'
import type { Documents } from '#engines/documents'
import { route, Sending, type Route } from '#kernel/http'
import { myAsks } from './corrections.ts'
import { calendarFeed } from './feed.ts'
import { myOccasions, type OccasionParts } from './occasions.ts'
import { myRecords } from './records.ts'
import { mySources } from './sources.ts'

export interface MineParts extends OccasionParts {
  documents: Documents
}

const tags = ['mine']

/** What a person finds of their own: the records of registers, what they asked to have corrected, what comes due. */
export const mineRoutes = (parts: MineParts): Route[] => [
  route({
    method: 'GET',
    url: '/api/me/records',
    who: 'signed-in',
    summary: '我的登记信息',
    tags,
    reads: true,
    handler: async (ctx) => ({ items: await myRecords(parts, ctx) }),
  }),
  route({
    method: 'GET',
    url: '/api/me/records/:register/:id',
    who: 'signed-in',
    summary: '我的一条登记信息和各项来源',
    tags,
    params: Type.Object({ register: Type.String({ maxLength: 100 }), id: Type.String({ format: 'uuid' }) }),
    reads: true,
    handler: (ctx, { params }) => mySources(parts, ctx, params.register, params.id),
  }),
  route({
    method: 'GET',
    url: '/api/me/asks',
    who: 'signed-in',
    summary: '我请求的更正',
    tags,
    reads: true,
    handler: async (ctx) => ({ items: await myAsks(parts, ctx) }),
  }),
  route({
    method: 'GET',
    url: '/api/me/occasions',
    who: 'signed-in',
    summary: '我的到期提醒',
    tags,
    reads: true,
    handler: async (ctx) => ({ items: await myOccasions(parts, ctx) }),
  }),
  route({
    method: 'GET',
    url: '/api/me/occasions.ics',
    who: 'signed-in',
    summary: '到期提醒的日历文件',
    tags,
    reads: true,
    handler: async (ctx) => {
      const { installation } = ctx.ground
      const text = calendarFeed(await myOccasions(parts, ctx), { installation, name: '到期提醒', now: ctx.now })
      return new Sending(Buffer.from(text), 'text/calendar; charset=utf-8', {
        'content-disposition': 'attachment; filename="chengshu.ics"',
        'cache-control': 'private, no-store',
      })
    },
  }),
]
