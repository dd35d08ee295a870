import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline, Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { constants, createGzip } from 'node:zlib'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { createServer, problemOf } from '#kernel/http'
import { NotFound } from '#kernel/errors'
import { Refusal } from '#kernel/settings'
import { SESSION_COOKIE } from '#engines/identity'
import { openEnglish } from './english/index.ts'
import type { City } from './main.ts'
import { platformRoutes } from './platform-routes.ts'
import { appPage, type AppPage, type Write } from './reading/app-page.ts'
import { askedOf } from './reading/asked.ts'
import { followBuild, type Build } from './reading/build.ts'
import type { writeFirstView } from './reading/first-view.tsx'
import { readingPages } from './reading-pages.ts'
import { isInApp } from './web/shell/faces.ts'
import { choiceOf } from './web/theme/choice.ts'

const version = (JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }).version
const builtPages = fileURLToPath(new URL('../dist/web/', import.meta.url))

/** A server that listens. */
export interface OpenServer {
  address: string
  close(): Promise<void>
}

export interface ServerPlace {
  host: string
  port: number
  /** Folder of the built pages. */
  pages?: string
  /** Addresses of reverse proxies that are believed about the client's address and the protocol. */
  trustedProxies?: readonly string[]
}

/** The files of the build, also those that come to be while the server runs. */
async function serveFiles(server: FastifyInstance, pages: string): Promise<void> {
  // Names of built files change with what is in them; the few others may change under their name.
  await server.register(fastifyStatic, {
    root: join(pages, 'assets'),
    prefix: '/assets/',
    index: false,
    preCompressed: true,
    allowedPath: (path) => !/\.(br|gz)$/.test(path),
    cacheControl: false,
    setHeaders: (response) => response.header('cache-control', 'public, max-age=31536000, immutable'),
  })
  await server.register(fastifyStatic, {
    root: pages,
    wildcard: false,
    index: false,
    decorateReply: false,
    preCompressed: true,
    globIgnore: ['**/*.br', '**/*.gz', 'index.html', '.vite/**', 'assets/**'],
    cacheControl: false,
    setHeaders: (response) => response.header('cache-control', 'public, max-age=3600'),
  })
}

/** Whether a browser fetches the page for somebody who may never look at it: then nothing is read in their name. */
const isAhead = ({ headers }: FastifyRequest) => /prefetch/.test(`${headers['sec-purpose'] ?? ''} ${headers.purpose ?? ''}`)

/** Packs each piece as it comes: the head of a page has to be there while its end is still waited for. */
const packed = (pieces: Readable): Readable =>
  pipeline(pieces, createGzip({ level: 5, flush: constants.Z_SYNC_FLUSH }), () => undefined /* an error ends the packed stream too */)

/** Writes pages of the desk: read when it is wanted for the first time, which waits for nothing, for it is the browser's own script. */
let writer: typeof writeFirstView | undefined
let coming: Promise<void> | undefined

const firstView =
  ({ log }: FastifyRequest, cookies: string): Write =>
  async (url, answers) => {
    coming ??= import('./reading/first-view.tsx').then(({ writeFirstView }) => void (writer = writeFirstView))
    try {
      return await writer?.(url, answers, cookies)
    } catch (err) {
      // The browser writes the page then, from the same answers.
      log.error({ err, path: url.pathname }, 'a first view could not be written')
      return undefined
    }
  }

/** Sends the page of the browser's own router; to somebody with a session together with the answers to what it asks first. */
function sendAppPage(server: FastifyInstance, page: AppPage, request: FastifyRequest, reply: FastifyReply) {
  const { session, choice } = askedOf(request)
  const language = choice.lang ?? 'zh'
  const personal = session && !isAhead(request)
  const ask = async (url: string) => {
    const answer = await server.inject({ url, headers: { cookie: request.headers.cookie ?? '', 'accept-language': language } })
    return answer.statusCode === 200 ? answer.body : undefined
  }
  const cookies = request.headers.cookie ?? ''
  // The browser reads its language in the cookie alone, and must find the page as it would write it.
  const write = (choiceOf(cookies).lang ?? 'zh') === language ? firstView(request, cookies) : undefined
  const pieces = Readable.from(page.pieces(request.url, personal ? { language, ask, ...(write && { write }) } : { language }))
  const packs = /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''))
  return reply
    .type('text/html; charset=utf-8')
    .headers({
      'cache-control': personal ? 'private, no-store' : 'no-cache',
      vary: 'accept-encoding, cookie',
      'content-security-policy': page.policy,
      ...(packs && { 'content-encoding': 'gzip' }),
    })
    .send(packs ? packed(pieces) : pieces)
}

/**
 * Opens the web server of a city: the interface, the reading pages of the hall, and the browser's own pages when they have been built.
 * @throws Refusal when a demonstration would be heard beyond this machine
 */
export async function openServer(city: City, { host, port, pages = builtPages, trustedProxies = [] }: ServerPlace): Promise<OpenServer> {
  if (city.ground.demo && !['127.0.0.1', 'localhost', '::1'].includes(host))
    throw new Refusal(
      '演示城市只能在本机监听，请去掉 HOST 设置。',
      'A demonstration city listens on this machine alone: remove the setting HOST.',
    )
  let address = `http://${host}:${port}`
  const english = openEnglish(city.settings.city)
  const build = followBuild(pages)
  const { routes, problemPage } = readingPages(city, {
    build,
    origin: () => city.settings.publicUrl ?? address,
    inEnglish: (said) => english.answer('', said),
  })
  const server = await createServer({
    ground: city.ground,
    log: city.ground.log,
    routes: [...platformRoutes(city), ...city.routes, ...routes],
    version,
    trustedProxies,
    inEnglish: english.answer,
    backToOneself: (request) => city.identity.sessions.actAsOneself(request.cookies[SESSION_COOKIE] ?? ''),
    whoAsks: async (request) => (await city.identity.sessions.resolve(request.cookies[SESSION_COOKIE])).actor,
    problemPage,
  })
  // Streams of live news never end by themselves, and closing waits for answers that are being sent.
  server.addHook('preClose', (done) => {
    city.live.close()
    done()
  })
  if (existsSync(pages)) await serveFiles(server, pages)
  const appPages = new WeakMap<Build, AppPage>()
  const appPageNow = (): AppPage | undefined => {
    const now = build()
    if (!now) return undefined
    const page = appPages.get(now) ?? appPage(now)
    appPages.set(now, page)
    return page
  }
  server.setNotFoundHandler((request, reply) => {
    const page = request.method === 'GET' && isInApp(request.url.replace(/\?.*$/, '')) ? appPageNow() : undefined
    if (page) return sendAppPage(server, page, request, reply)
    const problem = problemOf(new NotFound('没有这个地址', { code: 'page.unknown' }), request.id)
    const shown = problemPage(problem, request)
    if (shown) return reply.status(shown.status).headers(shown.headers).type(shown.type).send(shown.body)
    return reply.status(404).type('application/problem+json').send(problem.body)
  })
  address = await server.listen({ host, port })
  return { address, close: () => server.close() }
}
