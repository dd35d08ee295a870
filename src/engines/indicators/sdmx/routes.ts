import { Type } from '@sinclair/typebox'
import { Invalid } from '#kernel/errors'
import { route, Sending, type Route } from '#kernel/http'
import type { Sdmx } from './index.ts'
import { formatOf, type Format } from './query.ts'

const tags = ['indicators']
const id = Type.String({ maxLength: 60 })
const artefact = { agency: id, id, version: Type.String({ maxLength: 20 }) }
const count = Type.Optional(Type.Integer({ minimum: 1, maximum: 2000 }))
const query = Type.Object({
  'c[TIME_PERIOD]': Type.Optional(Type.String({ maxLength: 60 })),
  firstNObservations: count,
  lastNObservations: count,
  dimensionAtObservation: Type.Optional(Type.Literal('TIME_PERIOD')),
})

const accepted = (accept: string | undefined, kind: 'data' | 'structure'): Format => {
  const format = formatOf(accept, kind)
  if (!format) throw new Invalid('只给出 SDMX-JSON 2.0 和 SDMX-CSV 2.0', { code: 'sdmx.format', path: 'accept' })
  return format
}

const json = (message: unknown, kind: 'data' | 'structure') =>
  new Sending(Buffer.from(JSON.stringify(message)), `application/vnd.sdmx.${kind}+json;version=2.0.0`, { vary: 'accept, cookie' })

/** The SDMX 3.0 REST interface (sdmx-rest 2): structures, and data of the one data flow. Anybody may ask; who is asked decides what is told. */
export function sdmxRoutes(sdmx: Sdmx): Route[] {
  const structure = (url: string, params: Parameters<typeof Type.Object>[0]) =>
    route({
      method: 'GET',
      url,
      who: 'public',
      summary: 'SDMX 结构',
      tags,
      params: Type.Object(params),
      reads: true,
      handler: async (ctx, { params, raw }) => {
        accepted(raw.headers.accept, 'structure')
        const { type, agency, id, version } = params as { type: string; agency?: string; id?: string; version?: string }
        return json(await sdmx.structure(ctx, type, agency, id, version), 'structure')
      },
    })
  const data = (url: string, params: Parameters<typeof Type.Object>[0]) =>
    route({
      method: 'GET',
      url,
      who: 'public',
      summary: 'SDMX 数据',
      tags,
      params: Type.Object(params),
      query,
      reads: true,
      handler: async (ctx, { params, query, raw }) => {
        const format = accepted(raw.headers.accept, 'data')
        const { agency, id, version, key } = params as { agency: string; id: string; version: string; key?: string }
        const time = query['c[TIME_PERIOD]']
        const { firstNObservations: first, lastNObservations: last } = query
        const found = await sdmx.data(
          ctx,
          {
            agency,
            id,
            version,
            ...(key ? { key } : {}),
            ...(time ? { time } : {}),
            ...(first ? { first } : {}),
            ...(last ? { last } : {}),
          },
          format,
        )
        return typeof found === 'string'
          ? new Sending(Buffer.from(found), 'application/vnd.sdmx.data+csv;version=2.0.0;charset=utf-8', { vary: 'accept, cookie' })
          : json(found, 'data')
      },
    })
  return [
    structure('/sdmx/structure/:type', { type: id }),
    structure('/sdmx/structure/:type/:agency/:id', { type: id, agency: id, id }),
    structure('/sdmx/structure/:type/:agency/:id/:version', { type: id, ...artefact }),
    data('/sdmx/data/dataflow/:agency/:id/:version', artefact),
    data('/sdmx/data/dataflow/:agency/:id/:version/:key', { ...artefact, key: Type.String({ maxLength: 400 }) }),
  ]
}
