import { Type } from '@sinclair/typebox'
import { route, type Route } from '#kernel/http'
import type { Scenarios } from './index.ts'

const tags = ['indicators']
const day = Type.String({ format: 'date' })
const scope = {
  region: Type.Optional(Type.String({ format: 'uuid' })),
  matter: Type.Optional(Type.String({ maxLength: 100 })),
  organisation: Type.Optional(Type.String({ format: 'uuid' })),
  on: Type.Optional(day),
}
const times = Type.Number({ minimum: 0, maximum: 5 })
const named = (value: ReturnType<typeof Type.Number>) => Type.Record(Type.String({ maxLength: 120 }), value, { maxProperties: 40 })
const drivers = Type.Object(
  {
    arrivals: Type.Optional(times),
    supplements: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
    online: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
    officers: Type.Optional(named(Type.Number({ minimum: 1, maximum: 5000 }))),
    pace: Type.Optional(named(times)),
    statutory: Type.Optional(times),
    promised: Type.Optional(times),
    hours: Type.Optional(named(Type.Number({ minimum: 0.05, maximum: 70 }))),
  },
  { additionalProperties: false },
)

/** How cases would go if something were otherwise. */
export function scenarioRoutes(scenarios: Scenarios): Route[] {
  return [
    route({
      method: 'GET',
      url: '/api/scenarios/present',
      who: 'officer',
      summary: '情景推演的现状',
      tags,
      query: Type.Object(scope),
      reads: true,
      handler: (ctx, { query }) => scenarios.present(ctx, query),
    }),
    route({
      method: 'POST',
      url: '/api/scenarios/compare',
      who: 'officer',
      summary: '情景比较',
      tags,
      body: Type.Object({
        ...scope,
        scenarios: Type.Array(drivers, { minItems: 1, maxItems: 4 }),
        horizon: Type.Integer({ minimum: 30, maximum: 365 }),
        seed: Type.Integer({ minimum: 0, maximum: 2_147_483_647 }),
        replications: Type.Integer({ minimum: 5, maximum: 100 }),
      }),
      reads: true,
      handler: (ctx, { body }) => scenarios.compare(ctx, body),
    }),
  ]
}
