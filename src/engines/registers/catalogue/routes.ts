import { Type } from '@sinclair/typebox'
import { route, type Route } from '#kernel/http'
import { dcatRoutes } from './dcat-routes.ts'
import { inventoryFile } from './inventory.ts'
import type { Catalogue } from './index.ts'

const tags = ['catalogue']
const params = Type.Object({ id: Type.String({ maxLength: 40 }) })
const items = Type.Array(Type.String({ maxLength: 100 }), { minItems: 1, maxItems: 200 })
const day = Type.String({ format: 'date' })
const facet = Type.Optional(Type.String({ maxLength: 40 }))

/** The catalogue's doors: looking for a resource, one entry, its quality, asking for its data. */
export function catalogueRoutes(catalogue: Catalogue): Route[] {
  return [
    ...dcatRoutes(catalogue),
    route({
      method: 'GET',
      url: '/api/catalogue',
      who: 'public',
      summary: '查找信息资源',
      tags,
      query: Type.Object({
        search: Type.Optional(Type.String({ maxLength: 100 })),
        kind: facet,
        provider: facet,
        share: facet,
        light: facet,
        skip: Type.Optional(Type.Integer({ minimum: 0, maximum: 100_000 })),
        limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
      }),
      reads: true,
      handler: (ctx, { query: { search, kind, provider, share, light, skip = 0, limit = 50 } }) =>
        catalogue.list(ctx, {
          ...(search ? { search } : {}),
          kind: kind ?? null,
          provider: provider ?? null,
          share: share ?? null,
          light: light ?? null,
          skip,
          limit,
        }),
    }),
    route({
      method: 'GET',
      url: '/api/catalogue/:id',
      who: 'public',
      summary: '查看信息资源',
      tags,
      params,
      reads: true,
      handler: (ctx, { params }) => catalogue.get(ctx, params.id),
    }),
    route({
      method: 'GET',
      url: '/api/catalogue/:id/quality',
      who: 'officer',
      summary: '查看数据质量',
      tags,
      params,
      reads: true,
      handler: async (ctx, { params }) => ({ quality: await catalogue.quality(ctx, params.id) }),
    }),
    route({
      method: 'POST',
      url: '/api/catalogue/:id/requests',
      who: 'officer',
      summary: '申请使用数据',
      tags,
      params,
      body: Type.Object(
        {
          purpose: Type.String({ minLength: 4, maxLength: 200 }),
          ground: Type.String({ minLength: 4, maxLength: 500 }),
          items,
          until: day,
        },
        { additionalProperties: false },
      ),
      handler: async (ctx, { params, body }) => ({ request: await catalogue.request(ctx, params.id, body) }),
    }),
    route({
      method: 'PUT',
      url: '/api/catalogue/:id/follow',
      who: 'officer',
      summary: '关注或者不再关注信息资源',
      tags,
      params,
      body: Type.Object({ follows: Type.Boolean() }, { additionalProperties: false }),
      handler: async (ctx, { params, body }) => {
        await catalogue.follow(ctx, params.id, body.follows)
        return { follows: body.follows }
      },
    }),
    route({
      method: 'GET',
      url: '/api/catalogue/drafts',
      who: 'officer',
      summary: '未发布的目录',
      tags,
      reads: true,
      handler: (ctx) => catalogue.drafts.list(ctx),
    }),
    route({
      method: 'POST',
      url: '/api/catalogue/inventory',
      who: 'officer',
      summary: '导入目录清单',
      tags,
      query: Type.Object({ take: Type.Optional(Type.Boolean({ description: '把没有问题的收为草稿；不写则只检查' })) }),
      handler: async (ctx, { query, raw }) => catalogue.drafts.inventory(ctx, await inventoryFile(raw), query.take ?? false),
    }),
    route({
      method: 'POST',
      url: '/api/catalogue/:id/state',
      who: 'officer',
      summary: '发布或者停用目录',
      tags,
      params,
      body: Type.Object({ state: Type.Union([Type.Literal('published'), Type.Literal('withdrawn')]) }, { additionalProperties: false }),
      handler: async (ctx, { params, body }) => {
        await catalogue.publish(ctx, params.id, body.state)
        return { state: body.state }
      },
    }),
  ]
}
