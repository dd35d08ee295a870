import { SESSION_COOKIE } from '#engines/identity'
import { createServer } from '#kernel/http'
import { openCity, type City, type Site } from '../src/main.ts'

/** A city that answers over HTTP, to one of the accounts of the demonstration. */
export interface SignedIn {
  city: City
  /** @throws Error for every answer that is not a good one */
  ask(method: string, path: string, body?: unknown): Promise<Response>
  close(): Promise<void>
}

export async function openSignedIn(site: Site, account: string): Promise<SignedIn> {
  const city = await openCity(site)
  const server = await createServer({
    ground: city.ground,
    log: city.ground.log,
    routes: city.routes,
    version: '0',
    whoAsks: async (request) => (await city.identity.sessions.resolve(request.cookies[SESSION_COOKIE])).actor,
  })
  const address = await server.listen({ host: '127.0.0.1', port: 0 })
  let cookie = ''
  const ask = async (method: string, path: string, body?: unknown): Promise<Response> => {
    const isForm = body instanceof FormData
    const answer = await fetch(address + path, {
      method,
      headers: { cookie, 'x-chengshu': '1', ...(isForm || body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
    })
    if (!answer.ok) throw new Error(`${method} ${path}: ${await answer.text()}`)
    cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? cookie
    return answer
  }
  await ask('POST', '/api/session', { account, password: `chengshu-${account}` })
  const close = async () => {
    await server.close()
    await city.close()
  }
  return { city, ask, close }
}
