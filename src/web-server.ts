import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import fastifyStatic from '@fastify/static'
import { createServer, problemOf } from '#kernel/http'
import { NotFound } from '#kernel/errors'
import { Refusal } from '#kernel/settings'
import { SESSION_COOKIE } from '#engines/identity'
import { openEnglish } from './english/index.ts'
import type { City } from './main.ts'
import { platformRoutes } from './platform-routes.ts'
import { appPolicy } from './reading/assets.ts'
import { readingPages } from './reading-pages.ts'
import { isInApp } from './web/shell/faces.ts'

const version = (JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }).version
const pages = fileURLToPath(new URL('../dist/web/', import.meta.url))

/** A server that listens. */
export interface OpenServer {
  address: string
  close(): Promise<void>
}

/**
 * Opens the web server of a city: the interface, the reading pages of the hall, and the browser's own pages when they have been built.
 * @throws Refusal when a demonstration would be heard beyond this machine
 */
export async function openServer(city: City, { host, port }: { host: string; port: number }): Promise<OpenServer> {
  if (city.ground.demo && !['127.0.0.1', 'localhost', '::1'].includes(host))
    throw new Refusal(
      '演示城市只能在本机监听，请去掉 HOST 设置。',
      'A demonstration city listens on this machine alone: remove the setting HOST.',
    )
  let address = `http://${host}:${port}`
  const english = openEnglish(city.settings.city)
  const { routes, problemPage } = readingPages(city, {
    folder: pages,
    origin: () => address,
    inEnglish: (said) => english.answer('', said),
  })
  const server = await createServer({
    ground: city.ground,
    log: city.ground.log,
    routes: [...platformRoutes(city), ...city.routes, ...routes],
    version,
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
  const built = existsSync(`${pages}index.html`)
  if (built) {
    // Names of built files change with what is in them; the few others may change under their name.
    await server.register(fastifyStatic, {
      root: pages,
      wildcard: false,
      index: false,
      preCompressed: true,
      globIgnore: ['**/*.br', '**/*.gz', 'index.html', '.vite/**'],
      cacheControl: false,
      setHeaders: (response, path) =>
        response.header('cache-control', path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'public, max-age=3600'),
    })
  }
  const page = built ? readFileSync(`${pages}index.html`, 'utf8') : undefined
  const policy = page && appPolicy(page)
  server.setNotFoundHandler((request, reply) => {
    if (page && policy && request.method === 'GET' && isInApp(request.url.replace(/\?.*$/, '')))
      return reply.type('text/html; charset=utf-8').headers({ 'cache-control': 'no-cache', 'content-security-policy': policy }).send(page)
    const problem = problemOf(new NotFound('没有这个地址', { code: 'page.unknown' }), request.id)
    const shown = problemPage(problem, request)
    if (shown) return reply.status(shown.status).headers(shown.headers).type(shown.type).send(shown.body)
    return reply.status(404).type('application/problem+json').send(problem.body)
  })
  address = await server.listen({ host, port })
  return { address, close: () => server.close() }
}
