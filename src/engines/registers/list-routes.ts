import { Readable } from 'node:stream'
import { Type } from '@sinclair/typebox'
import { route, Sending, type Route } from '#kernel/http'
import { readList } from './address.ts'
import { csvwType, metadataName } from './csvw/metadata.ts'
import { readInstant, type Instant } from './history/instant.ts'
import { exportTypes } from './export-formats.ts'
import type { Registers } from './index.ts'

const tags = ['registers']
const key = Type.String({ format: 'uuid' })
const register = Type.String({ maxLength: 100 })
const page = Type.String({ minLength: 1, maxLength: 120, pattern: '^[a-z][a-z0-9./-]*$' })
// Four characters beside the blanks around them.
const reason = Type.String({ minLength: 4, maxLength: 200, pattern: '\\S[\\s\\S]{2,}\\S' })
/** How many registers one question goes to, and how many records of each come back. */
const FOUND_EACH = 4

/** Where the metadata of a CSV is, as programs look for it (Model for Tabular Data, 5.2). */
function metadataLink(
  register: string,
  file: string,
  { columns, ended, asOf }: { columns: readonly string[]; ended?: boolean; asOf?: Instant },
): string {
  const query = new URLSearchParams({ columns: columns.join(','), file, ...(ended ? { ended: 'true' } : {}), ...(asOf ? { asOf } : {}) })
  return `</api/registers/${register}/csv-metadata?${query.toString()}>; rel="describedby"; type="${csvwType}"`
}

/** An instant in the name of a file: the day and the time of the city's clock, to the second; a whole day by the day alone. */
function nameOf(asOf: Instant, timezone: string): string {
  const at = new Intl.DateTimeFormat('sv-SE', { timeZone: timezone, dateStyle: 'short', timeStyle: 'medium' }).format(new Date(asOf))
  return at.endsWith(' 23:59:59') ? at.slice(0, 10) : at.replace(' ', 'T').replaceAll(':', '')
}

/** What goes with lists: views that are kept, lists taken away, masked values shown for a reason, records found by their name. */
export function routes(registers: Registers): Route[] {
  return [
    route({
      method: 'GET',
      url: '/api/views',
      who: 'officer',
      summary: '保存的视图',
      tags,
      query: Type.Object({ page: Type.Optional(page) }),
      reads: true,
      handler: async (ctx, { query }) => ({ items: await registers.views(ctx, query.page) }),
    }),
    route({
      method: 'PUT',
      url: '/api/views',
      who: 'officer',
      summary: '保存视图',
      tags,
      body: Type.Object(
        {
          page,
          name: Type.String({ minLength: 1, maxLength: 40, pattern: '\\S' }),
          query: Type.String({ maxLength: 4000 }),
          reach: Type.Union([Type.Literal('own'), Type.Literal('post'), Type.Literal('organisation')]),
        },
        { additionalProperties: false },
      ),
      handler: (ctx, { body }) => registers.saveView(ctx, { ...body, name: body.name.trim() }),
    }),
    route({
      method: 'DELETE',
      url: '/api/views/:id',
      who: 'officer',
      summary: '删去视图',
      tags,
      params: Type.Object({ id: key }),
      handler: (ctx, { params }) => registers.removeView(ctx, params.id),
    }),
    route({
      method: 'POST',
      url: '/api/registers/:register/export',
      who: 'officer',
      summary: '导出列表',
      tags,
      params: Type.Object({ register }),
      body: Type.Object(
        {
          query: Type.String({ maxLength: 4000, description: '列表页地址中的查找与筛选' }),
          columns: Type.Array(Type.String({ maxLength: 80 }), { minItems: 1, maxItems: 100, uniqueItems: true }),
          reason,
          format: Type.Optional(Type.Union([Type.Literal('csv'), Type.Literal('xlsx'), Type.Literal('ndjson')])),
          marked: Type.Optional(
            Type.Boolean({ description: '文件末尾加一行结束标记：U+001E 之后是实有条数和字节数的 JSON；没有它，文件就不完整' }),
          ),
        },
        { additionalProperties: false },
      ),
      reads: true,
      handler: async (ctx, { params, body }) => {
        const { columns, query, format = 'csv', marked = false } = body
        const asked = {
          ...readList(registers, params.register, query, ctx.ground.timezone),
          columns,
          format,
          reason: body.reason.trim(),
          marked,
        }
        const { count, file } = await registers.exportList(ctx, params.register, asked)
        const day = asked.asOf ? `截至${nameOf(asked.asOf, ctx.ground.timezone)}` : ctx.now.toISOString().slice(0, 10)
        const name = `${registers.labelOf(params.register)}-${day}.${format}`
        return new Sending(Readable.from(file, { objectMode: false }), exportTypes[format], {
          'content-disposition': `attachment; filename="export.${format}"; filename*=UTF-8''${encodeURIComponent(name)}`,
          'x-rows': String(count),
          ...(format === 'csv' ? { link: metadataLink(params.register, name, asked) } : {}),
        })
      },
    }),
    route({
      method: 'GET',
      url: '/api/registers/:register/csv-metadata',
      who: 'officer',
      summary: '导出文件的说明（CSVW）',
      tags,
      params: Type.Object({ register }),
      query: Type.Object({
        columns: Type.String({ minLength: 1, maxLength: 4000, description: '列名，用逗号隔开' }),
        file: Type.String({ minLength: 1, maxLength: 200 }),
        ended: Type.Optional(Type.Boolean()),
        asOf: Type.Optional(Type.String({ maxLength: 40, description: '那时登记的内容：日期，或带时区的时间' })),
      }),
      reads: true,
      handler: async (ctx, { params, query: { columns, file, ended = false, asOf } }) => {
        const of = { columns: columns.split(','), file, hasEnded: ended, asOf: asOf ? readInstant(asOf, ctx.ground.timezone) : undefined }
        // As it is in every language: it says everything in both.
        const text = JSON.stringify(registers.describeExport(ctx, params.register, of), null, 2)
        const name = encodeURIComponent(metadataName(file))
        return new Sending(Buffer.from(text), csvwType, {
          'content-disposition': `attachment; filename="csv-metadata.json"; filename*=UTF-8''${name}`,
        })
      },
    }),
    route({
      method: 'POST',
      url: '/api/registers/:register/:id/reveal',
      who: 'officer',
      summary: '查看一项明文',
      tags,
      params: Type.Object({ register, id: Type.String({ maxLength: 40 }) }),
      body: Type.Object({ field: Type.String({ maxLength: 80 }), reason }, { additionalProperties: false }),
      handler: async (ctx, { params, body }) => ({
        value: await registers.reveal(ctx, params.register, params.id, body.field, body.reason.trim()),
      }),
    }),
    route({
      method: 'GET',
      url: '/api/find',
      who: 'officer',
      summary: '按名称找记录',
      tags,
      query: Type.Object({ search: Type.String({ minLength: 1, maxLength: 60 }) }),
      reads: true,
      handler: async (ctx, { query }) => ({ items: await registers.findByName(ctx, query.search, FOUND_EACH) }),
    }),
  ]
}
