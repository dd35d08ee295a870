import compress from '@fastify/compress'
import cookie from '@fastify/cookie'
import multipart from '@fastify/multipart'
import swagger from '@fastify/swagger'
import type { Static, TSchema } from '@sinclair/typebox'
import Fastify, {
  LogController,
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type onRequestHookHandler,
} from 'fastify'
import type { Logger } from 'pino'
import { inContext, type Actor, type Context, type Ground, type Purpose } from './context.ts'
import { Broken, Fault, Invalid, NotAllowed, NotSignedIn } from './errors.ts'
import { readLines } from './ndjson.ts'
import { completeDescription } from './openapi.ts'
import { closedQuery, requireKnown } from './query.ts'

/** Who may come to a route's door: anybody, anybody signed in, or an officer at a post. What they may see behind it is decided there. */
export type Who = 'public' | 'signed-in' | 'officer'

export interface RouteSpec<P extends TSchema, Q extends TSchema, B extends TSchema> {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  url: string
  who: Who
  summary: string
  tags?: string[]
  params?: P
  /** With `additionalProperties: false` every other parameter is refused, and with the nearest known one named. */
  query?: Q
  body?: B
  /** Headers that mean something here, for whoever reads of the interface; the handler takes them from the request. */
  headers?: TSchema
  /** An agent may come here in the principal's name, as far as the handler lets the mandate go; elsewhere nobody acts for another. */
  proxies?: boolean
  /** An administrator may come here who looks with the eyes of another post; as also to what anybody may get, and nowhere else. */
  seeing?: boolean
  /** Answers in one round trip per query and writes nothing. */
  reads?: boolean
  /** What is the same for everybody without a session, and at hand: sent without asking who comes. Undefined: the handler answers. */
  atHand?(request: FastifyRequest): Sending | undefined
  /** Comes from a plain HTML form too, which can't send our header; the browser then says that the form was on a page of ours. */
  form?: boolean
  handler(
    ctx: Context,
    request: { params: Static<P>; query: Static<Q>; body: Static<B>; raw: FastifyRequest; reply: FastifyReply },
  ): Promise<unknown>
}
export type Route = RouteSpec<TSchema, TSchema, TSchema>

/** Declares a route; parameters, query and body are typed by their schemas. */
export const route = <P extends TSchema = TSchema, Q extends TSchema = TSchema, B extends TSchema = TSchema>(
  spec: RouteSpec<P, Q, B>,
): Route => spec as unknown as Route

/** A file or a page to send instead of JSON. */
export class Sending {
  readonly body: Buffer | NodeJS.ReadableStream | undefined
  readonly type: string
  readonly headers: Record<string, string>
  readonly status: number
  constructor(body: Buffer | NodeJS.ReadableStream | undefined, type: string, headers: Record<string, string> = {}, status = 200) {
    this.body = body
    this.type = type
    this.headers = headers
    this.status = status
  }
}

const sendAs = (reply: FastifyReply, { status, headers, type, body }: Sending) =>
  reply.status(status).headers(headers).type(type).send(body)

/** What every answer says, whatever it is. */
const always = { 'x-content-type-options': 'nosniff', 'referrer-policy': 'same-origin', 'x-frame-options': 'DENY' }

export interface ServerParts {
  ground: Ground
  log: Logger
  routes: readonly Route[]
  version: string
  /** Addresses of reverse proxies whose word on the client's address and protocol is taken; nobody's when empty. */
  trustedProxies?: readonly string[]
  /** Who asks, by the request's cookie or token. */
  whoAsks(request: FastifyRequest): Promise<Actor>
  /** Ends the acting under a mandate that no longer counts, once somebody was told so. */
  backToOneself?(request: FastifyRequest): Promise<void>
  /** An answer in English, for whoever asks for it. */
  inEnglish?(url: string, body: unknown): unknown
  /** A problem as a page, for somebody who looks at a page; undefined where problem details are right. */
  problemPage?(problem: Problem, request: FastifyRequest): Sending | undefined
}

