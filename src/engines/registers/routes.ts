import { Type } from '@sinclair/typebox'
import { withholdingGrounds, type Field } from '#declare'
import { accessAboutMe } from '#kernel/access'
import type { Context } from '#kernel/context'
import { localDate } from '#kernel/days'
import { Invalid, NotAllowed, NotFound } from '#kernel/errors'
import { route, Sending, type Route } from '#kernel/http'
import { readFields, readFilters, readSort, readTimes } from './address.ts'
import { asSeen, tagged } from './conditional.ts'
import { holdsOn } from './code-periods.ts'
import { referred } from './export.ts'
import { keyed, once } from './idempotency.ts'
import type { Registers } from './index.ts'
import { LOOKED_AT } from './looking.ts'
import type { AnyRecord } from './read.ts'

const tags = ['registers']
const params = Type.Object({ register: Type.String({ maxLength: 100 }) })
const oneParams = Type.Object({ register: Type.String({ maxLength: 100 }), id: Type.String({ maxLength: 40 }) })
const times = {
  asOf: Type.Optional(Type.String({ maxLength: 40, description: '按登记库当时所知：日期，或带时区的时间，可到微秒' })),
  effective: Type.Optional(Type.String({ maxLength: 40, description: '在这一天有效的：日期，或带时区的时间；all 为各段' })),
}
const why = Type.Optional(Type.String({ maxLength: 1000, description: '变更的理由，写入历史' }))
const values = Type.Record(Type.String(), Type.Unknown(), {
  description: '各字段的值；每个登记库的写法见 /api/registers/{register}/schema?use=add',
  examples: [{ sex: '2', birthDate: '1990-03-07' }],
})
const version = Type.Integer({ minimum: 1, maximum: 2_147_483_647 })
const fieldNames = Type.Optional(
  Type.String({ maxLength: 2000, description: '只要这些字段，用逗号隔开；编号和版本总在其中', examples: ['name,region'] }),
)
const unlessSame = Type.Object({
  'if-none-match': Type.Optional(
    Type.String({ maxLength: 500, description: '已有的答复的 ETag；没有变化时答 304', examples: ['"3-q1V0zXyU8wTfLJrk2m5nBA"'] }),
  ),
})
const ifSame = Type.Object({
  'if-match': Type.Optional(Type.String({ maxLength: 200, description: '读到的答复的 ETag，可以代替 version' })),
})
/** REST of every register: one set of routes, each register described by its own JSON Schema at `/api/systems`. */
export function routes(registers: Registers): Route[] {
  const titlesOf = async (ctx: Context, name: string, records: readonly AnyRecord[]) => ({
    ...(await registers.titles(ctx, referred(registers.definitions.get(name).register.fields as Record<string, Field>, records))),
    ...registers.wordsIn(name, records),
  })

  return [
    route({
      method: 'GET',
      url: '/api/registers/:register',
      who: 'public',
      summary: '查看数据目录',
      tags,
      params,
      query: Type.Object(
        {
          limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, examples: [100] })),
          after: Type.Optional(Type.String({ maxLength: 400 })),
          search: Type.Optional(Type.String({ maxLength: 100 })),
          ended: Type.Optional(Type.Boolean()),
          sort: Type.Optional(Type.String({ maxLength: 80, description: '字段名；前面加 - 为倒序', examples: ['-birthDate'] })),
          ...times,
          fields: fieldNames,
        },
        {
          additionalProperties: false,
          patternProperties: { '^where\\.': Type.Unknown({ description: '筛选：where.<字段>[.<算符>]=<值>' }) },
        },
      ),
      headers: unlessSame,
      reads: true,
      handler: async (ctx, { params, query, raw, reply }) => {
        const page = await registers.listUntyped(ctx, params.register, {
          ...(query.limit ? { limit: query.limit } : {}),
          ...(query.after ? { after: query.after } : {}),
          ...(query.search ? { search: query.search } : {}),
          ...(query.ended ? { ended: true } : {}),
          ...(query.sort ? { sort: readSort(query.sort) } : {}),
          ...readTimes(query, ctx.ground.timezone),
          looks: LOOKED_AT,
          where: readFilters(registers, params.register, query as Record<string, unknown>),
          ...(query.fields ? { fields: readFields(query.fields) } : {}),
        })
        return tagged(raw, reply, { ...page, titles: await titlesOf(ctx, params.register, page.items) })
      },
    }),
    route({
      method: 'GET',
      url: '/api/registers/:register/schema',
      who: 'public',
      summary: '记录的 JSON Schema',
      tags,
      params,
      query: Type.Object(
        { use: Type.Optional(Type.Union([Type.Literal('read'), Type.Literal('add'), Type.Literal('change')])) },
        { additionalProperties: false },
      ),
      reads: true,
      handler: async (ctx, { params, query: { use = 'read' } }) =>
        new Sending(Buffer.from(JSON.stringify(registers.schema(ctx, params.register, use), null, 2)), 'application/schema+json'),
    }),
    route({
      method: 'GET',
      url: '/api/registers/:register/:id',
      who: 'public',
      summary: '查看记录',
      tags,
      params: oneParams,
      query: Type.Object(
        {
          ...times,
          version: Type.Optional(version),
          fields: fieldNames,
          merged: Type.Optional(Type.Boolean({ description: '已并入别处的记录，看它自己' })),
        },
        { additionalProperties: false },
      ),
      headers: unlessSame,
      reads: true,
      handler: async (ctx, { params, query, raw, reply }) => {
        const fields = query.fields === undefined ? undefined : readFields(query.fields)
        const then = { ...readTimes(query, ctx.ground.timezone), version: query.version }
        const { record, masked } = await registers.getThen(ctx, params.register, params.id, then, fields)
        const isNow = query.asOf === undefined && query.effective === undefined && query.version === undefined
        const standing = isNow && record.ended !== null && !query.merged ? await registers.standingFor(ctx, record.id) : record.id
        // Whatever refers to a record that was merged into another comes to that one. A merge may be taken back, so no browser keeps this.
        if (standing !== record.id)
          return new Sending(
            undefined,
            'application/json',
            { location: `/api/registers/${params.register}/${standing}`, 'cache-control': 'no-store' },
            307,
          )
        const titles = {
          ...(await titlesOf(ctx, params.register, [record])),
          ...(await registers.documentsIn(ctx, params.register, record)),
        }
        return tagged(raw, reply, { record, masked, titles, acts: registers.actsOf(ctx, params.register) }, record.version as number)
      },
    }),
    route({
      method: 'GET',
      url: '/api/registers/:register/:id/pictures/:field',
      who: 'public',
      summary: '查看记录的图片',
      tags,
      params: Type.Object({ ...oneParams.properties, field: Type.String({ maxLength: 80 }) }),
      reads: true,
      handler: (ctx, { params }) => registers.picture(ctx, params.register, params.id, params.field),
    }),
    route({
      method: 'POST',
      url: '/api/registers/:register',
      who: 'signed-in',
      summary: '登记记录',
      tags,
      params,
      body: values,
      headers: keyed,
      handler: async (ctx, { params, body, raw, reply }) => {
        if ('id' in body) throw new Invalid('编号由系统给出', { code: 'register.id', path: 'id' })
        const { label, addedBy } = registers.definitions.get(params.register).register
        if (addedBy) throw new NotAllowed(`“${label}”的记录由系统生成，不能手工登记`, { code: 'register.made' })
        const key = raw.headers['idempotency-key']
        const id = await once(ctx, key === undefined ? key : String(key), params.register, body, () =>
          registers.addUntyped(ctx, params.register, body),
        )
        void reply.header('location', `/api/registers/${params.register}/${id}`)
        return registers.getUntyped(ctx, params.register, id)
      },
    }),
    route({
      method: 'PATCH',
      url: '/api/registers/:register/:id',
      who: 'signed-in',
      summary: '修改记录',
      tags,
      params: oneParams,
      body: Type.Object(
        { version: Type.Optional(version), changes: values, reason: why },
        { additionalProperties: false, examples: [{ version: 3, changes: { birthDate: '1990-03-08' } }] },
      ),
      headers: ifSame,
      handler: async (ctx, { params, body, raw }) => ({
        record: await asSeen(raw, body.version, (seen) =>
          registers.changeShown(ctx, params.register, params.id, seen, body.changes, body.reason),
        ),
      }),
    }),
    route({
      method: 'DELETE',
      url: '/api/registers/:register/:id',
      who: 'signed-in',
      summary: '终止记录',
      tags,
      params: oneParams,
      body: Type.Object({ version: Type.Optional(version), reason: why }, { additionalProperties: false }),
      headers: ifSame,
      handler: (ctx, { params, body, raw }) =>
        asSeen(raw, body.version, (seen) => registers.end(ctx, params.register, params.id, seen, body.reason)),
    }),
    route({
      method: 'POST',
      url: '/api/registers/:register/:id/corrections',
      who: 'signed-in',
      summary: '请求更正',
      tags,
      params: oneParams,
      body: Type.Object(
        {
          changes: values,
          reason: Type.String({ minLength: 1, maxLength: 1000 }),
          evidence: Type.Optional(Type.Array(Type.String({ format: 'uuid' }), { maxItems: 10 })),
        },
        { additionalProperties: false },
      ),
      handler: async (ctx, { params, body }) => ({
        ask: await registers.proposeCorrection(ctx, params.register, params.id, body.changes, body.reason, body.evidence),
      }),
    }),
    route({
      method: 'GET',
      url: '/api/me/access',
      who: 'signed-in',
      summary: '谁查看过我的信息',
      tags,
      query: Type.Object({
        before: Type.Optional(Type.String({ format: 'date-time' })),
        limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
      }),
      reads: true,
      handler: async (ctx, { query }) => {
        const rows = await accessAboutMe(ctx, query.before ? new Date(query.before) : undefined, query.limit)
        const keys = new Set(rows.flatMap(({ organisation }) => (organisation ? [organisation] : [])))
        const titles = await registers.titles(ctx, new Map([['identity.organisation', keys]]))
        return {
          items: rows.map(({ organisation, register, withheld, ...rest }) => ({
            ...rest,
            register: registers.labelOf(register),
            fieldLabels: registers.fieldLabels(register, rest.fields),
            organisation: organisation ? (titles[organisation] ?? null) : null,
            // The day has come: the person is told that it was withheld, until when and on what ground.
            withheld: withheld && { until: withheld.until, ground: withholdingGrounds[withheld.ground as keyof typeof withholdingGrounds] },
          })),
        }
      },
    }),
    route({
      method: 'GET',
      url: '/api/codes/:list',
      who: 'public',
      summary: '代码表',
      tags,
      params: Type.Object({ list: Type.String({ maxLength: 60 }) }),
      query: Type.Object({
        search: Type.Optional(Type.String({ maxLength: 60 })),
        on: Type.Optional(Type.String({ format: 'date', description: '哪一天可用；不写为当天' })),
      }),
      reads: true,
      handler: async (ctx, { params, query }) => {
        const codes = registers.codeLists.get(params.list)
        if (!codes) throw new NotFound(`没有名为 ${params.list} 的代码表`, { code: 'codes.unknown' })
        const wanted = query.search?.trim() ?? ''
        const periods = registers.codePeriods?.get(params.list)
        const day = query.on ?? localDate(ctx.now, ctx.ground.timezone)
        const items = [...codes]
          .filter(([code, name]) => code.startsWith(wanted) || name.includes(wanted))
          .map(([code, name]) => {
            const period = periods?.get(code)
            return { code, name, ...(period ? { ...period, holds: holdsOn(period, day) } : {}) }
          })
        // What may be given comes first.
        return { items: items.toSorted((one, other) => Number(one.holds === false) - Number(other.holds === false)).slice(0, 100) }
      },
    }),
    route({
      method: 'GET',
      url: '/api/asks',
      who: 'officer',
      summary: '待答复的请求',
      tags,
      reads: true,
      handler: async (ctx) => ({ items: await registers.asks(ctx) }),
    }),
    route({
      method: 'GET',
      url: '/api/asks/:id',
      who: 'signed-in',
      summary: '一项请求',
      tags,
      params: Type.Object({ id: Type.String({ format: 'uuid' }) }),
      reads: true,
      handler: async (ctx, { params }) => {
        const ask = await registers.ask(ctx, params.id)
        return { ask, evidence: await registers.evidenceOf(ctx, ask) }
      },
    }),
    route({
      method: 'POST',
      url: '/api/asks/:id/answer',
      who: 'officer',
      summary: '答复请求',
      tags,
      params: Type.Object({ id: Type.String({ format: 'uuid' }) }),
      body: Type.Object(
        { accept: Type.Boolean(), reason: Type.String({ minLength: 1, maxLength: 1000 }) },
        { additionalProperties: false },
      ),
      handler: async (ctx, { params, body }) => ({ ask: await registers.answer(ctx, params.id, body.accept, body.reason) }),
    }),
  ]
}
