import { Type } from '@sinclair/typebox'
import { route, type Route } from '#kernel/http'
import type { Catalogue } from './index.ts'

const tags = ['catalogue']
const params = Type.Object({ id: Type.String({ maxLength: 40 }) })
const facet = Type.Optional(Type.String({ maxLength: 40 }))

/** The catalogue's doors: looking for a resource, one entry, its quality, a request for its data. */
export function catalogueRoutes(catalogue: Catalogue): Route[] {
  return [
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
      handler: (ctx, { params }) => catalogue.entry(ctx, params.id),
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
          fields: Type.Array(Type.String({ maxLength: 100 }), { minItems: 1, maxItems: 200 }),
          reason: Type.String({ minLength: 4, maxLength: 1000 }),
          until: Type.Optional(Type.String({ format: 'date', description: '使用到哪一天；不填为一年' })),
        },
        { additionalProperties: false },
      ),
      handler: async (ctx, { params, body }) => ({ ask: await catalogue.request(ctx, params.id, body) }),
    }),
  ]
}
