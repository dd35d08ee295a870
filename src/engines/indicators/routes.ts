import { Type } from '@sinclair/typebox'
import { route, type Route } from '#kernel/http'
import type { Indicators } from './index.ts'

const tags = ['indicators']
const key = Type.String({ format: 'uuid' })
const day = Type.String({ format: 'date' })
const params = Type.Object({ name: Type.String({ maxLength: 100 }) })
const field = Type.String({ maxLength: 60 })

/** Figures and the records behind them. Anybody may ask; who is asked decides what is told. */
export function routes(indicators: Indicators): Route[] {
  return [
    route({
      method: 'GET',
      url: '/api/indicators',
      who: 'public',
      summary: '指标目录',
      tags,
      reads: true,
      handler: async (ctx) => ({ items: indicators.list(ctx) }),
    }),
    route({
      method: 'GET',
      url: '/api/figures',
      who: 'public',
      summary: '一个区划当前的各项指标',
      tags,
      query: Type.Object({ region: Type.Optional(key) }),
      reads: true,
      handler: async (ctx, { query }) => ({ ...(await indicators.figures(ctx, query.region)), read: await indicators.readUpTo(ctx) }),
    }),
    route({
      method: 'GET',
      url: '/api/indicators/:name',
      who: 'public',
      summary: '指标数值',
      tags,
      params,
      query: Type.Object({
        region: Type.Optional(key),
        from: Type.Optional(day),
        to: Type.Optional(day),
        by: Type.Optional(field),
        group: Type.Optional(Type.String({ maxLength: 200 })),
        every: Type.Optional(Type.Union([Type.Literal('day'), Type.Literal('month')])),
        asOf: Type.Optional(day),
      }),
      reads: true,
      handler: async (ctx, { params, query }) => ({
        ...(await indicators.values(ctx, params.name, query)),
        read: await indicators.readUpTo(ctx),
      }),
    }),
    route({
      method: 'GET',
      url: '/api/indicators/:name/forecast',
      who: 'officer',
      summary: '指标预测',
      tags,
      params,
      query: Type.Object({ region: Type.Optional(key), group: Type.Optional(Type.String({ maxLength: 200 })) }),
      reads: true,
      handler: (ctx, { params, query }) => indicators.forecast(ctx, params.name, query),
    }),
    route({
      method: 'GET',
      url: '/api/indicators/:name/records',
      who: 'officer',
      summary: '构成指标的记录',
      tags,
      params,
      query: Type.Object({
        region: Type.Optional(key),
        on: Type.Optional(Type.String({ pattern: '^\\d{4}-\\d\\d(-\\d\\d)?$' })),
        from: Type.Optional(day),
        to: Type.Optional(day),
        group: Type.Optional(Type.String({ maxLength: 200 })),
        short: Type.Optional(Type.Boolean()),
        after: Type.Optional(Type.String({ maxLength: 400 })),
        limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
      }),
      // Showing names of records writes who was shown them.
      handler: (ctx, { params, query }) => indicators.records(ctx, params.name, query),
    }),
  ]
}
