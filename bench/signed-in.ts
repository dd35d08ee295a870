import { SESSION_COOKIE } from '#engines/identity'
import { createServer } from '#kernel/http'
import { openCity, type City, type Site } from '../src/main.ts'

/** Asks in the name of whoever signed in. @throws Error for every answer that is not a good one */
export type Ask = (method: string, path: string, body?: unknown) => Promise<Response>

/** A city that answers over HTTP, to one of the accounts of the demonstration. */
export interface SignedIn {
  city: City
  ask: Ask
  close(): Promise<void>
}

/** Signs in at an address under one of the accounts of the demonstration. */
export async function signIn(address: string, account: string): Promise<Ask> {
  let cookie = ''
  const ask: Ask = async (method, path, body) => {
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
  return ask
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
  const ask = await signIn(address, account)
  const close = async () => {
    await server.close()
    await city.close()
  }
  return { city, ask, close }
}
