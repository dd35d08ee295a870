import { Type } from '@sinclair/typebox'
import type { FastifyRequest } from 'fastify'
import { Invalid } from '#kernel/errors'
import { route, Sending, type Route } from '#kernel/http'
import { defaultMaxBytes } from './file-types.ts'
import type { Documents } from './index.ts'
import { openLimiter } from './verifying.ts'

const tags = ['documents']
const idParams = Type.Object({ id: Type.String({ format: 'uuid' }) })

/** The one file of a form, whole in memory: at most 20 MB. A field of the form that stands before the file comes along. */
export async function readUpload(request: FastifyRequest): Promise<{ name: string; bytes: Buffer; code: string | undefined }> {
  if (!request.isMultipart()) throw new Invalid('请用表单上传一个文件', { code: 'documents.form', path: 'file' })
  const part = await request.file()
  if (!part) throw new Invalid('没有收到文件', { code: 'documents.form', path: 'file' })
  const tooLarge = () => new Invalid(`文件超过 ${defaultMaxBytes / 1024 / 1024} MB`, { code: 'documents.too-large', path: 'file' })
  const bytes = await part.toBuffer().catch((error: Error & { code?: string }) => {
    throw error.code === 'FST_REQ_FILE_TOO_LARGE' ? tooLarge() : error
  })
  // The library looks only while parts arrive: a file cut short at its very end comes without an error.
  if (part.file.truncated) throw tooLarge()
  const field = part.fields.code
  const code = field && !Array.isArray(field) && field.type === 'field' ? String(field.value) : undefined
  return { name: part.filename, bytes, code }
}

/** Uploads, documents as PDF, and verification by anybody. */
export function routes(documents: Documents): Route[] {
  const codes = openLimiter({ many: 60, seconds: 60 })
  const uploads = openLimiter({ many: 12, seconds: 60 })
  return [
    route({
      method: 'POST',
      url: '/api/files',
      who: 'signed-in',
      proxies: true,
      summary: '上传文件',
      tags,
      handler: async (ctx, { raw }) => {
        const { id, name, type, size, sha256 } = await documents.takeUpload(ctx, await readUpload(raw))
        return { id, name, type, size, sha256 }
      },
    }),
    route({
      method: 'GET',
      url: '/api/files/:id',
      who: 'signed-in',
      proxies: true,
      summary: '下载文件',
      tags,
      params: idParams,
      reads: true,
      handler: (ctx, { params }) => documents.sendFile(ctx, params.id),
    }),
    route({
      method: 'GET',
      url: '/api/certificates/mine',
      who: 'signed-in',
      summary: '我的证照',
      tags,
      reads: true,
      handler: async (ctx) => ({ items: await documents.certificatesOfMine(ctx) }),
    }),
    route({
      method: 'GET',
      url: '/api/documents/:id.pdf',
      who: 'signed-in',
      proxies: true,
      summary: '查看文书证照',
      tags,
      params: idParams,
      reads: true,
      handler: (ctx, { params }) => documents.sendDocument(ctx, params.id),
    }),
    route({
      method: 'POST',
      url: '/api/documents/:id/revocation',
      who: 'officer',
      summary: '撤销文书证照',
      tags,
      params: idParams,
      body: Type.Object({ reason: Type.String({ minLength: 1, maxLength: 1000 }) }, { additionalProperties: false }),
      handler: (ctx, { params, body }) => documents.revoke(ctx, params.id, body.reason),
    }),
    route({
      method: 'GET',
      url: '/api/verify/:code',
      who: 'public',
      summary: '按核验码查验文书证照',
      tags,
      params: Type.Object({ code: Type.String({ maxLength: 100 }) }),
      reads: true,
      handler: (ctx, { params, raw }) => {
        codes.pass(raw.ip)
        return documents.verifyCode(ctx, params.code)
      },
    }),
    route({
      method: 'POST',
      url: '/api/verify',
      who: 'public',
      summary: '查验文书证照的文件',
      tags,
      // Nothing is written, and no connection is held while the file is checked.
      reads: true,
      handler: async (ctx, { raw }) => {
        uploads.pass(raw.ip)
        const { bytes, code } = await readUpload(raw)
        return documents.verifyFile(ctx, bytes, code)
      },
    }),
    route({
      method: 'GET',
      url: '/.well-known/chengshu-signers.pem',
      who: 'public',
      summary: '签名根证书',
      tags,
      reads: true,
      handler: async (ctx) => new Sending(Buffer.from((await documents.roots(ctx)).join('\n')), 'application/x-pem-file'),
    }),
  ]
}
