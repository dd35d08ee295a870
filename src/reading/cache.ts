import { createHash } from 'node:crypto'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import type { FastifyRequest } from 'fastify'
import { Sending } from '#kernel/http'

/** A page as it is sent; packed when somebody first asks for it so. */
interface Kept {
  plain: Buffer
  headers: Record<string, string>
  status: number
  etag: string
  sent: Partial<Record<'br' | 'gzip' | 'identity' | 'same', Sending>>
  bytes: number
  until: number
}

/** Finished pages, for everybody without a session. */
export interface PageCache {
  /** A page that may be sent without looking at anything; none for who comes when it is time to look whether something changed. */
  atHand(key: string, request: FastifyRequest): Sending | undefined
  /** Says how things stand now: what was made of another state is forgotten. */
  stands(stamp: string): void
  find(key: string, request: FastifyRequest): Sending | undefined
  keep(key: string, page: PageBytes, request: FastifyRequest): Sending
}

export interface PageBytes {
  html: string
  headers: Record<string, string>
  status: number
}

const type = 'text/html; charset=utf-8'
const most = 48 * 1024 * 1024
/** Things that have no stamp, such as organisations, are looked at anew after this long. */
const keptFor = 60_000

const quick = { params: { [constants.BROTLI_PARAM_QUALITY]: 5, [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT } }

function keptOf({ html, headers, status }: PageBytes): Kept {
  const plain = Buffer.from(html)
  const etag = `"${createHash('sha1').update(plain).digest('base64url')}"`
  const always = { ...headers, etag, vary: 'accept-encoding, cookie', 'cache-control': 'private, no-cache' }
  return { plain, headers: always, status, etag, sent: {}, bytes: plain.length, until: performance.now() + keptFor }
}

/** How a browser is best sent a page: not at all when it has it already. */
function wayOf({ etag }: Kept, { headers }: FastifyRequest): 'br' | 'gzip' | 'identity' | 'same' {
  if (headers['if-none-match'] === etag) return 'same'
  const takes = headers['accept-encoding']
  return typeof takes !== 'string' ? 'identity' : takes.includes('br') ? 'br' : takes.includes('gzip') ? 'gzip' : 'identity'
}

function suited(page: Kept, request: FastifyRequest): Sending {
  const way = wayOf(page, request)
  const before = page.sent[way]
  if (before) return before
  const { plain, headers, status } = page
  const made = {
    same: () => new Sending(undefined, type, headers, 304),
    identity: () => new Sending(plain, type, headers, status),
    gzip: () => new Sending(gzipSync(plain), type, { ...headers, 'content-encoding': 'gzip' }, status),
    br: () => new Sending(brotliCompressSync(plain, quick), type, { ...headers, 'content-encoding': 'br' }, status),
  }[way]()
  page.sent[way] = made
  return made
}

/** A page for one person alone: packed lightly, kept by nobody. */
export function sendPage({ html, headers, status }: PageBytes, request: FastifyRequest): Sending {
  const always = { ...headers, vary: 'accept-encoding, cookie', 'cache-control': 'private, no-cache' }
  const takes = request.headers['accept-encoding']
  return typeof takes === 'string' && takes.includes('gzip')
    ? new Sending(gzipSync(html, { level: 4 }), type, { ...always, 'content-encoding': 'gzip' }, status)
    : new Sending(Buffer.from(html), type, always, status)
}

/** Opens an empty store; the page that was asked for the longest ago goes first. `lookEvery`: milliseconds; twice as long, and nobody is sent an old page. */
export function openPageCache(lookEvery = 2000): PageCache {
  const pages = new Map<string, Kept>()
  let bytes = 0
  let looked = -Infinity
  // One visitor is sent to look; those who come meanwhile need not wait for what that one finds.
  let sent = -Infinity
  let stood: string | undefined
  const forget = (key: string, page: Kept) => {
    pages.delete(key)
    bytes -= page.bytes
  }
  const find = (key: string): Kept | undefined => {
    const page = pages.get(key)
    if (!page) return undefined
    if (page.until < performance.now()) {
      forget(key, page)
      return undefined
    }
    return page
  }
  return {
    atHand(key, request) {
      const now = performance.now()
      if (now - looked > lookEvery && now - sent > lookEvery) {
        sent = now
        return undefined
      }
      if (now - looked > 2 * lookEvery) return undefined
      const page = find(key)
      return page && suited(page, request)
    },
    stands(stamp) {
      looked = performance.now()
      if (stamp === stood) return
      stood = stamp
      pages.clear()
      bytes = 0
    },
    find(key, request) {
      const page = find(key)
      if (!page) return undefined
      // Asked for just now: to the end of the row.
      pages.delete(key)
      pages.set(key, page)
      return suited(page, request)
    },
    keep(key, made, request) {
      const page = keptOf(made)
      const before = pages.get(key)
      if (before) forget(key, before)
      pages.set(key, page)
      bytes += page.bytes
      for (const [oldest, old] of pages) {
        if (bytes <= most) break
        forget(oldest, old)
      }
      return suited(page, request)
    },
  }
}
