import type { Browser, BrowserContext } from 'playwright-core'
import type { Doors as Door } from '../../src/systems/service/hall/restaurant/samples.ts'

/** Somebody at the doors, who may also change what is there. */
export interface Doors extends Door {
  patch(url: string, body: object): ReturnType<Door['post']>
}

/** Whoever opens the pages of the city: each with a browser of their own, signed in when a picture asks for it. */
export interface People {
  /** Somebody's browser; a stranger's without an account. `telephone` has the finer screen of one. */
  browserOf(account: string | undefined, telephone?: boolean): Promise<BrowserContext>
  /** The same person at the doors, without a page. */
  at(account: string): Promise<Doors>
}

const asks = { 'x-chengshu': '1' }

/** People of the demonstration, in whose browsers it is always the same moment. */
export function openPeople(browser: Browser, address: string, now: string): People {
  const known = new Map<string, Promise<BrowserContext>>()
  const open = async (account: string | undefined, telephone: boolean): Promise<BrowserContext> => {
    const context = await browser.newContext({
      baseURL: address,
      locale: 'zh-CN',
      timezoneId: 'Asia/Shanghai',
      reducedMotion: 'reduce',
      deviceScaleFactor: telephone ? 1.5 : 1,
    })
    context.setDefaultTimeout(20_000)
    await context.clock.setFixedTime(new Date(now))
    if (account) {
      const answer = await context.request.post('/api/session', { headers: asks, data: { account, password: `chengshu-${account}` } })
      if (!answer.ok()) throw new Error(`${account} can't sign in: ${await answer.text()}`)
    }
    return context
  }
  const browserOf = (account: string | undefined, telephone = false) => {
    const key = `${account ?? ''} ${telephone}`
    const opened = known.get(key) ?? open(account, telephone)
    known.set(key, opened)
    return opened
  }
  return {
    browserOf,
    async at(account) {
      const { request } = await browserOf(account)
      const answered = async (answer: Awaited<ReturnType<typeof request.get>>) => {
        const text = await answer.text()
        return { status: answer.status(), body: text ? (JSON.parse(text) as unknown) : text }
      }
      return {
        get: async (url) => answered(await request.get(url, { headers: asks })),
        post: async (url, body = {}) => answered(await request.post(url, { headers: asks, data: body as object })),
        patch: async (url, body) => answered(await request.patch(url, { headers: asks, data: body })),
        upload: async (url, name, bytes, mimeType = 'application/octet-stream') =>
          answered(await request.post(url, { headers: asks, multipart: { file: { name, mimeType, buffer: Buffer.from(bytes) } } })),
      }
    },
  }
}
