import { Type } from '@sinclair/typebox'
import { route, type Route } from '#kernel/http'
import type { Beginnings, From } from './begin.ts'
import type { RunTimeDefinitions } from './index.ts'

const tags = ['definitions']
const params = Type.Object({ id: Type.String({ format: 'uuid' }) })
const values = Type.Record(Type.String(), Type.Unknown())
const name = Type.String({ minLength: 1, maxLength: 80 })
const label = Type.String({ minLength: 1, maxLength: 60 })
const noun = Type.Optional(Type.String({ maxLength: 24, pattern: '^$|^[a-z][a-z0-9]*(-[a-z0-9]+)*$' }))
const strict = { additionalProperties: false }

/** Registers and overlays that a city defines for itself: drafts, plans, asks, answers. */
export function routes(definitions: RunTimeDefinitions, beginnings: Beginnings): Route[] {
  return [
    route({
      method: 'GET',
      url: '/api/definitions',
      who: 'officer',
      summary: '目录定义',
      tags,
      reads: true,
      handler: async (ctx) => ({ ...(await definitions.list(ctx)), templates: beginnings.templates() }),
    }),
    route({
      method: 'POST',
      url: '/api/definitions',
      who: 'officer',
      summary: '起草目录定义',
      tags,
      body: Type.Object({
        from: Type.Union([
          Type.Object({ kind: Type.Literal('blank'), label, noun }, strict),
          Type.Object({ kind: Type.Literal('copy'), register: name, label, noun }, strict),
          Type.Object({ kind: Type.Literal('entry'), entry: name, noun }, strict),
          Type.Object({ kind: Type.Literal('template'), template: name }, strict),
          Type.Object({ kind: Type.Literal('overlay'), register: name }, strict),
          Type.Object({ kind: Type.Literal('next'), register: name }, strict),
        ]),
      }),
      handler: (ctx, { body }) => beginnings.begin(ctx, body.from as From),
    }),
    route({
      method: 'POST',
      url: '/api/definitions/from-file',
      who: 'officer',
      summary: '按文件的列起草目录定义',
      tags,
      handler: (ctx, { raw }) => beginnings.fromFile(ctx, raw),
    }),
    route({
      method: 'GET',
      url: '/api/definitions/:id',
      who: 'officer',
      summary: '查看目录定义的一个版本',
      tags,
      params,
      reads: true,
      handler: (ctx, { params: { id } }) => definitions.get(ctx, id),
    }),
    route({
      method: 'PUT',
      url: '/api/definitions/:id',
      who: 'officer',
      summary: '保存目录定义草稿',
      tags,
      params,
      body: Type.Object({ revision: Type.Integer({ minimum: 1, maximum: 2_147_483_647 }), draft: values }, strict),
      handler: (ctx, { params: { id }, body }) => definitions.save(ctx, id, body.revision, body.draft),
    }),
    route({
      method: 'DELETE',
      url: '/api/definitions/:id',
      who: 'officer',
      summary: '删除草稿，或者撤回提请',
      tags,
      params,
      handler: (ctx, { params: { id } }) => definitions.remove(ctx, id),
    }),
    route({
      method: 'GET',
      url: '/api/definitions/:id/plan',
      who: 'officer',
      summary: '目录定义生效要做的每一步',
      tags,
      params,
      reads: true,
      handler: (ctx, { params: { id } }) => definitions.plan(ctx, id),
    }),
    route({
      method: 'POST',
      url: '/api/definitions/:id/ask',
      who: 'officer',
      summary: '提请审核目录定义',
      tags,
      params,
      body: Type.Object({ reason: Type.String({ minLength: 1, maxLength: 1000 }) }, strict),
      handler: (ctx, { params: { id }, body }) => definitions.ask(ctx, id, body.reason),
    }),
    route({
      method: 'POST',
      url: '/api/definitions/:id/answer',
      who: 'officer',
      summary: '审核目录定义',
      tags,
      params,
      body: Type.Object({ accept: Type.Boolean(), reason: Type.String({ minLength: 1, maxLength: 1000 }) }, strict),
      handler: (ctx, { params: { id }, body }) => definitions.answer(ctx, id, body.accept, body.reason),
    }),
    route({
      method: 'POST',
      url: '/api/definitions/:id/again',
      who: 'officer',
      summary: '再试一次生效',
      tags,
      params,
      handler: (ctx, { params: { id } }) => definitions.again(ctx, id),
    }),
  ]
}
