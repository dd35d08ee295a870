import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { readsEnglish, Sending, type Route } from '#kernel/http'

/**
 * A long public list as one answer that is made once: compressed, and named by its content, so that whoever has it already is told so.
 * Readers of English, and those whose program takes nothing compressed, are answered in the ordinary way.
 */
export function packed(list: () => readonly unknown[]): NonNullable<Route['atHand']> {
  let kept: { of: unknown; body: Buffer; tag: string } | undefined
  return (request) => {
    if (readsEnglish(request) || !/\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''))) return undefined
    const of = list()
    if (kept?.of !== of) {
      const text = JSON.stringify(of)
      kept = { of, body: gzipSync(text), tag: `"${createHash('sha256').update(text).digest('base64url')}"` }
    }
    const headers = { etag: kept.tag, 'cache-control': 'private, no-cache', vary: 'accept-encoding, accept-language' }
    const type = 'application/json; charset=utf-8'
    return request.headers['if-none-match'] === kept.tag
      ? new Sending(undefined, type, headers, 304)
      : new Sending(kept.body, type, { ...headers, 'content-encoding': 'gzip' })
  }
}
