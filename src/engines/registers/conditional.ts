import { hash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Conflict, Invalid, Stale } from '#kernel/errors'
import { readsEnglish, Sending } from '#kernel/http'

/** An answer's tag: the version of the record in it, where it is one, and what stands in it; other readers and languages get other answers. */
const tagOf = (language: string, body: Buffer, version: number | undefined): string =>
  `"${version ?? 'l'}-${language}${hash('sha256', body, 'base64url').slice(0, 22)}"`

const tagsIn = (header: string | undefined): string[] => (header ?? '').split(',').map((one) => one.trim().replace(/^W\//, ''))

const json = 'application/json; charset=utf-8'

/**
 * Answers with a tag, or that nothing is new to whoever has an answer with that tag (RFC 9110, 13.1.2). What the tag was made of is sent as
 * it is, so that a page of records is written as text once; English is made of the answer itself, on its way out.
 */
export function tagged<T>(raw: FastifyRequest, reply: FastifyReply, answer: T, version?: number): T | Sending {
  const english = readsEnglish(raw)
  const body = Buffer.from(JSON.stringify(answer))
  const etag = tagOf(english ? 'en' : 'zh', body, version)
  const headers = { etag, vary: 'accept-language' }
  if (tagsIn(raw.headers['if-none-match']).some((one) => one === etag || one === '*')) return new Sending(undefined, json, headers, 304)
  if (!english) return new Sending(body, json, headers)
  void reply.header('etag', etag)
  return answer
}

/**
 * Changes a record as it was when it was seen: by the version in the body, or by the tag of an answer (`If-Match`; RFC 9110, 13.1.1).
 * @throws Invalid without either, Stale when the tag is of another version
 */
export async function asSeen<T>(raw: FastifyRequest, version: number | undefined, change: (version: number) => Promise<T>): Promise<T> {
  if (version !== undefined) return change(version)
  const [first = ''] = tagsIn(raw.headers['if-match'])
  const seen = Number(/^"(\d{1,9})-[\w-]+"$/.exec(first)?.[1] ?? Number.NaN)
  if (Number.isNaN(seen))
    throw new Invalid('要说明改的是哪个版本：请求体里的 version，或者 If-Match 头', { code: 'register.unseen', path: 'version' })
  try {
    return await change(seen)
  } catch (error) {
    if (!(error instanceof Conflict && error.code === STALE)) throw error
    throw new Stale(error.message, { code: 'register.stale', cause: error })
  }
}

/** The code under which a change of another version is refused. */
const STALE = 'register.version'
