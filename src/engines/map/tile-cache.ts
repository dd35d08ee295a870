import { createHash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { SESSION_COOKIE } from '#engines/identity'
import { Sending } from '#kernel/http'

/** IANA media type of Mapbox vector tiles. */
export const TILE_TYPE = 'application/vnd.mapbox-vector-tile'

/** How old a kept tile may be: so long a change may take to be seen by strangers. */
const FRESH_MILLISECONDS = 30_000
const MOST_BYTES = 64 * 1024 * 1024

/** Tiles that anybody may see, as strangers were sent them. Who has a session is asked for anew: his rights may show more. */
export interface TileCache {
  find(request: FastifyRequest): Sending | undefined
  keep(request: FastifyRequest, bytes: Buffer): Sending
}

/** Opens the cache of one process; the tiles that were asked for longest ago go first. */
export function openTileCache(): TileCache {
  const kept = new Map<string, { bytes: Buffer; etag: string; made: number }>()
  let size = 0
  const drop = (key: string) => {
    size -= kept.get(key)?.bytes.length ?? 0
    kept.delete(key)
  }
  const send = (request: FastifyRequest, { bytes, etag }: { bytes: Buffer; etag: string }) => {
    const headers = { etag, 'cache-control': `public, max-age=${FRESH_MILLISECONDS / 1000}`, vary: 'cookie' }
    return request.headers['if-none-match'] === etag
      ? new Sending(undefined, TILE_TYPE, headers, 304)
      : new Sending(bytes, TILE_TYPE, headers)
  }
  return {
    find(request) {
      if (request.headers.cookie?.includes(`${SESSION_COOKIE}=`)) return undefined
      const found = kept.get(request.url)
      if (!found) return undefined
      if (Date.now() - found.made > FRESH_MILLISECONDS) {
        drop(request.url)
        return undefined
      }
      kept.delete(request.url)
      kept.set(request.url, found)
      return send(request, found)
    },
    keep(request, bytes) {
      const made = { bytes, etag: `"${createHash('sha1').update(bytes).digest('base64url')}"`, made: Date.now() }
      drop(request.url)
      kept.set(request.url, made)
      size += bytes.length
      for (const [oldest] of kept) {
        if (size <= MOST_BYTES) break
        drop(oldest)
      }
      return send(request, made)
    },
  }
}
