import { Type } from '@sinclair/typebox'
import { route, type Route } from '#kernel/http'
import type { OpenData } from './index.ts'

const tags = ['open-data']
const code = Type.String({ maxLength: 60, pattern: '^[a-z][a-z0-9-]*$' })
const one = Type.Object({ id: Type.String({ format: 'uuid' }) })
const reason = Type.String({ minLength: 4, maxLength: 500, pattern: '\\S[\\s\\S]{2,}\\S' })

const selection = Type.Object(
  {
    register: Type.String({ maxLength: 100 }),
    shape: Type.Union([Type.Literal('records'), Type.Literal('counts')]),
    filter: Type.String({ maxLength: 4000, description: '列表页地址中的查找与筛选' }),
    columns: Type.Array(
      Type.Object(
        {
          field: Type.String({ maxLength: 80 }),
          level: Type.String({ maxLength: 40 }),
          sensitive: Type.Optional(Type.Boolean({ description: '不作为辨认个人的依据，而是要保护的内容' })),
        },
        { additionalProperties: false },
      ),
      { minItems: 1, maxItems: 60 },
    ),
    subject: Type.Union([Type.Literal('person'), Type.Literal('organisation'), Type.Literal('thing')]),
    ground: Type.Optional(Type.String({ maxLength: 500 })),
    k: Type.Integer({ minimum: 1, maximum: 100 }),
    hold: Type.Boolean({ description: '留下相同记录不足的行，不开放' }),
    protect: Type.Union([Type.Literal('suppress'), Type.Literal('round')]),
  },
  { additionalProperties: false },
)

/** A name before its last dot, and what comes after: metadata of a CSV file has two dots in its ending. */
const file = (name: string, ending: string) => {
  const [stem = '', before] = name.split('.')
  return { stem, format: before === undefined ? ending : `${before}.${ending}` }
}
const ending = Type.String({ maxLength: 20 })

/** The doors of open data: taking it, for everybody; making and approving it, for officers. */
export function routes(open: OpenData): Route[] {
  return [
    route({
      method: 'GET',
      url: '/open/:set.:format',
      who: 'public',
      summary: '下载开放数据集的最新版本',
      tags,
      params: Type.Object({ set: Type.String({ maxLength: 80, pattern: '^[a-z][a-z0-9-]*(\\.[a-z-]+)?$' }), format: ending }),
      reads: true,
      handler: (ctx, { params, raw }) => {
        const { stem, format } = file(params.set, params.format)
        return open.download(ctx, raw, { code: stem, number: null, format })
      },
    }),
    route({
      method: 'GET',
      url: '/open/:set/:version.:format',
      who: 'public',
      summary: '下载开放数据集的一个版本',
      tags,
      params: Type.Object({ set: code, version: Type.String({ maxLength: 40, pattern: '^[1-9]\\d{0,8}(\\.[a-z-]+)?$' }), format: ending }),
      reads: true,
      handler: (ctx, { params, raw }) => {
        const { stem, format } = file(params.version, params.format)
        return open.download(ctx, raw, { code: params.set, number: Number(stem), format })
      },
    }),
    route({
      method: 'GET',
      url: '/api/open/data-sets',
      who: 'public',
      summary: '开放数据集',
      tags,
      query: Type.Object({ search: Type.Optional(Type.String({ maxLength: 100 })) }),
      reads: true,
      handler: async (ctx, { query }) => ({ items: await open.publicSets(ctx, query.search) }),
    }),
    route({
      method: 'GET',
      url: '/api/open/data-sets/:set',
      who: 'public',
      summary: '一个开放数据集和它的各个版本',
      tags,
      params: Type.Object({ set: code }),
      reads: true,
      handler: (ctx, { params }) => open.publicSet(ctx, params.set),
    }),
    route({
      method: 'GET',
      url: '/api/open/data-sets/:set/rows',
      who: 'public',
      summary: '开放数据集最新版本的数据行',
      tags,
      params: Type.Object({ set: code }),
      query: Type.Object({
        after: Type.Optional(Type.Integer({ minimum: 0, maximum: 2_147_483_647, description: '上一页的 next' })),
        limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
      }),
      reads: true,
      handler: async (ctx, { params, query }) => {
        const { version, heads, rows, next } = await open.publicRows(ctx, params.set, query.after ?? 0, query.limit ?? 100)
        return { version, items: rows.map((row) => Object.fromEntries(heads.map(({ name }, i) => [name, row[i] ?? null]))), next }
      },
    }),
    route({
      method: 'GET',
      url: '/api/open/data-sets/:set/groups',
      who: 'public',
      summary: '开放数据集按一列计数',
      tags,
      params: Type.Object({ set: code }),
      query: Type.Object({ column: Type.String({ maxLength: 80 }) }),
      reads: true,
      handler: (ctx, { params, query }) => open.publicGroups(ctx, params.set, query.column),
    }),
    route({
      method: 'GET',
      url: '/api/open/sources',
      who: 'officer',
      summary: '可以开放的登记库和字段',
      tags,
      reads: true,
      handler: async (ctx) => ({ items: await open.sources(ctx), leastK: open.leastK }),
    }),
    route({
      method: 'GET',
      url: '/api/open/waiting',
      who: 'officer',
      summary: '待审核的开放数据',
      tags,
      reads: true,
      handler: async (ctx) => ({ items: await open.waiting(ctx) }),
    }),
    route({
      method: 'GET',
      url: '/api/open/sets/:id',
      who: 'officer',
      summary: '数据集的编制和版本',
      tags,
      params: one,
      reads: true,
      handler: (ctx, { params }) => open.workshop(ctx, params.id),
    }),
    route({
      method: 'POST',
      url: '/api/open/sets/:id/versions',
      who: 'officer',
      summary: '编制新版本并检查',
      tags,
      params: one,
      body: selection,
      handler: (ctx, { params, body }) => open.begin(ctx, params.id, body),
    }),
    route({
      method: 'GET',
      url: '/api/open/versions/:id',
      who: 'officer',
      summary: '版本的检查结果',
      tags,
      params: one,
      reads: true,
      handler: (ctx, { params }) => open.version(ctx, params.id),
    }),
    route({
      method: 'POST',
      url: '/api/open/versions/:id/propose',
      who: 'officer',
      summary: '版本送审',
      tags,
      params: one,
      body: Type.Object({ note: reason }, { additionalProperties: false }),
      handler: (ctx, { params, body }) => open.propose(ctx, params.id, body.note.trim()),
    }),
    route({
      method: 'POST',
      url: '/api/open/versions/:id/answer',
      who: 'officer',
      summary: '审核版本',
      tags,
      params: one,
      body: Type.Object({ accept: Type.Boolean(), reason }, { additionalProperties: false }),
      handler: (ctx, { params, body }) => open.answer(ctx, params.id, body.accept, body.reason.trim()),
    }),
    route({
      method: 'POST',
      url: '/api/open/versions/:id/withdraw',
      who: 'officer',
      summary: '撤回版本',
      tags,
      params: one,
      body: Type.Object({ reason }, { additionalProperties: false }),
      handler: (ctx, { params, body }) => open.withdraw(ctx, params.id, body.reason.trim()),
    }),
  ]
}
