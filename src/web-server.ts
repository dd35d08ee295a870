import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import fastifyStatic from '@fastify/static'
import { createServer } from '#kernel/http'
import { Refusal } from '#kernel/settings'
import { SESSION_COOKIE } from '#engines/identity'
import { openEnglish } from './english/index.ts'
import type { City } from './main.ts'
import { platformRoutes } from './platform-routes.ts'

const version = (JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }).version
const pages = fileURLToPath(new URL('../dist/web/', import.meta.url))

/** A server that listens. */
export interface OpenServer {
  address: string
  close(): Promise<void>
}

/**
 * Opens the web server of a city: the interface, and the pages when they have been built.
 * @throws Refusal when a demonstration would be heard beyond this machine
 */
export async function openServer(city: City, { host, port }: { host: string; port: number }): Promise<OpenServer> {
  if (city.ground.demo && !['127.0.0.1', 'localhost', '::1'].includes(host))
    throw new Refusal(
      '演示城市只能在本机监听，请去掉 HOST 设置。',
      'A demonstration city listens on this machine alone: remove the setting HOST.',
    )
  const server = await createServer({
    ground: city.ground,
    log: city.ground.log,
    routes: [...platformRoutes(city), ...city.routes],
    version,
    inEnglish: openEnglish(city.settings.city).answer,
    whoAsks: async (request) => (await city.identity.sessions.resolve(request.cookies[SESSION_COOKIE])).actor,
  })
  if (existsSync(`${pages}index.html`)) {
    await server.register(fastifyStatic, { root: pages, wildcard: false, maxAge: '1h', immutable: false, index: false })
    const page = readFileSync(`${pages}index.html`, 'utf8')
    // Every address that is neither a file nor an interface is a page of the browser's own router.
    server.setNotFoundHandler((request, reply) =>
      request.method === 'GET' && !request.url.startsWith('/api/') && request.headers.accept?.includes('text/html')
        ? reply.type('text/html; charset=utf-8').header('cache-control', 'no-cache').send(page)
        : reply
            .status(404)
            .type('application/problem+json')
            .send({ type: 'urn:chengshu:error:not-found', title: '找不到', status: 404, detail: '没有这个地址' }),
    )
  }
  const address = await server.listen({ host, port })
  return { address, close: () => server.close() }
}