/** What went wrong, as it travels. */
export interface Problem {
  status: number
  body: Record<string, unknown>
}

/** RFC 9457 problem details of an error; our own mistakes show a number to quote and nothing else. */
export function problemOf(error: unknown, id: string): Problem {
  const fault = asFault(error)
  return {
    status: fault.status,
    body: {
      type: `urn:chengshu:error:${fault.kind}`,
      title: titles[fault.kind] ?? fault.kind,
      status: fault.status,
      ...(fault.code ? { code: fault.code } : {}),
      detail: fault instanceof Broken ? `系统内部出错，请把编号 ${id} 告诉管理员` : fault.message,
      instance: id,
      ...(fault.path ? { path: fault.path } : {}),
      ...(fault.problems.length > 0 ? { problems: fault.problems } : {}),
    },
  }
}

const titles: Record<string, string> = {
  'not-found': '找不到',
  'not-allowed': '没有权限',
  'not-signed-in': '请先登录',
  'not-understood': '请求有误',
  invalid: '填写有误',
  conflict: '与现有情况冲突',
  stale: '已被改动',
  'too-late': '已过期',
  'too-many': '过于频繁',
  unavailable: '暂时不能用',
  broken: '系统出错',
}

function asFault(error: unknown): Fault {
  if (error instanceof Fault) return error
  const { validation, validationContext, statusCode, message } = error as {
    validation?: { instancePath: string; keyword?: string; params?: Record<string, unknown> }[]
    validationContext?: string
    statusCode?: number
    message?: string
  }
  if (validation)
    return new Invalid('请求的格式不对', {
      code: 'request.schema',
      problems: validation.map((one) => ({
        path: [
          validationContext,
          ...one.instancePath.split('/').filter(Boolean),
          one.params?.missingProperty ?? one.params?.additionalProperty,
        ]
          .filter(Boolean)
          .join('.'),
        message: schemaMessage(one.keyword, one.params),
      })),
    })
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return new Invalid(message ?? '请求不对', { code: `request.${statusCode}` })
  return new Broken('internal error', { cause: error })
}

/** Builds the HTTP server: every route says who may come, errors become problem details, the interface describes itself. */
export async function createServer({
  ground,
  log,
  routes,
  version,
  trustedProxies = [],
  whoAsks,
  backToOneself,
  inEnglish,
  problemPage,
}: ServerParts): Promise<FastifyInstance> {
  const server = Fastify({
    loggerInstance: log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    // What is logged names its request itself.
    childLoggerFactory: (logger) => logger,
    bodyLimit: 2 * 1024 * 1024,
    trustProxy: trustedProxies.length > 0 ? [...trustedProxies] : false,
    routerOptions: { maxParamLength: 200 },
    ajv: { customOptions: { removeAdditional: false, coerceTypes: 'array', allErrors: true, strictTypes: false, keywords: ['kind'] } },
    genReqId: () => `${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 8)}`,
  })
  // What is kept at hand is kept packed; the rest is packed as it leaves, where its route says so.
  await server.register(compress, { global: false, globalDecompression: false, encodings: ['br', 'gzip'] })
  await server.register(cookie)
  await server.register(multipart, { limits: { fileSize: 20 * 1024 * 1024, files: 1, fields: 5 } })
  // Rows one after another, as programs send many of them: a row a line.
  server.addContentTypeParser('application/x-ndjson', { parseAs: 'string' }, (_request, body, done) => {
    try {
      done(null, readLines(String(body)))
    } catch (error) {
      done(error as Error)
    }
  })
  await server.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Chengshu 城枢', version, description: 'The interface of everything: registers, cases, documents.' },
      components: { securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: 'chengshu' } } },
    },
  })
  server.setErrorHandler((error, request, reply) => {
    const problem = problemOf(error, request.id)
    const { status, body } = problem
    if (status >= 500) log.error({ err: error, id: request.id, url: request.routeOptions.url, address: request.ip }, 'request failed')
    const page = problemPage?.(problem, request)
    if (page) return sendAs(reply, page)
    return reply.status(status).type('application/problem+json').send(body)
  })
  server.addHook('onSend', (request, reply, _payload, done) => {
    // What one person is shown is nobody else's, at the same browser or on the way to it.
    if (request.url.startsWith('/api/') && !reply.hasHeader('cache-control')) reply.header('cache-control', 'private, no-store')
    reply.headers(always)
    done()
  })
  endWithAnswers(server)
  if (inEnglish)
    server.addHook('preSerialization', (request, reply, payload, done) => {
      if (!request.url.startsWith('/api/') || request.url === '/api/openapi.json') return done(null, payload)
      reply.header('vary', 'accept-language')
      done(null, readsEnglish(request) ? inEnglish(request.url, payload) : payload)
    })
  for (const spec of routes) mount(server, ground, spec, { whoAsks, backToOneself })
  server.get('/api/openapi.json', { schema: { hide: true } as object }, async () => completeDescription(server.swagger()))
  return server
}

