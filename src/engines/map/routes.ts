import { Type } from '@sinclair/typebox'
import type { FastifyRequest } from 'fastify'
import { NotFound } from '#kernel/errors'
import { readsEnglish, Sending, route, type Route } from '#kernel/http'
import type { CityMap } from './index.ts'
import { openTileCache, TILE_TYPE } from './tile-cache.ts'

const tags = ['map']
const levels = Type.Union(['city', 'county', 'town', 'village'].map((one) => Type.Literal(one)))

/** What is the same for everybody until the next edition of the regions: the browser asks whether it still holds. */
const shared = (etag: string) => ({ etag, 'cache-control': 'public, no-cache' })
const holds = (request: FastifyRequest, etag: string) => request.headers['if-none-match'] === etag

const layerName = Type.String({ pattern: '^[a-z][a-z0-9]*\\.[a-z][a-z0-9-]*$', maxLength: 100 })

/** Regions with their boundaries, places by name and by point, layers and their tiles. */
export const routes = (map: CityMap): Route[] => [...places(map), ...layers(map)]

const places = (map: CityMap): Route[] => [
  route({
    method: 'GET',
    url: '/api/map/regions',
    who: 'public',
    summary: '行政区划边界（GeoJSON）',
    tags,
    query: Type.Object({ parent: Type.Optional(Type.String({ format: 'uuid' })), level: Type.Optional(levels) }),
    reads: true,
    handler: async (ctx, { query, raw, reply }) => {
      // Regions have a name in each language.
      const etag = `"regions-${await map.edition(ctx)}-${readsEnglish(raw) ? 'en' : 'zh'}"`
      const headers = { ...shared(etag), vary: 'accept-language' }
      if (holds(raw, etag)) return new Sending(undefined, 'application/geo+json', headers, 304)
      reply.headers(headers).type('application/geo+json')
      return map.regions(ctx, query)
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

function layers(map: CityMap): Route[] {
  const cache = openTileCache()
  return [
    route({
      method: 'GET',
      url: '/api/map/layers',
      who: 'public',
      summary: '能看的图层',
      tags,
      reads: true,
      handler: async (ctx) => ({ items: map.layers(ctx) }),
    }),
    route({
      method: 'GET',
      url: '/api/map/layers/:layer/counts',
      who: 'public',
      summary: '图层在各区划的数量',
      tags,
      params: Type.Object({ layer: layerName }),
      query: Type.Object({
        by: Type.Union([Type.Literal('county'), Type.Literal('town'), Type.Literal('own')]),
        kind: Type.Optional(Type.String({ maxLength: 60 })),
      }),
      reads: true,
      handler: async (ctx, { params, query }) => ({ counts: await map.counts(ctx, params.layer, query) }),
    }),
    route({
      method: 'GET',
      url: '/tiles/:layer.json',
      who: 'public',
      summary: '图层说明（TileJSON）',
      tags,
      params: Type.Object({ layer: layerName }),
      reads: true,
      handler: async (ctx, { params, raw, reply }) => {
        reply.header('cache-control', 'private, no-store')
        return map.tileJson(ctx, params.layer, `${raw.protocol}://${raw.host}/tiles/${params.layer}/{z}/{x}/{y}.mvt`)
      },
    }),
    route({
      method: 'GET',
      url: '/tiles/:layer/:z/:x/:y.mvt',
      who: 'public',
      summary: '矢量瓦片',
      tags,
      params: Type.Object({
        layer: layerName,
        z: Type.Integer({ minimum: 0, maximum: 18 }),
        x: Type.Integer({ minimum: 0, maximum: 262_143 }),
        y: Type.Integer({ minimum: 0, maximum: 262_143 }),
      }),
      reads: true,
      atHand: (request) => cache.find(request),
      handler: async (ctx, { params, raw }) => {
        const { layer, ...at } = params
        if (Math.max(at.x, at.y) >= 2 ** at.z) throw new NotFound('没有这张瓦片', { code: 'map.tile' })
        const { bytes } = await map.tile(ctx, layer, at)
        const open = ctx.actor.kind === 'stranger' && map.isOpen(layer)
        return open ? cache.keep(raw, bytes) : new Sending(bytes, TILE_TYPE, { 'cache-control': 'private, no-store' })
      },
    }),
  ]
}
