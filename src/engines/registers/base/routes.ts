import { Type } from '@sinclair/typebox'
import { Invalid } from '#kernel/errors'
import { route, type Route } from '#kernel/http'
import { newKey } from '#kernel/keys'
import { keyed, once } from '../idempotency.ts'
import type { Registers } from '../index.ts'

const tags = ['base registers']
const key = Type.String({ format: 'uuid' })
const register = Type.String({ maxLength: 100 })
const reason = Type.String({ minLength: 4, maxLength: 1000, pattern: '\\S[\\s\\S]{2,}\\S' })
const params = Type.Object({ register })
const oneParams = Type.Object({ register, id: key })
const names = Type.Array(Type.String({ maxLength: 80 }), { maxItems: 200 })

const saidRow = Type.Object(
  {
    key: Type.String({ minLength: 1, maxLength: 100, description: '来源自己的编号' }),
    at: Type.Optional(Type.String({ format: 'date-time', description: '从何时起是这样；不写的，与已提供的相同的内容不再计' })),
    values: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
    none: Type.Optional(names),
    withdrawn: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
)
const saidRows = Type.Array(saidRow, { minItems: 1, maxItems: 5000 })

/** What sources say of records, records that are one, and people found by what is remembered of them. */
export function routes(registers: Registers): Route[] {
  return [
    route({
      method: 'GET',
      url: '/api/registers/:register/:id/sources',
      who: 'signed-in',
      summary: '记录各字段的来源',
      tags,
      params: oneParams,
      reads: true,
      handler: async (ctx, { params }) => {
        const { fields, sources, own } = await registers.sources(ctx, params.register, params.id)
        const suppliers = new Set(fields.flatMap(({ words }) => words.flatMap(({ supplier }) => (supplier ? [supplier] : []))))
        const titles = await registers.titles(ctx, new Map([['identity.organisation', suppliers]]))
        const merges = await registers.mergesInto(ctx, params.register, params.id)
        return {
          fields: fields.map(({ words, ...rest }) => ({
            ...rest,
            words: words.map(({ supplier, ...word }) => ({ ...word, supplier: supplier ? (titles[supplier] ?? null) : null })),
          })),
          sources,
          own,
          merges: merges.map(({ id, merged, reason, recorded, undone }) => ({ id, merged, reason, recorded, undone })),
        }
      },
    }),
    route({
      method: 'POST',
      url: '/api/registers/:register/contributions',
      who: 'officer',
      summary: '来源提供数据',
      tags,
      params,
      query: Type.Object({
        source: Type.Optional(Type.String({ maxLength: 40, description: '来源；也可以写在 JSON 的 source 里' })),
        batch: Type.Optional(key),
      }),
      headers: keyed,
      body: Type.Union([
        Type.Object(
          { source: Type.Optional(Type.String({ maxLength: 40 })), batch: Type.Optional(key), said: saidRows },
          { additionalProperties: false },
        ),
        Type.Array(saidRow, { minItems: 1, maxItems: 5000, description: 'application/x-ndjson：每行一条' }),
      ]),
      handler: async (ctx, { params, query, body, raw }) => {
        const { said, ...named } = Array.isArray(body) ? { said: body } : body
        const { source, batch } = { ...query, ...named }
        if (source === undefined) throw new Invalid('请说明是哪个来源', { code: 'base.source', path: 'source' })
        const header = raw.headers['idempotency-key']
        let items: Awaited<ReturnType<Registers['contribute']>> | undefined
        const given = await once(
          ctx,
          header === undefined ? undefined : String(header),
          params.register,
          { source, batch, said },
          async () => {
            const id = batch ?? newKey()
            items = await registers.contribute(ctx, params.register, source, said, id)
            return id
          },
        )
        return { batch: given, items: items ?? (await registers.contributed(ctx, params.register, source, said)) }
      },
    }),
    route({
      method: 'GET',
      url: '/api/registers/:register/pairs',
      who: 'officer',
      summary: '可能重复的记录',
      tags,
      params,
      reads: true,
      handler: async (ctx, { params }) => ({ items: await registers.pairs(ctx, params.register) }),
    }),
    route({
      method: 'POST',
      url: '/api/registers/:register/pairs/:id/different',
      who: 'officer',
      summary: '确认不是同一个',
      tags,
      params: oneParams,
      handler: async (ctx, { params }) => {
        await registers.different(ctx, params.register, params.id)
        return { state: 'different' }
      },
    }),
    route({
      method: 'POST',
      url: '/api/registers/:register/merges',
      who: 'officer',
      summary: '提出合并两条记录',
      tags,
      params,
      body: Type.Object({ survivor: key, merged: key, taken: names, reason }, { additionalProperties: false }),
      handler: async (ctx, { params, body: { reason: why, ...merging } }) => ({
        ask: await registers.proposeMerge(ctx, params.register, merging, why),
      }),
    }),
    route({
      method: 'POST',
      url: '/api/registers/:register/:id/unmerge',
      who: 'officer',
      summary: '提出撤销合并',
      tags,
      params: oneParams,
      body: Type.Object({ reason }, { additionalProperties: false }),
      handler: async (ctx, { params, body }) => ({ ask: await registers.proposeUnmerge(ctx, params.register, params.id, body.reason) }),
    }),
    route({
      method: 'POST',
      url: '/api/registers/:register/persons',
      who: 'officer',
      summary: '按记得的情况找人',
      tags,
      params,
      body: Type.Object(
        {
          name: Type.String({ minLength: 1, maxLength: 40 }),
          birthYear: Type.Optional(Type.Integer({ minimum: 1850, maximum: 2200 })),
          birthDate: Type.Optional(Type.String({ format: 'date' })),
          street: Type.Optional(Type.String({ maxLength: 60 })),
        },
        { additionalProperties: false },
      ),
      reads: true,
      handler: async (ctx, { params, body }) => {
        const items = await registers.findPersons(ctx, params.register, body)
        return { items: items.map(({ record, score }) => ({ ...record, score: Math.round(score * 100) / 100 })) }
      },
    }),
  ]
}