/**
 * Lets closing end with the last answer. Connections that a browser opened ahead and never used are not idle to Node, which would
 * wait a minute for their first request.
 */
function endWithAnswers(instance: FastifyInstance) {
  const { server } = instance
  let answering = 0
  server.on('request', (_request, response) => {
    answering += 1
    response.once('close', () => (answering -= 1))
  })
  instance.addHook('preClose', (done) => {
    const sweep = setInterval(() => answering === 0 && server.closeAllConnections(), 50)
    server.once('close', () => clearInterval(sweep))
    done()
  })
}

/** Whether the reader's first language is English (RFC 9110, 12.5.4; the order of the list counts). */
export const readsEnglish = (request: FastifyRequest): boolean => /^en\b/i.test(request.headers['accept-language'] ?? '')

/** What is wrong with a value by its schema, in words; the library's own are English. */
function schemaMessage(keyword: string | undefined, params: Record<string, unknown> = {}): string {
  if (keyword === 'required') return '不能缺少'
  if (keyword === 'additionalProperties') return '没有这一项'
  if (keyword === 'minLength') return `至少 ${String(params.limit)} 个字`
  if (keyword === 'maxLength') return `最多 ${String(params.limit)} 个字`
  if (keyword === 'minItems') return `至少 ${String(params.limit)} 项`
  if (keyword === 'maxItems') return `最多 ${String(params.limit)} 项`
  if (keyword === 'minimum') return `不小于 ${String(params.limit)}`
  if (keyword === 'maximum') return `不大于 ${String(params.limit)}`
  return '格式不对'
}

/** Who asks, from the door to the handler. */
const actors = new WeakMap<FastifyRequest, Actor>()

