import { Type } from '@sinclair/typebox'
import type { Context } from '#kernel/context'
import { route, type Route } from '#kernel/http'
import type { DraftSummary, DraftView, NewDraft, Saved } from './drafts.ts'

const tags = ['cases']
const key = Type.String({ format: 'uuid' })
const values = Type.Record(Type.String({ maxLength: 80 }), Type.Unknown())
const params = Type.Object({ matter: Type.String({ maxLength: 100 }) })

/** The doors to drafts. */
interface Drafts {
  listDrafts(ctx: Context): Promise<DraftSummary[]>
  getDraft(ctx: Context, matter: string): Promise<DraftView | null>
  keepDraft(ctx: Context, matter: string, draft: NewDraft): Promise<Saved>
  dropDraft(ctx: Context, matter: string): Promise<void>
}

/** Applications that are being written, of whoever asks alone. */
export const draftRoutes = (drafts: Drafts): Route[] => [
  route({
    method: 'GET',
    url: '/api/drafts',
    who: 'signed-in',
    summary: '没有写完的申请',
    tags,
    proxies: true,
    reads: true,
    handler: async (ctx) => ({ items: await drafts.listDrafts(ctx) }),
  }),
  route({
    method: 'GET',
    url: '/api/drafts/:matter',
    who: 'signed-in',
    summary: '接着填写',
    tags,
    proxies: true,
    params,
    reads: true,
    handler: async (ctx, { params }) => ({ draft: await drafts.getDraft(ctx, params.matter) }),
  }),
  route({
    method: 'PUT',
    url: '/api/drafts/:matter',
    who: 'signed-in',
    summary: '保存填写的内容',
    tags,
    proxies: true,
    params,
    body: Type.Object(
      {
        version: Type.Integer({ minimum: 0, maximum: 2_147_483_647 }),
        region: Type.Union([key, Type.Null()]),
        step: Type.Union([Type.String({ maxLength: 40 }), Type.Null()]),
        guide: values,
        answers: values,
        files: Type.Record(Type.String({ maxLength: 80 }), key),
        from: Type.Record(Type.String({ maxLength: 80 }), Type.String({ maxLength: 100 })),
        prefilled: Type.Boolean(),
        entity: Type.Union([key, Type.Null()]),
        idempotencyKey: Type.String({ minLength: 8, maxLength: 100 }),
      },
      { additionalProperties: false },
    ),
    handler: (ctx, { params, body }) => drafts.keepDraft(ctx, params.matter, body),
  }),
  route({
    method: 'DELETE',
    url: '/api/drafts/:matter',
    who: 'signed-in',
    summary: '删除没有写完的申请',
    tags,
    proxies: true,
    params,
    handler: (ctx, { params }) => drafts.dropDraft(ctx, params.matter),
  }),
]
