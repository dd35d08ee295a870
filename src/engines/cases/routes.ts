import { Type } from '@sinclair/typebox'
import { route, type Route } from '#kernel/http'
import { draftRoutes } from './drafts/index.ts'
import type { Cases } from './index.ts'
import { packed } from './matters/index.ts'

const tags = ['cases']
const key = Type.String({ format: 'uuid' })
const values = Type.Record(Type.String({ maxLength: 80 }), Type.Unknown())
const materials = Type.Array(Type.Object({ key: Type.String({ maxLength: 80 }), file: key }, { additionalProperties: false }), {
  maxItems: 100,
})
const idempotencyKey = Type.String({ minLength: 8, maxLength: 100 })
const matterParams = Type.Object({ name: Type.String({ maxLength: 100 }) })
const caseParams = Type.Object({ id: key })

/** Matters, applications, the inbox and the acts of tasks. */
export function routes(cases: Cases): Route[] {
  return [
    ...draftRoutes(cases),
    route({
      method: 'GET',
      url: '/api/matters',
      who: 'public',
      proxies: true,
      summary: '可办理的事项',
      tags,
      reads: true,
      atHand: packed(cases.listMatters),
      handler: async () => cases.listMatters(),
    }),
    route({
      method: 'GET',
      url: '/api/matters/:name',
      who: 'public',
      proxies: true,
      summary: '事项与本地实施清单',
      tags,
      params: matterParams,
      query: Type.Object({ region: Type.Optional(key) }),
      reads: true,
      handler: (ctx, { params, query }) => cases.getMatter(ctx, params.name, query.region),
    }),
    route({
      method: 'GET',
      url: '/api/matters/:name/prefill',
      who: 'signed-in',
      proxies: true,
      summary: '表单预填',
      tags,
      params: matterParams,
      query: Type.Object({ entity: Type.Optional(key) }),
      handler: (ctx, { params, query }) => cases.prefill(ctx, params.name, query.entity),
    }),
    route({
      method: 'POST',
      url: '/api/cases',
      who: 'signed-in',
      proxies: true,
      summary: '提交申请',
      tags,
      body: Type.Object(
        {
          matter: Type.String({ maxLength: 100 }),
          region: key,
          guide: values,
          answers: values,
          materials,
          entity: Type.Optional(key),
          idempotencyKey,
        },
        { additionalProperties: false },
      ),
      handler: async (ctx, { body }) => ({ case: await cases.openCase(ctx, body) }),
    }),
    route({
      method: 'GET',
      url: '/api/cases/mine',
      who: 'signed-in',
      proxies: true,
      summary: '我的办件',
      tags,
      reads: true,
      handler: async (ctx) => ({ items: await cases.listMine(ctx) }),
    }),
    route({
      method: 'GET',
      url: '/api/cases/find',
      who: 'officer',
      summary: '按编号或申请人找办件',
      tags,
      query: Type.Object({ search: Type.String({ minLength: 1, maxLength: 60 }) }),
      reads: true,
      handler: async (ctx, { query }) => ({ items: await cases.findCases(ctx, query.search, 20) }),
    }),
    route({
      method: 'GET',
      url: '/api/cases/:id',
      who: 'signed-in',
      proxies: true,
      summary: '办件详情',
      tags,
      params: caseParams,
      handler: (ctx, { params }) => cases.getCase(ctx, params.id),
    }),
    route({
      method: 'POST',
      url: '/api/cases/:id/acts',
      who: 'signed-in',
      proxies: true,
      summary: '经办办件',
      tags,
      params: caseParams,
      body: Type.Object(
        {
          task: key,
          act: Type.String({ maxLength: 80 }),
          version: Type.Integer({ minimum: 1 }),
          input: values,
          materials: Type.Optional(materials),
          idempotencyKey,
        },
        { additionalProperties: false },
      ),
      handler: async (ctx, { params, body }) => ({ case: await cases.act(ctx, { ...body, case: params.id }) }),
    }),
    route({
      method: 'PUT',
      url: '/api/tasks/:id/claim',
      who: 'officer',
      summary: '领取或退回任务',
      tags,
      params: caseParams,
      body: Type.Object({ take: Type.Boolean() }, { additionalProperties: false }),
      handler: async (ctx, { params, body }) => {
        await cases.claim(ctx, params.id, body.take)
        return { taken: body.take }
      },
    }),
    route({
      method: 'GET',
      url: '/api/tasks/:id/candidates',
      who: 'officer',
      summary: '可以经办这项任务的同事',
      tags,
      params: caseParams,
      handler: (ctx, { params }) => cases.candidates(ctx, params.id),
    }),
    route({
      method: 'POST',
      url: '/api/tasks/:id/assign',
      who: 'officer',
      summary: '调整经办人',
      tags,
      params: caseParams,
      body: Type.Object(
        { account: Type.Union([key, Type.Null()]), reason: Type.Optional(Type.String({ maxLength: 200 })) },
        { additionalProperties: false },
      ),
      handler: async (ctx, { params, body }) => {
        await cases.assign(ctx, params.id, body)
        return { account: body.account }
      },
    }),
    route({
      method: 'POST',
      url: '/api/tasks/acts',
      who: 'officer',
      summary: '一次办理多项任务，逐项答复',
      tags,
      body: Type.Object(
        {
          act: Type.String({ maxLength: 80 }),
          input: values,
          tasks: Type.Array(Type.Object({ case: key, task: key, version: Type.Integer({ minimum: 1 }) }, { additionalProperties: false }), {
            minItems: 1,
            maxItems: 50,
          }),
          idempotencyKey: Type.String({ minLength: 8, maxLength: 60 }),
        },
        { additionalProperties: false },
      ),
      handler: async (ctx, { body }) => ({ results: await cases.actTogether(ctx, body) }),
    }),
    route({
      method: 'GET',
      url: '/api/inbox',
      who: 'officer',
      summary: '待办与已办',
      tags,
      query: Type.Object({
        whose: Type.Optional(Type.Union([Type.Literal('own'), Type.Literal('office')])),
        state: Type.Optional(Type.Union([Type.Literal('open'), Type.Literal('done')])),
        light: Type.Optional(Type.Union([Type.Literal('green'), Type.Literal('yellow'), Type.Literal('red'), Type.Literal('paused')])),
        after: Type.Optional(Type.String({ maxLength: 60 })),
        limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
      }),
      reads: true,
      handler: (ctx, { query }) => cases.inbox(ctx, query),
    }),
    route({
      method: 'GET',
      url: '/api/inbox/asked',
      who: 'officer',
      summary: '本单位提出的',
      tags,
      reads: true,
      handler: async (ctx) => ({ items: await cases.listAsked(ctx) }),
    }),
  ]
}
