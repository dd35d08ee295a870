import { Readable } from 'node:stream'
import { Type } from '@sinclair/typebox'
import { route, Sending, type Route } from '#kernel/http'
import type { Imports } from './index.ts'

const tags = ['imports']
const register = Type.Object({ register: Type.String({ maxLength: 100 }) })
const one = Type.Object({ id: Type.String({ format: 'uuid' }) })
const types = {
  csv: 'text/csv',
  ndjson: 'application/x-ndjson',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const

/** Files brought into registers, step by step; each answer is the batch as it then is. */
export function routes(imports: Imports): Route[] {
  return [
    route({
      method: 'POST',
      url: '/api/registers/:register/imports',
      who: 'officer',
      summary: '上传要导入的文件',
      tags,
      params: register,
      handler: (ctx, { params, raw }) => imports.upload(ctx, params.register, raw),
    }),
    route({
      method: 'GET',
      url: '/api/registers/:register/imports',
      who: 'officer',
      summary: '导入批次',
      tags,
      params: register,
      reads: true,
      handler: async (ctx, { params }) => ({ items: await imports.list(ctx, params.register) }),
    }),
    route({
      method: 'GET',
      url: '/api/imports/:id',
      who: 'officer',
      summary: '导入的进度和结果',
      tags,
      params: one,
      reads: true,
      handler: (ctx, { params }) => imports.get(ctx, params.id),
    }),
    route({
      method: 'GET',
      url: '/api/imports/:id/preview',
      who: 'officer',
      summary: '预览要导入的文件',
      tags,
      params: one,
      reads: true,
      handler: (ctx, { params }) => imports.preview(ctx, params.id),
    }),
    route({
      method: 'PUT',
      url: '/api/imports/:id/mapping',
      who: 'officer',
      summary: '说明各列对应的字段并检查',
      tags,
      params: one,
      body: Type.Object(
        {
          // Null first: the check of the schema would make an empty text of it.
          mapping: Type.Array(Type.Union([Type.Null(), Type.String({ minLength: 1, maxLength: 100 })]), { minItems: 1, maxItems: 300 }),
          source: Type.Optional(
            Type.Union([Type.Null(), Type.String({ maxLength: 40 })], { description: '基础库的来源：各行是这个来源的说法' }),
          ),
          mode: Type.Union([Type.Literal('add'), Type.Literal('change'), Type.Literal('both')]),
          key: Type.Optional(Type.Array(Type.String({ maxLength: 100 }), { maxItems: 10, description: '按这些字段找已有的记录' })),
          whole: Type.Optional(Type.Boolean({ description: '全部成功才写入' })),
          clears: Type.Optional(Type.Boolean({ description: '空单元格表示清空；不选则保留原值' })),
          keepAs: Type.Optional(Type.String({ minLength: 1, maxLength: 40, pattern: '\\S', description: '把对应关系存为这个名称的模板' })),
        },
        { additionalProperties: false },
      ),
      handler: (ctx, { params, body }) => imports.intend(ctx, params.id, body),
    }),
    route({
      method: 'POST',
      url: '/api/imports/:id/start',
      who: 'officer',
      summary: '写入检查过的行',
      tags,
      params: one,
      handler: (ctx, { params }) => imports.start(ctx, params.id),
    }),
    route({
      method: 'POST',
      url: '/api/imports/:id/cancel',
      who: 'officer',
      summary: '取消导入',
      tags,
      params: one,
      handler: (ctx, { params }) => imports.cancel(ctx, params.id),
    }),
    route({
      method: 'GET',
      url: '/api/imports/:id/refusals',
      who: 'officer',
      summary: '退回的行',
      tags,
      params: one,
      query: Type.Object({ after: Type.Optional(Type.Integer({ minimum: 0, maximum: 2_147_483_647 })) }),
      reads: true,
      handler: async (ctx, { params, query }) => ({ items: await imports.refusals(ctx, params.id, query.after ?? 0) }),
    }),
    route({
      method: 'GET',
      url: '/api/imports/:id/errors',
      who: 'officer',
      summary: '下载退回的行',
      tags,
      params: one,
      reads: true,
      handler: async (ctx, { params }) => {
        const { batch, file } = await imports.errors(ctx, params.id)
        const { format, encoding } = batch.shape
        const name = `${batch.file.replace(/\.[^.]*$/, '')}-退回.${format}`
        const charset = format === 'xlsx' ? '' : `; charset=${encoding === 'gb18030' ? 'gb18030' : 'utf-8'}`
        return new Sending(Readable.from(file, { objectMode: false }), types[format] + charset, {
          'content-disposition': `attachment; filename="errors.${format}"; filename*=UTF-8''${encodeURIComponent(name)}`,
        })
      },
    }),
  ]
}
