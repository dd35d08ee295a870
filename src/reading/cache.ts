import { createHash } from 'node:crypto'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import type { FastifyRequest } from 'fastify'
import { Sending } from '#kernel/http'

/** A page as it is sent, in each way of packing. */
interface Packed {
  br: Sending
  gzip: Sending
  identity: Sending
  /** What the browser says when it has the page already. */
  etag: string
  same: Sending
  bytes: number
  until: number
}

/** Finished pages, for everybody without a session. */
export interface PageCache {
  /** A page that may be sent without looking at anything; none while it is time to look whether something changed. */
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

function pack({ html, headers, status }: PageBytes): Packed {
  const plain = Buffer.from(html)
  const etag = `"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`
  const always = { ...headers, etag, vary: 'accept-encoding, cookie', 'cache-control': 'private, no-cache' }
  const packed = (body: Buffer, encoding?: string) =>
    new Sending(body, type, encoding ? { ...always, 'content-encoding': encoding } : always, status)
  const br = brotliCompressSync(plain, quick)
  const gzip = gzipSync(plain)
  return {
    br: packed(br, 'br'),
    gzip: packed(gzip, 'gzip'),
    identity: packed(plain),
    etag,
    same: new Sending(undefined, type, always, 304),
    bytes: plain.length + br.length + gzip.length,
    until: performance.now() + keptFor,
  }
}

/** The way of packing that this browser takes, or that it has the page already. */
function suited(page: Packed, { headers }: FastifyRequest): Sending {
  if (headers['if-none-match'] === page.etag) return page.same
  const takes = headers['accept-encoding']
  if (typeof takes !== 'string') return page.identity
  return takes.includes('br') ? page.br : takes.includes('gzip') ? page.gzip : page.identity
}

/** A page for one person alone: packed lightly, kept by nobody. */
export function sendPage({ html, headers, status }: PageBytes, request: FastifyRequest): Sending {
  const always = { ...headers, vary: 'accept-encoding, cookie', 'cache-control': 'private, no-cache' }
  const takes = request.headers['accept-encoding']
  return typeof takes === 'string' && takes.includes('gzip')
    ? new Sending(gzipSync(html, { level: 4 }), type, { ...always, 'content-encoding': 'gzip' }, status)
    : new Sending(Buffer.from(html), type, always, status)
}

/** Opens an empty store; the page that was asked for the longest ago goes first. `lookEvery`: milliseconds. */
export function openPageCache(lookEvery = 2000): PageCache {
  const pages = new Map<string, Packed>()
  let bytes = 0
  let looked = -Infinity
  let stood: string | undefined
  const forget = (key: string, page: Packed) => {
    pages.delete(key)
    bytes -= page.bytes
  }
  const find = (key: string): Packed | undefined => {
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
      if (performance.now() - looked > lookEvery) return undefined
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
      const page = pack(made)
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
