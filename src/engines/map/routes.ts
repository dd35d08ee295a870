import { Type } from '@sinclair/typebox'
import type { FastifyRequest } from 'fastify'
import { Sending, route, type Route } from '#kernel/http'
import type { CityMap } from './index.ts'

const tags = ['map']
const levels = Type.Union(['city', 'county', 'town', 'village'].map((one) => Type.Literal(one)))

/** What is the same for everybody until the next edition of the regions: the browser asks whether it still holds. */
const shared = (etag: string) => ({ etag, 'cache-control': 'public, no-cache' })
const holds = (request: FastifyRequest, etag: string) => request.headers['if-none-match'] === etag

/** Regions with their boundaries, places by name and by point. */
export const routes = (map: CityMap): Route[] => [
  route({
    method: 'GET',
    url: '/api/map/regions',
    who: 'public',
    summary: '行政区划边界（GeoJSON）',
    tags,
    query: Type.Object({ parent: Type.Optional(Type.String({ format: 'uuid' })), level: Type.Optional(levels) }),
    reads: true,
    handler: async (ctx, { query, raw }) => {
      const etag = `"regions-${await map.edition(ctx)}"`
      if (holds(raw, etag)) return new Sending(undefined, 'application/geo+json', shared(etag), 304)
      const body = await map.regions(ctx, query)
      return new Sending(Buffer.from(JSON.stringify(body)), 'application/geo+json', shared(etag))
    },
  }),
  route({
    method: 'GET',
    url: '/api/map/places',
    who: 'public',
    summary: '按名称找地方',
    tags,
    query: Type.Object({
      q: Type.String({ minLength: 1, maxLength: 40 }),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 50 })),
    }),
    reads: true,
    handler: async (ctx, { query }) => ({ items: await map.places(ctx, query.q, query.limit) }),
  }),
  route({
    method: 'GET',
    url: '/api/map/at',
    who: 'public',
    summary: '一个点所在的行政区划',
    tags,
    query: Type.Object({ lon: Type.Number({ minimum: -180, maximum: 180 }), lat: Type.Number({ minimum: -90, maximum: 90 }) }),
    reads: true,
    handler: async (ctx, { query }) => ({ regions: await map.at(ctx, query.lon, query.lat) }),
  }),
]