function mount(
  server: FastifyInstance,
  ground: Ground,
  spec: Route,
  { whoAsks, backToOneself }: Pick<ServerParts, 'whoAsks' | 'backToOneself'>,
) {
  const closed = closedQuery(spec.query)
  server.route({
    method: spec.method,
    url: spec.url,
    config: { who: spec.who } as never,
    ...(spec.atHand ? { onRequest: sendAtHand(spec.atHand) } : { compress: {} }),
    schema: {
      summary: spec.summary,
      tags: spec.tags ?? [],
      ...(spec.who === 'public' ? { security: [] } : { security: [{ session: [] }] }),
      ...(spec.params ? { params: spec.params } : {}),
      ...(spec.query ? { querystring: spec.query } : {}),
      ...(spec.body ? { body: spec.body } : {}),
      ...(spec.headers ? { headers: spec.headers } : {}),
      ...(closed ? { 'x-closed': closed.patterns } : {}),
    } as object,
    // Before the input is looked at: whoever may not come learns nothing of what a good request looks like.
    preValidation: async (request) => {
      if (spec.method !== 'GET' && request.headers['x-chengshu'] === undefined && !(spec.form && isOwnForm(request)))
        throw new NotAllowed('请求缺少 x-chengshu 头', { code: 'request.forged' })
      const asker = await whoAsks(request)
      if (asker.lapsed && spec.method !== 'GET' && spec.url !== '/api/session') {
        await backToOneself?.(request)
        throw new NotAllowed('委托已经终止，这一步没有办理；您现在以本人的名义登录', { code: 'session.mandate-over' })
      }
      if (asker.seeing && !spec.seeing && (spec.who !== 'public' || spec.method !== 'GET'))
        throw new NotAllowed('正以其他岗位的视角查看，只能查看数据目录', { code: 'session.seeing-only' })
      const actor = asker.proxy && !spec.proxies ? nobodyOf(asker, spec.who) : asker
      if (spec.who !== 'public' && actor.kind === 'stranger') throw new NotSignedIn('请先登录', { code: 'session.none' })
      if (spec.who === 'officer' && actor.kind !== 'post') throw new NotAllowed('这里只供工作人员使用', { code: 'session.not-officer' })
      actors.set(request, actor)
      if (closed) requireKnown(request.query, closed)
    },
    handler: async (request, reply) => {
      const actor = actors.get(request)!
      const answer = await inContext(
        ground,
        actor,
        purposeOf(actor, spec.summary),
        (ctx) =>
          spec.handler(ctx, {
            params: request.params as never,
            query: request.query as never,
            body: request.body as never,
            raw: request,
            reply,
          }),
        { door: actor.kind === 'post' || actor.kind === 'system' ? 'app' : 'hall', readOnly: spec.reads ?? false },
      )
      if (answer instanceof Sending) return sendAs(reply, answer)
      if (answer === undefined) return reply.status(204).send()
      return answer
    },
  })
}

const sendAtHand =
  (atHand: NonNullable<Route['atHand']>): onRequestHookHandler =>
  (request, reply, done) => {
    const found = atHand(request)
    if (found) sendKept(reply, found)
    else done()
  }

const headersOf = new WeakMap<Sending, Record<string, string>>()

/** Sends what is kept whole, as it is kept: there is nothing that a hook would have to add. */
function sendKept(reply: FastifyReply, sending: Sending) {
  const { body, headers, status, type } = sending
  if (!headers['cache-control'] || (body !== undefined && !Buffer.isBuffer(body))) return sendAs(reply, sending)
  let ready = headersOf.get(sending)
  if (!ready) {
    ready = { 'content-type': type, ...(body ? { 'content-length': String(body.length) } : {}), ...headers, ...always }
    headersOf.set(sending, ready)
  }
  reply.hijack()
  reply.raw.writeHead(status, ready)
  reply.raw.end(body)
}

/** Whether the browser says that the form it sends was on a page of this very origin; one that says nothing is not believed. */
const isOwnForm = ({ headers }: FastifyRequest) =>
  headers['sec-fetch-site'] === 'same-origin' ||
  (headers['sec-fetch-site'] === undefined &&
    headers.origin !== undefined &&
    URL.canParse(headers.origin) &&
    new URL(headers.origin).host === headers.host)

/** An agent at a door that mandates don't open: a stranger where anybody may come, refused elsewhere. */
function nobodyOf(agent: Actor, who: Who): Actor {
  if (who !== 'public') throw new NotAllowed('正在代他人办事，请先回到本人', { code: 'session.acting-for' })
  const { proxy: _, ...rest } = agent
  return { ...rest, kind: 'stranger', account: null, person: null, duties: [] }
}

const purposeOf = (actor: Actor, summary: string): Purpose => {
  const what = actor.seeing ? `以岗位视角查看（${actor.seeing.ownPost}）：${summary}` : summary
  return actor.kind === 'post' ? { kind: 'duty', what } : actor.kind === 'person' ? { kind: 'own', what } : { kind: 'public', what }
}
