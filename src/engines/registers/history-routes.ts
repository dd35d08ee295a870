import { Type } from '@sinclair/typebox'
import type { Fields } from '#declare'
import type { Context } from '#kernel/context'
import { route, type Route } from '#kernel/http'
import { readInstant } from './history/instant.ts'
import { referred } from './export.ts'
import type { Registers } from './index.ts'

const tags = ['registers']
const oneParams = Type.Object({ register: Type.String({ maxLength: 100 }), id: Type.String({ maxLength: 40 }) })
const values = Type.Record(Type.String(), Type.Unknown())
const closed = { additionalProperties: false }
const version = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })
const reason = Type.String({ minLength: 1, maxLength: 900, pattern: '\\S' })
const end = Type.String({ maxLength: 40, description: '日期，或带时区的时间' })

/** What time does to records: their versions, two of them compared, what was put right or put back, the periods for which they hold. */
export function routes(registers: Registers): Route[] {
  const titlesOf = (ctx: Context, name: string, records: readonly Record<string, unknown>[], organisations: readonly string[] = []) => {
    const wanted = referred(registers.definitions.get(name).register.fields as Fields, records)
    if (organisations.length > 0)
      wanted.set('identity.organisation', new Set([...(wanted.get('identity.organisation') ?? []), ...organisations]))
    return registers.titles(ctx, wanted)
  }
  /** A citizen learns which organisation wrote; who sat there is told at the desks. */
  const namesOf = (ctx: Context, accounts: readonly (string | null)[]): Promise<Record<string, string>> => {
    const known = [...new Set(accounts.filter((one) => one !== null))]
    return ctx.actor.kind === 'post' && known.length > 0 ? registers.namesAtWork(ctx, known) : Promise.resolve({})
  }

  /** The organisations of posts, as far as the actor may read those: an envelope names the one that its record belongs to. */
  async function organisationsOf(ctx: Context, posts: Iterable<string>): Promise<Record<string, string>> {
    const found: Record<string, string> = {}
    for (const post of posts) {
      const known = await registers.findById(ctx, 'identity.post', post)
      if (typeof known?.record.organisation === 'string') found[post] = known.record.organisation
    }
    return found
  }

  return [
    route({
      method: 'GET',
      url: '/api/registers/:register/:id/history',
      who: 'signed-in',
      summary: '查看记录的历史',
      tags,
      seeing: true,
      params: oneParams,
      query: Type.Object({}, closed),
      reads: true,
      handler: async (ctx, { params }) => {
        const versions = await registers.history(ctx, params.register, params.id)
        const keys = (side: 'organisation' | 'post' | 'actor') => new Set(versions.map((one) => one[side]).filter((id) => id !== null))
        // What a version replaced may be the key of another record: it is shown by its name too.
        const { fields } = registers.definitions.get(params.register).register
        const wanted = referred(
          fields as Fields,
          versions.flatMap(({ before }) => (before ? [before] : [])),
        )
        const seats = await organisationsOf(ctx, keys('post'))
        for (const [register, ids] of [
          ['identity.organisation', [...keys('organisation'), ...Object.values(seats)]],
          ['identity.post', keys('post')],
        ] as const)
          wanted.set(register, new Set([...(wanted.get(register) ?? []), ...ids]))
        const titles = await registers.titles(ctx, wanted)
        const names = await namesOf(ctx, [...keys('actor')])
        return {
          versions: versions.map(({ actor, post, organisation, ...rest }) => ({
            ...rest,
            actorName: actor ? (names[actor] ?? null) : null,
            postName: post ? (titles[post] ?? null) : null,
            organisation: titles[(post && seats[post]) ?? organisation ?? ''] ?? null,
          })),
          titles,
        }
      },
    }),
    route({
      method: 'GET',
      url: '/api/registers/:register/:id/compare',
      who: 'signed-in',
      summary: '比较记录的两个版本',
      tags,
      seeing: true,
      params: oneParams,
      query: Type.Object({ from: version, to: version }, closed),
      reads: true,
      handler: async (ctx, { params, query }) => {
        const compared = await registers.compare(ctx, params.register, params.id, [query.from, query.to])
        return { ...compared, titles: await titlesOf(ctx, params.register, [compared.from, compared.to]) }
      },
    }),
    route({
      method: 'GET',
      url: '/api/registers/:register/:id/corrections',
      who: 'signed-in',
      summary: '记录的更正',
      tags,
      seeing: true,
      params: oneParams,
      query: Type.Object({}, closed),
      reads: true,
      handler: async (ctx, { params }) => {
        const items = await registers.corrections(ctx, params.register, params.id)
        const sides = items.flatMap(({ changes }) => [
          Object.fromEntries(changes.map(({ field, before }) => [field, before])),
          Object.fromEntries(changes.map(({ field, after }) => [field, after])),
        ])
        const titles = await titlesOf(
          ctx,
          params.register,
          sides,
          items.map(({ organisation }) => organisation),
        )
        const names = await namesOf(
          ctx,
          items.map(({ answerer }) => answerer),
        )
        return {
          items: items.map(({ answerer, organisation, ...rest }) => ({
            ...rest,
            answererName: answerer ? (names[answerer] ?? null) : null,
            organisation: titles[organisation] ?? null,
          })),
          titles,
        }
      },
    }),
    route({
      method: 'POST',
      url: '/api/asks/:id/withdraw',
      who: 'signed-in',
      summary: '撤回更正请求',
      tags,
      params: Type.Object({ id: Type.String({ format: 'uuid' }) }),
      body: Type.Object({ reason: Type.Optional(Type.String({ maxLength: 1000 })) }, { additionalProperties: false }),
      handler: (ctx, { params, body }) => registers.withdrawCorrection(ctx, params.id, body.reason ?? ''),
    }),
    route({
      method: 'POST',
      url: '/api/registers/:register/:id/restore',
      who: 'officer',
      summary: '恢复到以前的版本',
      tags,
      params: oneParams,
      body: Type.Object(
        { version, to: version, fields: Type.Optional(Type.Array(Type.String({ maxLength: 80 }), { minItems: 1, maxItems: 200 })), reason },
        { additionalProperties: false },
      ),
      handler: async (ctx, { params, body }) => ({ record: await registers.restore(ctx, params.register, params.id, body) }),
    }),
    route({
      method: 'POST',
      url: '/api/registers/:register/:id/reopen',
      who: 'officer',
      summary: '恢复已终止的记录',
      tags,
      params: oneParams,
      body: Type.Object({ version, reason }, { additionalProperties: false }),
      handler: async (ctx, { params, body }) => ({
        record: await registers.reopen(ctx, params.register, params.id, body.version, body.reason),
      }),
    }),
    route({
      method: 'GET',
      url: '/api/registers/:register/:id/periods',
      who: 'public',
      summary: '各段有效期',
      tags,
      params: oneParams,
      query: Type.Object({ asOf: Type.Optional(end) }, closed),
      reads: true,
      handler: async (ctx, { params, query }) => {
        const asOf = query.asOf === undefined ? undefined : readInstant(query.asOf, ctx.ground.timezone)
        const line = await registers.timeLine(ctx, params.register, params.id, asOf)
        return { ...line, titles: await titlesOf(ctx, params.register, line.periods) }
      },
    }),
    route({
      method: 'POST',
      url: '/api/registers/:register/:id/periods',
      who: 'officer',
      summary: '新增一段有效期',
      tags,
      params: oneParams,
      body: Type.Object(
        { from: end, to: Type.Optional(Type.Union([end, Type.Null()])), values, reason: Type.Optional(reason) },
        { additionalProperties: false },
      ),
      handler: async (ctx, { params, body }) => {
        const id = await registers.addPeriod(ctx, params.register, params.id, body)
        return registers.getUntyped(ctx, params.register, id)
      },
    }),
  ]
}
